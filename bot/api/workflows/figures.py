"""`/workflows/{id}/figures`: how the questions of a workflow fare. X11."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import Schema, Whole
from bot.api.resource import Resource
from bot.problems import invalid
from models.workflow import figures
from models.workflow.outcome import RunState
from models.workflow.tables import Workflow, WorkflowVersion

workflow_figures = Resource(
    "workflow_figures", __name__, description="Where people answer, stumble and leave"
)


class FiguresQuerySchema(Schema):
    version = Whole(1, 2**31 - 1, metadata={"description": "The current one unless you say so"})


class StepFiguresSchema(ma.Schema):
    step = ma.fields.String()
    runs = ma.fields.Integer(metadata={"description": "Conversations that came here"})
    asked = ma.fields.Integer()
    reasked = ma.fields.Integer(metadata={"description": "An answer was not understood"})
    answered = ma.fields.Integer()
    timed_out = ma.fields.Integer(metadata={"description": "Nobody answered"})
    waiting = ma.fields.Integer(metadata={"description": "Conversations that stand here now"})
    handed_over = ma.fields.Integer(metadata={"description": "A person took over here"})
    left = ma.fields.Integer(metadata={"description": "The contact ended it here, by a word"})
    lost = ma.fields.Integer(
        metadata={"description": "Conversations that ended here without being done"}
    )


class FiguresSchema(ma.Schema):
    version = ma.fields.Integer()
    runs = ma.fields.Integer(metadata={"description": "Conversations on this version"})
    running, done, handed_over, timed_out, stopped = (ma.fields.Integer() for _ in RunState)
    steps = ma.fields.List(ma.fields.Nested(StepFiguresSchema))


@workflow_figures.get("/workflows/<id:id>/figures")
@workflow_figures.arguments(FiguresQuerySchema, location="query")
@workflow_figures.response(200, FiguresSchema)
def show(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Each question of one version: asked, answered, asked again, left, timed out, handed over."""
    workflow = lookup.row(Workflow, id, "workflow")
    return figures.of_version(_version(workflow, asked.get("version")))


def _version(workflow: Workflow, number: int | None) -> WorkflowVersion:
    if number is None:
        return workflow.version
    found = WorkflowVersion.get_or_none(
        WorkflowVersion.workflow == workflow, WorkflowVersion.number == number
    )
    if found is None:
        raise invalid("version", f"this workflow has no version {number}: GET it to see which")
    return found

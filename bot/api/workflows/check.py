"""`/workflows/check`: what is wrong with a definition, and where, without saving it. W3."""

from typing import Any

import marshmallow as ma

from bot.api.resource import Resource
from bot.api.workflows.body import JUDGED_BODY, given
from models.catalogue import Catalogue
from models.workflow import language
from models.workflow.advice import Offered, advice
from models.workflow.fields import Problem
from models.workflow.language import DefinitionError
from models.workflow.places import lines_of

workflow_check = Resource(
    "workflow_check", __name__, description="Definitions judged before they are saved"
)


class FaultSchema(ma.Schema):
    step = ma.fields.String(allow_none=True, metadata={"description": "null: of the whole"})
    line = ma.fields.Integer(allow_none=True, metadata={"description": "In the text, from 1"})
    message = ma.fields.String()


class JudgementSchema(ma.Schema):
    problems = ma.fields.List(
        ma.fields.Nested(FaultSchema), metadata={"description": "Why it would be refused"}
    )
    advice = ma.fields.List(
        ma.fields.Nested(FaultSchema), metadata={"description": "Allowed, and probably not meant"}
    )


@workflow_check.post("/workflows/check")
@workflow_check.doc(**JUDGED_BODY)
@workflow_check.response(200, JudgementSchema)
def judge() -> dict[str, Any]:
    """Everything that is wrong with a definition, with its lines. Nothing is saved."""
    source = given()["definition"]
    try:
        definition = language.parse(source)
    except DefinitionError as error:
        return {"problems": _told(source, error.problems), "advice": []}
    return {"problems": [], "advice": _told(source, advice(definition, _offered()))}


def _offered() -> Offered:
    """The choices of today's traits."""
    catalogue = Catalogue.current()

    def choices(name: str) -> list[str] | None:
        trait = catalogue.trait(name)
        return trait and trait.choices

    return choices


def _told(source: str, problems: list[Problem]) -> list[dict[str, Any]]:
    return [
        {"step": one.step, "line": line, "message": one.message}
        for one, line in zip(problems, lines_of(source, problems), strict=True)
    ]

"""`/workflows`: definitions, every save a new version. The language is in models/workflow. W3."""

from typing import Any

import marshmallow as ma

from bot.api import lookup, unique
from bot.api.fields import Moment, Schema, Truth, agent_named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, cause
from bot.api.workflows.body import BODY, NEW_BODY, NewSchema, checked, given
from bot.problems import missing
from models.audit.saving import Saver, savers
from models.catalogue import Catalogue
from models.workflow import removing
from models.workflow.definition import On
from models.workflow.tables import Workflow, WorkflowVersion

workflows = Resource("workflows", __name__, description="Conversations that qualify contacts")


class VersionSchema(ma.Schema):
    number = ma.fields.Integer()
    created_at = Moment()
    saved_by = agent_named(allow_none=True, metadata={"description": "Who, or whose key"})
    actor = ma.fields.String(
        allow_none=True,
        metadata={"description": "As in /audit: agent:ID, api_key:ID, command, or usher by itself"},
    )


class VersionDetailSchema(VersionSchema):
    definition = ma.fields.String(metadata={"description": "As its author wrote it"})


class StartSchema(ma.Schema):
    on = ma.fields.String(validate=ma.validate.OneOf(list(On)))
    words = ma.fields.List(ma.fields.String())


class WorkflowSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    active = ma.fields.Boolean()
    version = ma.fields.Integer(metadata={"description": "The one that new conversations get"})
    readable = ma.fields.Boolean(
        metadata={"description": "false: this release does not understand it, save it again"}
    )
    start = ma.fields.Nested(StartSchema, metadata={"description": "What begins a conversation"})
    created_at = Moment()
    changed_at = Moment(metadata={"description": "When its current version was saved"})


class WorkflowDetailSchema(WorkflowSchema):
    definition = ma.fields.String(
        metadata={"description": "As its author wrote it; what was renamed since has today's name"}
    )
    versions = ma.fields.List(ma.fields.Nested(VersionSchema))


class ActiveSchema(Schema):
    active = Truth(required=True)


class EndingSchema(Schema):
    end_running = Truth(metadata={"description": "true: whoever is in the midst of it is let go"})


@workflows.get("/workflows")
@workflows.arguments(PageSchema, location="query")
@workflows.response(200, list_of(WorkflowSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every workflow, without its definition."""
    query = (
        Workflow.select(Workflow, WorkflowVersion)
        .join(WorkflowVersion, on=(Workflow.version == WorkflowVersion.id))
        .order_by(Workflow.id)
    )
    return page_of(query, asked, lambda rows: [_brief(row) for row in rows])


@workflows.post("/workflows")
@workflows.doc(**NEW_BODY)
@workflows.response(201, WorkflowDetailSchema)
@workflows.alt_response(200, schema=WorkflowDetailSchema, description="A new version")
def create() -> Any:
    """Save a definition: a new workflow (201), or a new version of the one it names (200)."""
    asked = given(NewSchema)
    source, active = asked["definition"], asked.get("active")
    definition = checked(source)
    if asked.get("new"):
        unique.check(Workflow, definition.name)
    known = Workflow.select().where(Workflow.name == definition.name).exists()
    workflow = Workflow.publish(source, active=True if active is None else active)
    return _detail(workflow), 200 if known else 201


@workflows.get("/workflows/<id:id>")
@workflows.response(200, WorkflowDetailSchema)
def show(id: int) -> dict[str, Any]:
    """One workflow, with its definition and the list of its versions."""
    return _detail(lookup.row(Workflow, id, "workflow"))


@workflows.put("/workflows/<id:id>")
@workflows.doc(**BODY)
@workflows.response(200, WorkflowDetailSchema)
def replace(id: int) -> dict[str, Any]:
    """Save a new version. Conversations that are running finish on theirs."""
    workflow = lookup.row(Workflow, id, "workflow")
    asked = given()
    source, active = asked["definition"], asked.get("active")
    definition = checked(source)
    unique.check(Workflow, definition.name, besides=id)
    workflow.revise(source, definition)
    workflow.active = workflow.active if active is None else active
    workflow.save()
    return _detail(workflow)


@workflows.patch("/workflows/<id:id>")
@workflows.arguments(ActiveSchema)
@workflows.response(200, WorkflowDetailSchema)
def switch(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Switch a workflow on or off; what is running goes on."""
    workflow = lookup.row(Workflow, id, "workflow")
    workflow.active = asked["active"]
    workflow.save()
    return _detail(workflow)


@workflows.delete("/workflows/<id:id>")
@workflows.arguments(EndingSchema, location="query")
@workflows.response(204)
def remove(asked: dict[str, Any], id: int) -> None:
    """Delete a workflow that is off, with its versions and figures. While contacts are in the midst
    of it: `end_running`."""
    workflow = lookup.row(Workflow, id, "workflow")
    removing.remove(workflow, cause(), asked.get("end_running", False))


@workflows.get("/workflows/<id:id>/versions/<id:number>")
@workflows.response(200, VersionDetailSchema)
def show_version(id: int, number: int) -> dict[str, Any]:
    """One version, as it was saved."""
    version = WorkflowVersion.get_or_none(
        WorkflowVersion.workflow == id, WorkflowVersion.number == min(number, 2**31 - 1)
    )
    if version is None:
        raise missing(f"version of the workflow {id} with the number", number)
    return _version(version, savers(id)) | {"definition": version.source}


def _brief(row: Workflow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "active": row.active,
        "version": row.version.number,
        "readable": row.version.readable is not None,
        "start": row.version.definition.get("start"),
        "created_at": row.created_at,
        "changed_at": row.version.created_at,
    }


def _detail(workflow: Workflow) -> dict[str, Any]:
    versions = (
        WorkflowVersion.select(WorkflowVersion.number, WorkflowVersion.created_at)
        .where(WorkflowVersion.workflow == workflow)
        .order_by(WorkflowVersion.number)
    )
    known = savers(workflow.id)
    return _brief(workflow) | {
        "definition": Catalogue.current().version(workflow.version_id).todays_source,
        "versions": [_version(one, known) for one in versions],
    }


def _version(version: WorkflowVersion, known: dict[int, Saver]) -> dict[str, Any]:
    actor, agent = known.get(version.number, (None, None))
    return {
        "number": version.number,
        "created_at": version.created_at,
        "saved_by": Catalogue.current().agents.get(agent or 0),
        "actor": actor,
    }

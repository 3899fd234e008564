"""`/workflows`: definitions, every save a new version. The language is in models/workflow. W3."""

import json
from typing import Any

import marshmallow as ma
from flask import request
from webargs import core

from bot.api import lookup, unique
from bot.api.body import check_storable, json_body, wrong_fields
from bot.api.fields import Moment, Schema, Truth
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource
from bot.problems import Problem, Wrong, invalids, missing
from models.catalogue import Catalogue
from models.workflow import language
from models.workflow.language import DefinitionError
from models.workflow.tables import Workflow, WorkflowVersion

workflows = Resource("workflows", __name__, description="Conversations that qualify contacts")

YAML_TYPES = {"text/yaml", "text/x-yaml", "application/yaml", "application/x-yaml", "text/plain"}


class VersionSchema(ma.Schema):
    number = ma.fields.Integer()
    created_at = Moment()


class VersionDetailSchema(VersionSchema):
    definition = ma.fields.String(metadata={"description": "As its author wrote it"})


class WorkflowSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    active = ma.fields.Boolean()
    version = ma.fields.Integer(metadata={"description": "The one that new conversations get"})
    readable = ma.fields.Boolean(
        metadata={"description": "false: this release does not understand it, save it again"}
    )
    created_at = Moment()


class WorkflowDetailSchema(WorkflowSchema):
    definition = ma.fields.String(
        metadata={"description": "As its author wrote it; what was renamed since has today's name"}
    )
    versions = ma.fields.List(ma.fields.Nested(VersionSchema))


class DefinitionSchema(Schema):
    """Or the bare YAML, with the header Content-Type: application/yaml."""

    definition = ma.fields.Raw(
        required=True, metadata={"description": "YAML or JSON as text, or an object"}
    )
    active = Truth()


class ActiveSchema(Schema):
    active = Truth(required=True)


BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": DefinitionSchema},
            "application/yaml": {"schema": {"type": "string"}},
        },
    }
}


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
@workflows.doc(**BODY)
@workflows.response(201, WorkflowDetailSchema)
@workflows.alt_response(200, schema=WorkflowDetailSchema, description="A new version")
def create() -> Any:
    """Save a definition: a new workflow (201), or a new version of the one it names (200)."""
    source, active = _given()
    definition = _checked(source)
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
    source, active = _given()
    definition = _checked(source)
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


@workflows.get("/workflows/<id:id>/versions/<id:number>")
@workflows.response(200, VersionDetailSchema)
def show_version(id: int, number: int) -> dict[str, Any]:
    """One version, as it was saved."""
    version = WorkflowVersion.get_or_none(
        WorkflowVersion.workflow == id, WorkflowVersion.number == min(number, 2**31 - 1)
    )
    if version is None:
        raise missing(f"version of the workflow {id} with the number", number)
    return _version(version) | {"definition": version.source}


def _given() -> tuple[str, bool | None]:
    """The definition as text, and whether it is to be active if the request says so."""
    if request.mimetype in YAML_TYPES:
        return _text(request.get_data(cache=True)), None
    raw = json_body(request)
    try:
        asked = DefinitionSchema().load({} if raw is core.missing else raw)
    except ma.ValidationError as error:
        raise invalids(wrong_fields(error.messages)) from None
    definition = asked["definition"]
    if not isinstance(definition, str):
        definition = json.dumps(definition, ensure_ascii=False, indent=2)
    return definition, asked.get("active")


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "the definition is not UTF-8; save it as UTF-8") from None


def _checked(source: str) -> language.Definition:
    """Raises the problem that names every wrong step."""
    try:
        definition = language.parse(source)
    except DefinitionError as error:
        raise invalids(
            Wrong(one.step or "definition", one.message) for one in error.problems
        ) from None
    check_storable({"definition": [source, definition.to_json()]})
    return definition


def _brief(row: Workflow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "active": row.active,
        "version": row.version.number,
        "readable": row.version.readable is not None,
        "created_at": row.created_at,
    }


def _detail(workflow: Workflow) -> dict[str, Any]:
    versions = (
        WorkflowVersion.select(WorkflowVersion.number, WorkflowVersion.created_at)
        .where(WorkflowVersion.workflow == workflow)
        .order_by(WorkflowVersion.number)
    )
    return _brief(workflow) | {
        "definition": Catalogue.current().version(workflow.version_id).todays_source,
        "versions": [_version(one) for one in versions],
    }


def _version(version: WorkflowVersion) -> dict[str, Any]:
    return {"number": version.number, "created_at": version.created_at}

"""Reads a workflow's definition from a request: YAML as it is, or JSON with it inside."""

import json
from typing import Any

import marshmallow as ma
from flask import request
from webargs import core

from bot.api.body import check_storable, json_body, wrong_fields
from bot.api.fields import Schema, Truth
from bot.problems import Problem, Wrong, invalids
from models.workflow import language
from models.workflow.language import DefinitionError

YAML_TYPES = {"text/yaml", "text/x-yaml", "application/yaml", "application/x-yaml", "text/plain"}
WORKFLOW = {"type": "string"}
"""As the OpenAPI document knows one."""


class DefinitionSchema(Schema):
    """Or the bare YAML, with the header Content-Type: application/yaml."""

    definition = ma.fields.Raw(
        required=True, metadata={"description": "YAML or JSON as text, or an object"}
    )
    active = Truth()


class NewSchema(DefinitionSchema):
    new = Truth(metadata={"description": "true: refuse it when there is one of that name"})


def _described(schema: type[ma.Schema], yaml: dict[str, Any] = WORKFLOW) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}, "application/yaml": {"schema": yaml}}
    return {"requestBody": {"required": True, "content": content}}


BODY, NEW_BODY = _described(DefinitionSchema), _described(NewSchema)
JUDGED_BODY = _described(DefinitionSchema, {"description": "Whatever it is: it is judged"})


def given(schema: type[ma.Schema] = DefinitionSchema) -> dict[str, Any]:
    """What the request asks for, its definition as text."""
    if request.mimetype in YAML_TYPES:
        return {"definition": _text(request.get_data(cache=True))}
    raw = json_body(request)
    try:
        asked: dict[str, Any] = schema().load({} if raw is core.missing else raw)
    except ma.ValidationError as error:
        raise invalids(wrong_fields(error.messages)) from None
    if not isinstance(asked["definition"], str):
        asked["definition"] = json.dumps(asked["definition"], ensure_ascii=False, indent=2)
    return asked


def checked(source: str) -> language.Definition:
    """Raises the problem that names every wrong step."""
    try:
        definition = language.parse(source)
    except DefinitionError as error:
        raise invalids(
            Wrong(one.step or "definition", one.message) for one in error.problems
        ) from None
    check_storable({"definition": [source, definition.to_json()]})
    return definition


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "the definition is not UTF-8; save it as UTF-8") from None

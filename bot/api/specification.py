"""The OpenAPI document: what holds for every resource. Errors are laid out in bot/problems.py."""

from http import HTTPStatus
from typing import Any

import marshmallow as ma
from flask import Flask
from flask_smorest import Api

from bot.api.fields import agent_named, named
from bot.problems import PROBLEM_JSON

PREFIX = "/api/v1"
ABOUT = """Send your key as `Authorization: Bearer KEY`. Statuses, sources, tags and teams are named
by their name, agents by their email; ids serve too. Lists take `page` and `page_size` (up to 200).
Times are ISO 8601 with an offset. Errors are RFC 9457 problem objects that name each wrong field.
A POST with an `Idempotency-Key` can be repeated without harm."""


class WrongSchema(ma.Schema):
    field = ma.fields.String(required=True)
    message = ma.fields.String(required=True)


class ProblemSchema(ma.Schema):
    """Only for the document: bot/problems.py writes the object. Some refusals tell more."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True)
    errors = ma.fields.List(ma.fields.Nested(WrongSchema))
    owner = agent_named(metadata={"description": "Who has the contact"})
    since = ma.fields.String(allow_none=True)
    contacts = ma.fields.List(named(), metadata={"description": "Whom a key leads to"})
    job = ma.fields.Integer(metadata={"description": "Which has done the same already"})
    merged_into = ma.fields.Integer(metadata={"description": "The contact that it is now"})
    found_in = ma.fields.String(metadata={"description": "Where it is named, so that it stays"})


class Specification(Api):
    """flask-smorest's Api with our errors and our keys."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        app.config.update(
            API_TITLE="Usher",
            API_VERSION="1",
            OPENAPI_VERSION="3.1.0",
            OPENAPI_URL_PREFIX=PREFIX,
            API_SPEC_OPTIONS={"info": {"description": ABOUT}, "security": [{"key": []}]},
        )
        super().__init__(app)
        self.spec.components.security_scheme("key", {"type": "http", "scheme": "bearer"})
        self.register_converter(app.url_map.converters["id"], _id_schema)

    def _register_error_handlers(self) -> None:
        """The application answers errors, for pages as well."""

    def _register_responses(self) -> None:
        content = {PROBLEM_JSON: {"schema": ProblemSchema}}
        for status in HTTPStatus:
            if status >= HTTPStatus.BAD_REQUEST:
                response = {"description": status.phrase, "content": content}
                self.spec.components.response(status.name, response, lazy=True)
        response = {"description": "What went wrong", "content": content}
        self.spec.components.response("DEFAULT_ERROR", response, lazy=True)


def _id_schema(converter: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1}

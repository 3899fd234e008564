"""`/api-keys`: what programs get in with. A key itself is shown once, when it is made."""

from datetime import datetime
from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import Moment, NameOrId, Schema, Text, Word, agent_named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.repeating import show_once
from bot.api.resource import Resource, caller, viewer
from bot.problems import invalid, missing
from models.agents.agent import Agent
from models.agents.api_key import ApiKey, Scope
from models.catalogue import Catalogue
from models.clock import now

api_keys = Resource("api_keys", __name__, description="What programs get in with")


class Future(ma.fields.AwareDateTime):
    """A moment that is still to come."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if moment <= now() or moment.year > 2200:
            raise ma.ValidationError("give a time that is still to come, with its offset")
        return moment


class ApiKeySchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    agent = agent_named(
        allow_none=True, metadata={"description": "As whom it acts; null: a program's own"}
    )
    scopes = ma.fields.List(ma.fields.String(metadata={"enum": [one.value for one in Scope]}))
    created_at = Moment()
    created_by = agent_named(
        allow_none=True, metadata={"description": "null: a program, or the command line"}
    )
    expires_at = Moment(allow_none=True)
    last_used_at = Moment(allow_none=True, metadata={"description": "To the minute"})


class NewApiKeySchema(Schema):
    name = Text(required=True)
    agent = NameOrId(
        allow_none=True,
        metadata={"description": "Email or id: the key may what they may; null: a program's own"},
    )
    scopes = ma.fields.List(
        Word(Scope),
        required=True,
        validate=ma.validate.Length(1, len(Scope), error="name at least one, each once"),
        metadata={"description": "What it may be used for; never more than yours"},
    )
    expires_at = Future(allow_none=True, metadata={"description": "null: never"})


class ShownApiKeySchema(ApiKeySchema):
    key = ma.fields.String(
        allow_none=True,
        metadata={"description": "Shown this once; null in the answer to a repetition"},
    )


@api_keys.get("/api-keys")
@api_keys.arguments(PageSchema, location="query")
@api_keys.response(200, list_of(ApiKeySchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every key that is not revoked, newest first, also those that have expired."""
    query = ApiKey.select().where(ApiKey.revoked_at.is_null()).order_by(ApiKey.id.desc())
    return page_of(query, asked, lambda rows: [_shown(row) for row in rows])


@api_keys.post("/api-keys")
@api_keys.arguments(NewApiKeySchema)
@api_keys.response(201, ShownApiKeySchema)
def create(asked: dict[str, Any]) -> dict[str, Any]:
    """Make a key. It may no more than the one that makes it, nor than its agent."""
    _check_scopes(asked["scopes"])
    agent = _agent(asked.get("agent"))
    row, key = ApiKey.make(
        asked["name"],
        agent=agent,
        scopes=[scope.value for scope in Scope if scope in asked["scopes"]],
        expires_at=asked.get("expires_at"),
        created_by=viewer(),
    )
    show_once("key")
    return _shown(row) | {"key": key}


@api_keys.delete("/api-keys/<id:id>")
@api_keys.response(204)
def revoke(id: int) -> None:
    """It opens nothing from now on, for whoever has it; the last one too: there is the login."""
    key = lookup.row(ApiKey, id, "API key")
    if key.revoked_at is not None:
        raise missing("API key", id)
    key.revoke()


def _check_scopes(scopes: list[str]) -> None:
    more = [scope for scope in scopes if scope not in caller().scopes]
    if more:
        raise invalid("scopes", f"your own key has not {', '.join(more)}: leave out what it lacks")


def _agent(meant: str | int | None) -> Agent | None:
    if meant is None:
        return None
    agent = lookup.agent(meant, "agent")
    if not agent.active:
        raise invalid("agent", f"{agent.name} is not active: name another agent")
    return agent


def _shown(row: ApiKey) -> dict[str, Any]:
    agents = Catalogue.current().agents
    plain = ("id", "name", "scopes", "created_at", "expires_at", "last_used_at")
    return {name: getattr(row, name) for name in plain} | {
        "agent": agents.get(row.agent_id or 0),
        "created_by": agents.get(row.created_by_id or 0),
    }

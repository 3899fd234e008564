"""`/webhook-endpoints`: programs that are told what happens. X14, X13.

What each was told is in webhook_deliveries.py.
"""

from typing import Any

import marshmallow as ma
from flask import current_app

from bot.api import lookup
from bot.api.fields import Moment, NameOrId, Schema, Text, Truth, Word, agent_named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.repeating import show_once
from bot.api.resource import Resource
from bot.outgoing import target
from bot.problems import invalid
from models.catalogue import Catalogue
from models.webhooks import endpoint as endpoints
from models.webhooks.endpoint import WebhookEndpoint
from models.webhooks.event_types import EVENT_TYPES, PING

webhooks = Resource("webhooks", __name__, description="Programs that are told what happens")

PLACE = "https:// in the internet; where it leads is checked at each call"
SUBSCRIBED = [name for name in EVENT_TYPES if name != PING]
PLAIN = (
    *("id", "url", "description", "events", "active", "created_at", "disabled_at"),
    *("disabled_reason", "failing_since", "former_until"),
)


class EndpointSchema(ma.Schema):
    id = ma.fields.Integer()
    url = ma.fields.String()
    description = ma.fields.String()
    events = ma.fields.List(
        ma.fields.String(), metadata={"description": "What it is told of; empty: everything"}
    )
    as_agent = agent_named(
        allow_none=True,
        metadata={"description": "It sees the contacts that this agent may see; null: all"},
    )
    active = ma.fields.Boolean()
    created_at = Moment()
    disabled_at = Moment(allow_none=True)
    disabled_reason = ma.fields.String(allow_none=True)
    failing_since = Moment(
        allow_none=True,
        metadata={"description": "When the first call failed after which none succeeded"},
    )
    former_until = Moment(
        allow_none=True, metadata={"description": "Until when the former secret signs as well"}
    )


class EndpointWithSecretSchema(EndpointSchema):
    secret = ma.fields.String(
        allow_none=True,
        metadata={"description": "Shown this once; null in the answer to a repetition"},
    )


class EndpointChangeSchema(Schema):
    url = Text(target.LONGEST, metadata={"description": PLACE})
    description = Text(200, shortest=0)
    events = ma.fields.List(
        Word(SUBSCRIBED),
        validate=ma.validate.Length(max=len(SUBSCRIBED), error="name each event once"),
        metadata={"description": "What it is told of; empty: everything"},
    )
    active = Truth()


class NewEndpointSchema(EndpointChangeSchema):
    url = Text(target.LONGEST, required=True, metadata={"description": PLACE})
    as_agent = NameOrId(
        allow_none=True,
        metadata={"description": "Through whose eyes it sees contacts; it cannot be changed"},
    )


@webhooks.get("/webhook-endpoints")
@webhooks.arguments(PageSchema, location="query")
@webhooks.response(200, list_of(EndpointSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every endpoint, oldest first."""
    query = WebhookEndpoint.select().order_by(WebhookEndpoint.id)
    return page_of(query, asked, lambda rows: [_shown(row) for row in rows])


@webhooks.post("/webhook-endpoints")
@webhooks.arguments(NewEndpointSchema)
@webhooks.response(201, EndpointWithSecretSchema)
def create(asked: dict[str, Any]) -> dict[str, Any]:
    """Have a program told what happens from now on. The secret is shown this once."""
    meant = asked.pop("as_agent", None)
    agent = None if meant is None else lookup.agent(meant, "as_agent")
    _check(asked)
    if asked.get("active", True):
        endpoints.make_room()
    show_once("secret")
    made = WebhookEndpoint.create(**asked, as_agent=agent, secret=endpoints.new_secret())
    return _shown(made) | {"secret": made.secret}


@webhooks.get("/webhook-endpoints/<id:id>")
@webhooks.response(200, EndpointSchema)
def show(id: int) -> dict[str, Any]:
    """One endpoint."""
    return _shown(found(id))


@webhooks.patch("/webhook-endpoints/<id:id>")
@webhooks.arguments(EndpointChangeSchema)
@webhooks.response(200, EndpointSchema)
def change(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Change what is named. Switched off, it is told nothing, and what waits is given up."""
    endpoint = found(id)
    _check(asked)
    active = asked.pop("active", endpoint.active)
    for name, value in asked.items():
        setattr(endpoint, name, value)
    endpoint.save()
    endpoint.switch(active)
    return _shown(endpoint)


@webhooks.delete("/webhook-endpoints/<id:id>")
@webhooks.response(204)
def remove(id: int) -> None:
    """Tell it nothing any more, and forget what it was told."""
    endpoint = found(id)
    endpoints.refuse_if_named(endpoint)
    endpoint.delete_instance()


@webhooks.post("/webhook-endpoints/<id:id>/rotate")
@webhooks.response(200, EndpointWithSecretSchema)
def rotate(id: int) -> dict[str, Any]:
    """Make a new secret, shown this once. For 24 hours the former one signs as well."""
    show_once("secret")
    endpoint = found(id)
    secret = endpoint.rotate()
    return _shown(endpoint) | {"secret": secret}


def found(id: int) -> WebhookEndpoint:
    return lookup.row(WebhookEndpoint, id, "webhook endpoint")


def _check(asked: dict[str, Any]) -> None:
    private = current_app.extensions["usher"].config.webhook_private
    wrong = target.complaint(asked["url"], private) if "url" in asked else None
    if wrong:
        raise invalid("url", wrong)
    if "events" in asked:
        asked["events"] = sorted(set(asked["events"]), key=SUBSCRIBED.index)


def _shown(row: WebhookEndpoint) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in PLAIN}
    return plain | {"as_agent": Catalogue.current().agents.get(row.as_agent_id or 0)}

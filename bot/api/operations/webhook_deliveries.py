"""`/webhook-endpoints/{id}/deliveries`, `/webhook-deliveries`: what endpoints were told, what they
answered, and telling it again. X14."""

import json
from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import DayOrMoment, Moment, Schema, Word
from bot.api.operations.webhooks import found
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource
from models.catalogue import Catalogue
from models.clock import begin_of
from models.queues.item import WorkState
from models.webhooks import replaying
from models.webhooks.delivery import WebhookDelivery
from models.webhooks.event_types import EVENT_TYPES

deliveries = Resource(
    "webhook_deliveries", __name__, description="What endpoints were told, and what they answered"
)

PLAIN = (
    *("id", "webhook_id", "type", "contact", "state", "attempts", "due_at", "answer_code"),
    *("answer", "duration_ms", "last_error", "created_at", "done_at"),
)


class DeliverySchema(ma.Schema):
    id = ma.fields.Integer()
    endpoint = ma.fields.Integer()
    webhook_id = ma.fields.String(metadata={"description": "The header webhook-id of every try"})
    type = ma.fields.String()
    contact = ma.fields.Integer(allow_none=True, metadata={"description": "A contact's id"})
    state = ma.fields.Enum(
        WorkState, by_value=True, metadata={"description": "parked: given up; replay tries again"}
    )
    attempts = ma.fields.Integer()
    due_at = Moment(metadata={"description": "Of the next try, while it is pending"})
    answer_code = ma.fields.Integer(allow_none=True)
    answer = ma.fields.String(
        allow_none=True, metadata={"description": "The beginning of the last answer"}
    )
    duration_ms = ma.fields.Integer(allow_none=True)
    last_error = ma.fields.String(allow_none=True)
    created_at = Moment()
    done_at = Moment(allow_none=True, metadata={"description": "When it arrived, or was given up"})


class WholeDeliverySchema(DeliverySchema):
    payload = ma.fields.Raw(metadata={"description": "The body that is signed and sent"})


class DeliveryQuerySchema(PageSchema):
    state = Word(WorkState, metadata={"description": "parked: given up"})
    type = Word(EVENT_TYPES, metadata={"description": "Of the event"})


class SinceSchema(Schema):
    since = DayOrMoment(
        required=True, metadata={"description": "What was given up and is no older"}
    )


class ReplayedSchema(ma.Schema):
    replayed = ma.fields.Integer()
    left = ma.fields.Integer(metadata={"description": "Ask again for these"})


@deliveries.get("/webhook-endpoints/<id:id>/deliveries")
@deliveries.arguments(DeliveryQuerySchema, location="query")
@deliveries.response(200, list_of(DeliverySchema))
def listing(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """What this endpoint is told, newest first; what has ended stays `keep_payloads_days`."""
    query = WebhookDelivery.select().where(WebhookDelivery.endpoint == found(id))
    if "state" in asked:
        query = query.where(WebhookDelivery.state == WorkState(asked["state"]))
    if "type" in asked:
        query = query.where(WebhookDelivery.type == asked["type"])
    newest_first = query.order_by(WebhookDelivery.id.desc())
    return page_of(newest_first, asked, lambda rows: [_shown(row) for row in rows])


@deliveries.post("/webhook-endpoints/<id:id>/test")
@deliveries.response(202, WholeDeliverySchema)
def ping(id: int) -> dict[str, Any]:
    """Send the event `ping`, whatever this endpoint wants to be told of."""
    return _whole(replaying.ping(found(id)))


@deliveries.post("/webhook-endpoints/<id:id>/replay")
@deliveries.arguments(SinceSchema)
@deliveries.response(202, ReplayedSchema)
def replay_failed(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Tell everything again that was given up and was owed since a moment, the oldest first."""
    since = begin_of(asked["since"], Catalogue.current().organisation.timezone)
    replayed, left = replaying.replay_failed(found(id), since)
    return {"replayed": replayed, "left": left}


@deliveries.get("/webhook-deliveries/<id:id>")
@deliveries.response(200, WholeDeliverySchema)
def show(id: int) -> dict[str, Any]:
    """One delivery with its payload."""
    return _whole(lookup.row(WebhookDelivery, id, "webhook delivery"))


@deliveries.post("/webhook-deliveries/<id:id>/replay")
@deliveries.response(202, DeliverySchema)
def replay(id: int) -> dict[str, Any]:
    """Tell it once more, now, under the same `webhook-id`: what arrived, failed, or waits."""
    delivery = lookup.row(WebhookDelivery, id, "webhook delivery")
    replaying.replay(delivery)
    # Without the payload: answers may be kept, and it tells of a contact (X19).
    return _shown(delivery)


def _whole(row: WebhookDelivery) -> dict[str, Any]:
    return _shown(row) | {"payload": json.loads(row.body)}


def _shown(row: WebhookDelivery) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PLAIN} | {"endpoint": row.endpoint_id}

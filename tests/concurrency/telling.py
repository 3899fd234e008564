"""What endpoints are owed, against what happened: each event that an endpoint wants is owed to it
once (X14)."""

import json
from collections import Counter
from typing import Any

from models.contact.event import Event
from models.contact.message import Author, Message
from models.webhooks import shape
from models.webhooks.announcing import ERASED
from models.webhooks.delivery import WebhookDelivery
from models.webhooks.endpoint import WebhookEndpoint
from models.webhooks.event_types import EVENT_TYPES

Told = Counter[tuple[Any, ...]]


def happened(*types: str) -> Told:
    """Every event of these types (none: of all that endpoints can be told of), and what was
    heard."""
    rows = Event.select().where(Event.name.in_(types or list(EVENT_TYPES)))
    found = Counter(
        (row.contact_id, row.name, row.cause, _plain(row.data), shape.plain(row.at)) for row in rows
    )
    if not types or "message.received" in types:
        heard = Message.select().where(Message.author == Author.CONTACT)
        found.update((row.contact_id, "message.received", f"message:{row.wamid}") for row in heard)
    return found


def owed(endpoint: WebhookEndpoint) -> Told:
    """The same of what is owed to `endpoint` or was; without what tells of who is erased, and how
    far messages came, which are no events."""
    rows = WebhookDelivery.select().where(
        WebhookDelivery.endpoint == endpoint, WebhookDelivery.contact.is_null(False)
    )
    return Counter(_told(row) for row in rows if row.type not in MOVES)


MOVES = {"message.sent", "message.delivered", "message.read", "message.played", "message.failed"}


def erased(endpoint: WebhookEndpoint) -> Counter[int]:
    """By the contacts of whose erasure it is told."""
    rows = WebhookDelivery.select().where(
        WebhookDelivery.endpoint == endpoint, WebhookDelivery.type == ERASED
    )
    return Counter(json.loads(row.body)["data"]["contact"]["id"] for row in rows)


def _told(row: WebhookDelivery) -> tuple[Any, ...]:
    whole = json.loads(row.body)
    data = whole["data"]
    if row.type == "message.received":
        return row.contact, row.type, data["cause"]
    return row.contact, row.type, data["cause"], _plain(data["details"]), whole["timestamp"]


def _plain(data: Any) -> str:
    return json.dumps(data, sort_keys=True)

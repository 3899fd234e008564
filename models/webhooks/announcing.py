"""Owes endpoints what happened, in the transaction in which it happens. Without an endpoint that is
switched on it costs nothing: the catalogue knows.

Who may see what is decided here, when it is owed, by what the contact is after it (X13).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models import sets
from models.agents.agent import Agent
from models.agents.visibility import visible
from models.base import database
from models.catalogue import Catalogue
from models.contact import Contact
from models.contact.card import Card, cards
from models.contact.event import Event
from models.contact.message import Author, Message
from models.queues import bell
from models.webhooks import shape
from models.webhooks.delivery import new_id
from models.webhooks.endpoint import WebhookEndpoint
from models.webhooks.event_types import EVENT_TYPES

if TYPE_CHECKING:
    from models.batch import Batch

ENTERED = "status.entered"
ERASED = "contact.erased"
AT_ONCE = 500
"""Events that are looked at together, when there are very many."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that endpoints may want to be told of."""

    type: str
    contact: int
    at: datetime
    cause: str
    details: dict[str, Any] = field(default_factory=dict)
    message: Mapping[str, Any] | None = None
    """The message that it is about, by the names of the model's fields."""


def of_batch(batch: "Batch") -> None:
    """What a batch that has just been written brought: its events and what was heard."""
    happened = [*_events(batch.added(Event)), *_heard(batch.added(Message))]
    announce(happened, batch.catalogue, batch.contacts)


def of_events(rows: Sequence[dict[str, Any]]) -> None:
    """Events that no batch wrote, by the names of the model's fields."""
    catalogue = Catalogue.current()
    if catalogue.endpoints:
        for start in range(0, len(rows), AT_ONCE):
            announce(_events(rows[start : start + AT_ONCE]), catalogue)


def announce(
    happened: Iterable[Happening],
    catalogue: Catalogue,
    contacts: Mapping[int, Contact] | None = None,
) -> None:
    """Owe each of these to every endpoint that wants it and may see the contact. `contacts` are
    those that are at hand, as they are now."""
    wanted = [(one, list(_listeners(one, catalogue))) for one in happened]
    wanted = [(one, listeners) for one, listeners in wanted if listeners]
    if not wanted:
        return
    known = _cards({one.contact for one, _ in wanted}, contacts or {})
    rows = [
        row
        for one, listeners in wanted
        if one.contact in known
        for row in _rows(one, listeners, known[one.contact], catalogue)
    ]
    owe(rows)


def erased(contact: Contact, cause: str, moment: datetime) -> None:
    """A contact is about to be erased: who was told of it shall forget it, by its id alone. Tied to
    no contact, or it would be forgotten too (X19)."""
    catalogue = Catalogue.current()
    text = body(ERASED, moment, {"contact": {"id": contact.id}, "details": {}, "cause": cause})
    owe(
        [
            {"endpoint": one.id, "contact": None, "type": ERASED, "body": text}
            for one in catalogue.endpoints
            if one.wants(ERASED) and visible(_viewer(one, catalogue), contact)
        ]
    )


def _viewer(endpoint: WebhookEndpoint, catalogue: Catalogue) -> Agent | None:
    return catalogue.agents[endpoint.as_agent_id] if endpoint.as_agent_id else None


def owe(rows: Sequence[dict[str, Any]]) -> None:
    """Write deliveries: `endpoint`, `contact`, `type`, `body` of each. Those to an endpoint that is
    gone or off by now are left out."""
    if rows:
        numbered = [row | {"place": n, "webhook_id": new_id()} for n, row in enumerate(rows)]
        database.execute_sql(OWE, (json.dumps(numbered),))
        bell.ring_after_commit(bell.Queue.WEBHOOKS)


OWE = """
INSERT INTO webhook_delivery
    (endpoint_id, contact_id, webhook_id, type, body, state, attempts, due_at, created_at)
SELECT r.endpoint, r.contact, r.webhook_id, r.type, r.body, 'pending', 0, now(), now()
FROM json_to_recordset(%s::json) AS r(
    place int, endpoint bigint, contact bigint, webhook_id text, type text, body text)
JOIN webhook_endpoint e ON e.id = r.endpoint AND e.active
ORDER BY r.place FOR KEY SHARE OF e
"""


def body(type: str, at: datetime, data: dict[str, Any]) -> str:
    """The payload of the Standard Webhooks specification, as ASCII."""
    whole = {"type": type, "timestamp": shape.plain(at), "data": data}
    return json.dumps(whole, separators=(",", ":"))


def _events(rows: Iterable[dict[str, Any]]) -> Iterator[Happening]:
    for row in rows:
        if row["name"] in EVENT_TYPES and row["contact"] is not None:
            yield Happening(row["name"], row["contact"], row["at"], row["cause"], row["data"])


def _heard(rows: Iterable[dict[str, Any]]) -> Iterator[Happening]:
    for row in rows:
        if row["author"] is Author.CONTACT:
            yield Happening(
                "message.received",
                row["contact"],
                row["created_at"],
                f"message:{row['wamid']}",
                message=row,
            )


def _listeners(one: Happening, catalogue: Catalogue) -> Iterator[WebhookEndpoint]:
    """Who wants it, or is named by the automation that it sets off (M5)."""
    named = _named_by_automation(one, catalogue) if one.type == ENTERED else set()
    return (
        endpoint
        for endpoint in catalogue.endpoints
        if endpoint.wants(one.type) or endpoint.id in named
    )


def _named_by_automation(one: Happening, catalogue: Catalogue) -> set[int]:
    id = one.details["automation"]
    actions = (each.actions for each in catalogue.automations.values() if each.id == id)
    return {action["webhook"] for some in actions for action in some if "webhook" in action}


def _cards(ids: set[int], at_hand: Mapping[int, Contact]) -> dict[int, Card]:
    missing = ids - at_hand.keys()
    rows = list(Contact.select().where(sets.among(Contact.id, missing))) if missing else []
    known = [at_hand[id] for id in ids if id in at_hand]
    return {card.contact.id: card for card in cards([*known, *rows])}


def _rows(
    one: Happening, listeners: list[WebhookEndpoint], card: Card, catalogue: Catalogue
) -> Iterator[dict[str, Any]]:
    text = None
    for endpoint in listeners:
        if visible(_viewer(endpoint, catalogue), card.contact):
            text = text or _body(one, card, catalogue)
            yield {
                "endpoint": endpoint.id,
                "contact": one.contact,
                "type": one.type,
                "body": text,
            }


def _body(one: Happening, card: Card, catalogue: Catalogue) -> str:
    data: dict[str, Any] = {"contact": shape.contact(card), "details": one.details}
    if one.message is not None:
        data["message"] = shape.message(one.message, catalogue.agents)
    return body(one.type, one.at, data | {"cause": one.cause})

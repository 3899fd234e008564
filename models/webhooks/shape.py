"""Contacts and messages as endpoints are told of them: plain data, with the fields and the forms of
the API's own answers (tests compare them)."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from models.agents.agent import Agent
from models.contact.card import Card, Place

OF_MESSAGE = (
    *("id", "author", "number", "wamid", "type", "text", "content", "context_wamid", "delivery"),
    *("error", "sent_at", "created_at", "edited_at", "revoked_at"),
)


def contact(card: Card) -> dict[str, Any]:
    """Its fields stand with the card, their forms here."""
    return {name: FORMS.get(name, plain)(value) for name, value in card.public().items()}


def message(row: Mapping[str, Any], agents: Mapping[int, Agent]) -> dict[str, Any]:
    """`row` by the names of the model's fields."""
    shown = {name: plain(row.get(name)) for name in OF_MESSAGE}
    return shown | {"agent": agent(agents.get(row.get("agent") or 0))}


def agent(one: Agent | None) -> dict[str, Any] | None:
    return {"id": one.id, "name": one.name, "email": one.email} if one else None


def plain(value: Any) -> Any:
    """As JSON has it; moments in UTC, with their offset."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Enum():
            return value.value
    return value


def _named(row: Any) -> dict[str, Any] | None:
    return {"id": row.id, "name": row.name} if row is not None else None


def _place(place: Place | None) -> dict[str, Any] | None:
    return {"name": place.name, "step": place.step} if place else None


FORMS: dict[str, Callable[[Any], Any]] = {
    "company": _named,
    "status": _named,
    "source": _named,
    "owner": agent,
    "tags": lambda tags: [_named(tag) for tag in tags],
    "workflow": _place,
}
"""Of things; everything else is plain."""

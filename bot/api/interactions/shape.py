"""How answers show an interaction, and who may do what with it."""

from collections.abc import Sequence
from typing import Any

import marshmallow as ma

from bot.api.fields import Moment, agent_named, named
from bot.api.resource import viewer
from models.clock import now
from models.contact import State
from models.interactions.card import Card, cards
from models.interactions.interaction import Interaction, InteractionKind, Standing
from models.interactions.sight import may_change


class MetSchema(ma.Schema):
    """Whom it is with."""

    id = ma.fields.Integer()
    name = ma.fields.String()
    state = ma.fields.Enum(State, by_value=True)
    company = named(allow_none=True)


class InteractionSchema(ma.Schema):
    id = ma.fields.Integer()
    kind = ma.fields.Enum(InteractionKind, by_value=True)
    state = ma.fields.Enum(Standing, by_value=True)
    contact = ma.fields.Nested(MetSchema, allow_none=True)
    assignee = agent_named()
    creator = agent_named(allow_none=True)
    type = named(allow_none=True)
    purpose = named(allow_none=True)
    outcome = named(allow_none=True)
    next_action = named(allow_none=True)
    starts_at = Moment()
    ends_at = Moment()
    duration = ma.fields.Integer(metadata={"description": "In minutes"})
    note = ma.fields.String()
    tags = ma.fields.List(named())
    opportunities = ma.fields.List(named())
    follows = ma.fields.Integer(
        allow_none=True, metadata={"description": "The interaction that it follows"}
    )
    generated_for = ma.fields.Date(allow_none=True)
    posts = ma.fields.Integer(metadata={"description": "How many"})
    may_change = ma.fields.Boolean(metadata={"description": "Whether you may"})
    completed_at = Moment(allow_none=True)
    created_at = Moment()
    updated_at = Moment()


SAME = (
    *("id", "kind", "starts_at", "ends_at", "note", "generated_for"),
    *("completed_at", "created_at", "updated_at"),
)
NAMED = (
    *("assignee", "creator", "type", "purpose", "outcome", "next_action"),
    *("tags", "opportunities", "posts"),
)


def shown(rows: Sequence[Interaction]) -> list[dict[str, Any]]:
    return [of_card(card) for card in cards(rows, viewer())]


def one(row: Interaction) -> dict[str, Any]:
    return shown([row])[0]


def of_card(card: Card) -> dict[str, Any]:
    row = card.interaction
    return {
        **{name: getattr(row, name) for name in SAME},
        **{name: getattr(card, name) for name in NAMED},
        "state": row.standing(now()),
        "contact": _met(card),
        "duration": row.minutes,
        "follows": row.follows_id,
        "may_change": may_change(row, viewer()),
    }


def _met(card: Card) -> dict[str, Any] | None:
    if card.contact is None:
        return None
    return {
        "id": card.contact.id,
        "name": card.contact.called(),
        "state": card.contact.state,
        "company": card.company,
    }

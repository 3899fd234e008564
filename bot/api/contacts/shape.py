"""How answers show a contact. Which a caller may see or change is in reach.py."""

from collections.abc import Iterable, Sequence
from typing import Any

import marshmallow as ma

from bot.api.fields import Moment, agent_named, named
from models.contact import Contact, State
from models.contact.card import Card, cards

SILENCED = "null: the bot may speak. Else when a colleague wrote, or silenced it, last"


class RunPlaceSchema(ma.Schema):
    name = ma.fields.String()
    step = ma.fields.String(allow_none=True)


class ContactSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    username = ma.fields.String(allow_none=True)
    phone = ma.fields.String(allow_none=True, metadata={"description": "Digits, no plus sign"})
    bsuid = ma.fields.String(allow_none=True, metadata={"description": "WhatsApp's id for them"})
    external_id = ma.fields.String(
        allow_none=True, metadata={"description": "Another program's key for them"}
    )
    email = ma.fields.String(allow_none=True)
    company = named(allow_none=True)
    town = ma.fields.String(allow_none=True)
    postcode = ma.fields.String(allow_none=True)
    status = named()
    source = named(allow_none=True)
    state = ma.fields.Enum(State, by_value=True)
    owner = agent_named(allow_none=True)
    traits = ma.fields.Dict(ma.fields.String(), ma.fields.Raw())
    tags = ma.fields.List(named())
    closure_deadline = ma.fields.Date(allow_none=True)
    closed_at = Moment(allow_none=True)
    seconds_to_close = ma.fields.Integer(
        allow_none=True, metadata={"description": "From its creation to closed_at"}
    )
    origin = ma.fields.Raw(allow_none=True, metadata={"description": "The ad or link they came by"})
    flag = ma.fields.String(allow_none=True, metadata={"description": "Why somebody should look"})
    window_open_until = Moment(
        allow_none=True,
        metadata={"description": "End of the 24-hour window, also when it has passed"},
    )
    silenced_at = Moment(allow_none=True, metadata={"description": SILENCED})
    opted_out_at = Moment(
        allow_none=True, metadata={"description": "Since when nothing automatic is sent to them"}
    )
    last_heard_at = Moment(allow_none=True)
    last_contacted_at = Moment(
        allow_none=True, metadata={"description": "When a colleague wrote to them or met them last"}
    )
    workflow = ma.fields.Nested(RunPlaceSchema, allow_none=True)
    created_at = Moment()
    updated_at = Moment()


def shown(contacts: Sequence[Contact]) -> Iterable[dict[str, Any]]:
    """All of them at once, in a constant number of queries."""
    return [of_card(card) for card in cards(contacts)]


def of_card(card: Card) -> dict[str, Any]:
    """As ContactSchema takes it: webhooks tell the same fields."""
    return card.public()

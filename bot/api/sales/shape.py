"""How answers show opportunities and purchases; many at once in a few queries. I9, I12."""

from collections.abc import Iterable, Sequence
from typing import Any

import marshmallow as ma

from bot.api.fields import Moment, agent_named, named
from bot.api.money import Money, Quantity
from bot.api.resource import viewer
from models.catalogue import Catalogue
from models.contact import Contact
from models.sales import pursuing
from models.sales.opportunity import Opportunity, OpportunityState
from models.sales.purchase import Purchase, PurchaseItem
from models.sales.recording import MOST_OF_ONE

ISO = "ISO 4217, such as EUR"


class OpportunitySchema(ma.Schema):
    id = ma.fields.Integer()
    contact = named()
    name = ma.fields.String()
    value = Money()
    currency = ma.fields.String(metadata={"description": "The organisation's"})
    stage = named(allow_none=True)
    expected_on = ma.fields.Date(
        allow_none=True, metadata={"description": "When it is expected to be decided"}
    )
    state = ma.fields.Enum(OpportunityState, by_value=True)
    decided_at = Moment(allow_none=True, metadata={"description": "When it was won or lost"})
    agent = agent_named(allow_none=True, metadata={"description": "Who found it"})
    may_change = ma.fields.Boolean(metadata={"description": "Whether you may"})
    created_at = Moment()
    updated_at = Moment()


class PurchaseItemSchema(ma.Schema):
    name = ma.fields.String()
    product = ma.fields.String(
        allow_none=True, metadata={"description": "Its key in the catalogue"}
    )
    quantity = Quantity(MOST_OF_ONE)
    price = Money(metadata={"description": "Of one"})


class PurchaseSchema(ma.Schema):
    id = ma.fields.Integer()
    contact = named()
    bought_at = Moment()
    reference = ma.fields.String(allow_none=True)
    currency = ma.fields.String(metadata={"description": ISO})
    total = Money()
    items = ma.fields.List(ma.fields.Nested(PurchaseItemSchema))
    note = ma.fields.String()
    message = ma.fields.Integer(
        allow_none=True, metadata={"description": "The order on WhatsApp that it came by"}
    )
    agent = agent_named(allow_none=True, metadata={"description": "Who recorded it"})
    created_at = Moment()


def opportunities(rows: Sequence[Opportunity]) -> list[dict[str, Any]]:
    catalogue, contacts = Catalogue.current(), _contacts(rows)
    same = ("id", "name", "value", "expected_on", "state", "decided_at", "created_at", "updated_at")
    return [
        {name: getattr(row, name) for name in same}
        | {
            "contact": _named(contacts[row.contact_id]),
            "currency": catalogue.organisation.currency,
            "stage": catalogue.options.get(row.stage_id or 0),
            "agent": catalogue.agents.get(row.agent_id or 0),
            "may_change": pursuing.may_change(row, contacts[row.contact_id], viewer()),
        }
        for row in rows
    ]


def purchases(rows: Sequence[Purchase]) -> list[dict[str, Any]]:
    agents, contacts, items = Catalogue.current().agents, _contacts(rows), _items(rows)
    same = ("id", "bought_at", "reference", "currency", "total", "note", "created_at")
    return [
        {name: getattr(row, name) for name in same}
        | {
            "contact": _named(contacts[row.contact_id]),
            "items": items.get(row.id, []),
            "message": row.message_id,
            "agent": agents.get(row.agent_id or 0),
        }
        for row in rows
    ]


def _contacts(rows: Iterable[Any]) -> dict[int, Contact]:
    ids = sorted({row.contact_id for row in rows})
    return {one.id: one for one in Contact.select().where(Contact.id.in_(ids))} if ids else {}


def _named(contact: Contact) -> dict[str, Any]:
    return {"id": contact.id, "name": contact.called()}


def _items(rows: Iterable[Purchase]) -> dict[int, list[PurchaseItem]]:
    found: dict[int, list[PurchaseItem]] = {}
    ids = [row.id for row in rows]
    query = PurchaseItem.select().where(PurchaseItem.purchase.in_(ids)).order_by(PurchaseItem.id)
    for item in query if ids else ():
        found.setdefault(item.purchase_id, []).append(item)
    return found

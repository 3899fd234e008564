"""`/contacts/{id}/snapshot`: a customer at a glance. I12."""

from typing import Any
from zoneinfo import ZoneInfo

import marshmallow as ma

from bot.api.contacts import shape as contact_shape
from bot.api.contacts.reach import visible_card
from bot.api.contacts.shape import ContactSchema
from bot.api.conversations import shape as message_shape
from bot.api.conversations.shape import MessageSchema
from bot.api.fields import Moment, Schema, Whole
from bot.api.interactions import shape as interaction_shape
from bot.api.interactions.shape import InteractionSchema
from bot.api.money import Money, Quantity
from bot.api.resource import Resource, my_zone
from bot.api.sales import shape as sales_shape
from bot.api.sales.shape import ISO, OpportunitySchema
from models.catalogue import Catalogue
from models.interactions.snapshot import Snapshot, snapshot
from models.sales.analysis import MONTHS, Month
from models.sales.recording import MOST_OF_ONE

snapshots = Resource("snapshots", __name__, description="A customer at a glance")

MOST_MONTHS = 60


class SnapshotQuerySchema(Schema):
    months = Whole(
        1,
        MOST_MONTHS,
        load_default=MONTHS,
        metadata={"description": "That spending is shown for, the present one included"},
    )


class SpentSchema(ma.Schema):
    currency = ma.fields.String(metadata={"description": ISO})
    count = ma.fields.Integer()
    total = Money()
    average = Money()


class MonthSchema(ma.Schema):
    month = ma.fields.String(metadata={"description": "YYYY-MM, by your clock"})
    currency = ma.fields.String()
    count = ma.fields.Integer()
    total = Money()


class TopSchema(ma.Schema):
    """A product, in one currency."""

    name = ma.fields.String()
    product = ma.fields.String(allow_none=True)
    currency = ma.fields.String()
    quantity = Quantity(MOST_OF_ONE)
    amount = Money()
    purchases = ma.fields.Integer(metadata={"description": "In how many"})


class AnalysisSchema(ma.Schema):
    count = ma.fields.Integer()
    spent = ma.fields.List(ma.fields.Nested(SpentSchema))
    first_at = Moment(allow_none=True)
    last_at = Moment(allow_none=True)
    days_since = ma.fields.Integer(
        allow_none=True, metadata={"description": "The last purchase, whole days"}
    )
    usual_gap = ma.fields.Float(
        allow_none=True, metadata={"description": "Median of days between two purchases"}
    )
    by_quantity = ma.fields.List(ma.fields.Nested(TopSchema))
    by_amount = ma.fields.List(ma.fields.Nested(TopSchema))
    months = ma.fields.List(
        ma.fields.Nested(MonthSchema),
        metadata={"description": "Every month, oldest first; currency by currency"},
    )


class OpenOpportunitiesSchema(ma.Schema):
    """Open ones."""

    count = ma.fields.Integer()
    value = Money(metadata={"description": "Of all together"})
    currency = ma.fields.String()
    dearest = ma.fields.List(ma.fields.Nested(OpportunitySchema))


class SnapshotSchema(ma.Schema):
    contact = ma.fields.Nested(ContactSchema)
    state_since = Moment(metadata={"description": "Of clients: not later than the first purchase"})
    purchases = ma.fields.Nested(AnalysisSchema)
    opportunities = ma.fields.Nested(OpenOpportunitiesSchema)
    interactions = ma.fields.List(
        ma.fields.Nested(InteractionSchema),
        metadata={"description": "The last completed ones, latest first"},
    )
    next_interaction = ma.fields.Nested(InteractionSchema, allow_none=True)
    messages = ma.fields.List(
        ma.fields.Nested(MessageSchema), metadata={"description": "The last ones, oldest first"}
    )


@snapshots.get("/contacts/<id:id>/snapshot")
@snapshots.arguments(SnapshotQuerySchema, location="query")
@snapshots.response(200, SnapshotSchema)
def show(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Who they are, what they bought and may buy, what was agreed and said last."""
    card = visible_card(id)
    seen = snapshot(card.contact, ZoneInfo(my_zone()), asked["months"])
    return _shown(seen) | {"contact": contact_shape.of_card(card)}


def _shown(seen: Snapshot) -> dict[str, Any]:
    met = interaction_shape.shown([*seen.met, *([seen.next] if seen.next else [])])
    return {
        "state_since": seen.state_since,
        "purchases": _analysed(seen),
        "opportunities": {
            "count": seen.opportunities.count,
            "value": seen.opportunities.value,
            "currency": Catalogue.current().organisation.currency,
            "dearest": sales_shape.opportunities(seen.opportunities.dearest),
        },
        "interactions": met[: len(seen.met)],
        "next_interaction": met[-1] if seen.next else None,
        "messages": message_shape.shown(list(seen.said)),
    }


def _analysed(seen: Snapshot) -> dict[str, Any]:
    names = (
        *("count", "spent", "first_at", "last_at", "days_since", "usual_gap"),
        *("by_quantity", "by_amount"),
    )
    told = {name: getattr(seen.purchases, name) for name in names}
    return told | {"months": [_month(one) for one in seen.months]}


def _month(one: Month) -> dict[str, Any]:
    month = one.first_day.isoformat()[:7]
    return {"month": month, "currency": one.currency, "count": one.count, "total": one.total}

"""`/purchases`: what contacts bought. Orders on WhatsApp come by themselves. I12, C5."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.contacts.reach import changed, visible_card
from bot.api.fields import DayOrMoment, Name, NameOrId, Schema, Text, Whole, Word
from bot.api.money import Currency, Money, Quantity
from bot.api.paging import PlaceSchema, places, stretch_of, walked_list_of, walked_page
from bot.api.resource import Resource, cause, my_zone, viewer
from bot.api.sales import shape
from bot.api.sales.shape import ISO, PurchaseSchema
from bot.problems import invalid
from models.assignment import deciding
from models.batch import unit_of_work
from models.catalogue import Catalogue
from models.clock import begin_of, end_of, now
from models.ids import BIGGEST_ID
from models.sales import finding, money, recording
from models.sales.finding import PURCHASE_SORTS, WantedPurchases
from models.sales.purchase import Purchase
from models.sales.recording import MOST_IN_ALL, MOST_ITEMS, MOST_OF_ONE, Bought, Item
from models.sales.sight import seen_by

purchases = Resource("purchases", __name__, description="What contacts bought")

LONGEST_NOTE = 4096
SKEW = timedelta(minutes=10)
"""A program's clock may be ahead of ours."""


class NewItemSchema(Schema):
    name = Name(required=True)
    product = Text(300, metadata={"description": "Its key in a catalogue"})
    quantity = Quantity(MOST_OF_ONE, load_default=Decimal(1))
    price = Money(required=True, metadata={"description": "Of one"})


class NewPurchaseSchema(Schema):
    contact = Whole(1, BIGGEST_ID, required=True, metadata={"description": "Who bought"})
    bought_at = DayOrMoment(
        metadata={"description": "Without it, now; without an offset, by your clock"}
    )
    reference = Text(200, metadata={"description": "The number of the order or invoice"})
    currency = Currency(metadata={"description": f"{ISO}; without it, the organisation's"})
    items = ma.fields.List(
        ma.fields.Nested(NewItemSchema),
        required=True,
        validate=ma.validate.Length(1, MOST_ITEMS, error=f"give 1 to {MOST_ITEMS} items"),
        metadata={"description": "What was bought"},
    )
    total = Money(metadata={"description": "To check: refused if the items do not come to it"})
    note = Text(LONGEST_NOTE, shortest=0, metadata={"description": "What colleagues should know"})


class OfOneFilterSchema(Schema):
    bought_from = DayOrMoment(metadata={"description": "Then or later"})
    bought_to = DayOrMoment(metadata={"description": "Then or before; a day as a whole"})
    currency = Currency(metadata={"description": ISO})
    q = Text(200, metadata={"description": "Part of a product's name or of the reference"})
    sort = Word(
        PURCHASE_SORTS, load_default="-bought_at", metadata={"description": "- turns it round"}
    )


class PurchaseFilterSchema(OfOneFilterSchema):
    contact = Whole(1, BIGGEST_ID, metadata={"description": "Of this contact"})
    agent = NameOrId(metadata={"description": "Who recorded it, by email"})


class OfOneQuerySchema(PlaceSchema, OfOneFilterSchema):
    pass


class PurchaseQuerySchema(PlaceSchema, PurchaseFilterSchema):
    pass


class CurrencySumSchema(ma.Schema):
    currency = ma.fields.String(metadata={"description": ISO})
    count = ma.fields.Integer()
    value = Money()


class PurchasePageSchema(walked_list_of(PurchaseSchema)):  # type: ignore[misc]  # Made at run time.
    sums = ma.fields.List(
        ma.fields.Nested(CurrencySumSchema), metadata={"description": "Of all pages together"}
    )


@purchases.get("/purchases")
@purchases.arguments(PurchaseQuerySchema, location="query")
@purchases.response(200, PurchasePageSchema)
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Those of contacts that one sees, newest first, and what they come to in each currency. Of
    very many, what was added up some seconds ago (`total_exact`: false)."""
    return _page(wanted_of(asked), asked)


@purchases.get("/contacts/<id:id>/purchases")
@purchases.arguments(OfOneQuerySchema, location="query")
@purchases.response(200, PurchasePageSchema)
def of_contact(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """What one contact bought, and what they spent."""
    visible_card(id)
    return _page(wanted_of({**asked, "contact": id}), asked)


@purchases.post("/purchases")
@purchases.arguments(NewPurchaseSchema)
@purchases.response(201, PurchaseSchema)
def create(asked: dict[str, Any]) -> Any:
    """Record a purchase. It makes a PROSPECT, or an OTHER, a CLIENT."""
    visible_card(asked["contact"], "contact")
    bought = _bought(asked)
    with changed(asked["contact"]) as contact:
        id = recording.record(contact, bought, viewer())
        deciding.fire(contact.batch, contact)
    return _one(id)


@purchases.get("/purchases/<id:id>")
@purchases.response(200, PurchaseSchema)
def show(id: int) -> Any:
    """One purchase."""
    return _one(id)


@purchases.delete("/purchases/<id:id>")
@purchases.response(204)
def remove(id: int) -> None:
    """Delete what was no purchase. The contact's state stays as it is."""
    with unit_of_work(cause()) as batch:
        recording.remove(batch, _seen(id))


def _bought(asked: dict[str, Any]) -> Bought:
    moment = begin_of(asked["bought_at"], my_zone()) if "bought_at" in asked else now()
    if moment > now() + SKEW:
        raise invalid("bought_at", "give a time that has passed")
    bought = Bought(
        items=[Item(**one) for one in asked["items"]],
        currency=asked.get("currency") or Catalogue.current().organisation.currency,
        bought_at=moment,
        reference=asked.get("reference"),
        note=asked.get("note", ""),
    )
    _check_total(bought, asked)
    return bought


def _check_total(bought: Bought, asked: dict[str, Any]) -> None:
    if bought.total > MOST_IN_ALL:
        raise invalid("items", f"together they may come to {money.plain(MOST_IN_ALL)} at most")
    if "total" in asked and asked["total"] != bought.total:
        comes = f"the items come to {money.plain(bought.total)}: correct them, or leave it out"
        raise invalid("total", comes)


def _page(wanted: WantedPurchases, asked: dict[str, Any]) -> dict[str, Any]:
    with places():
        found = finding.purchase_page(wanted, viewer(), stretch_of(asked))
    sums = [
        {"currency": currency, "count": one.count, "value": one.value}
        for currency, one in sorted(found.sums.items())
    ]
    return walked_page(found, shape.purchases(found.rows), asked) | {"sums": sums}


def wanted_of(asked: dict[str, Any]) -> WantedPurchases:
    zone = my_zone()
    plain = ("contact", "currency", "q", "sort")
    return WantedPurchases(
        agent=lookup.agent(asked["agent"], "agent") if "agent" in asked else None,
        since=begin_of(asked["bought_from"], zone) if "bought_from" in asked else None,
        until=end_of(asked["bought_to"], zone) if "bought_to" in asked else None,
        **{name: asked[name] for name in plain if name in asked},
    )


def _one(id: int) -> dict[str, Any]:
    return shape.purchases([_seen(id)])[0]


def _seen(id: int) -> Purchase:
    visible = Purchase.select().where(seen_by(viewer(), Purchase))
    found: Purchase = lookup.seen(visible, id, "purchase")
    return found

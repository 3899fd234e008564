"""`/contacts/ID/snapshot`: a customer at a glance, before one meets them; and one after the other
those whom one meets today. I8, I12."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import render_template, request

from bot.pages.my_clock import my_zone
from bot.pages.sales.spending import drawing
from bot.pages.session import me
from bot.pages.site import pages
from bot.pages.whom import card_of
from models.assignment import claiming
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.contact.card import Card
from models.ids import id_in
from models.interactions.agenda import Visit, customers_of_today
from models.interactions.card import cards
from models.interactions.snapshot import Snapshot
from models.interactions.snapshot import snapshot as taken
from models.sales import finding
from models.sales.finding import WantedPurchases
from models.sales.purchase import Purchase, PurchaseItem

BOUGHT = 5
"""Purchases that are shown, the last ones."""


@dataclass(frozen=True, slots=True)
class Bought:
    purchase: Purchase
    items: list[PurchaseItem]
    gap: int | None
    """Days since the purchase before; None of the first."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where one is among today's customers."""

    visits: Sequence[Visit]
    place: int

    @property
    def here(self) -> Visit:
        return self.visits[self.place]

    @property
    def before(self) -> Visit | None:
        return self.visits[self.place - 1] if self.place else None

    @property
    def after(self) -> Visit | None:
        return self.visits[self.place + 1] if self.place + 1 < len(self.visits) else None


@pages.get("/contacts/<id:id>/snapshot")
def snapshot(id: int) -> str:
    return _page(card_of(id))


@pages.get("/interactions/today/snapshots")
def todays_snapshots() -> str:
    """`contact` in the address says at whom one is; without it at the first who still waits."""
    visits = customers_of_today(me(), my_zone())
    if not visits:
        return render_template("sales/no_snapshots.html")
    walk = Walk(visits, _place(visits, id_in(request.args.get("contact", ""))))
    return _page(card_of(walk.here.contact_id), walk)


def _place(visits: Sequence[Visit], contact: int) -> int:
    named = (place for place, one in enumerate(visits) if one.contact_id == contact)
    waiting = (place for place, one in enumerate(visits) if one.waits)
    return next(named, next(waiting, 0))


def _page(card: Card, walk: Walk | None = None) -> str:
    seen = taken(card.contact, my_zone())
    met = cards([*seen.met, *([seen.next] if seen.next else [])], me())
    catalogue = Catalogue.current()
    return render_template(
        "sales/snapshot.html",
        card=card,
        walk=walk,
        seen=seen,
        met=met[: len(seen.met)],
        next=met[-1] if seen.next else None,
        bought=_bought(card.contact.id),
        charts=[drawing(seen.months, one.currency) for one in seen.purchases.spent],
        currency=catalogue.organisation.currency,
        stages=catalogue.options,
        agents=catalogue.agents,
        missing=list(_missing(card, seen)),
        may_act=claiming.may_act(card.contact, me()),
        now=now(),
        today=local_date(now(), catalogue.organisation.timezone),
    )


def _bought(contact: int) -> list[Bought]:
    """The last ones, newest first, each with what it is after."""
    rows = list(finding.purchases(WantedPurchases(contact=contact), me()).limit(BOUGHT + 1))
    gaps: list[int | None] = [(new.bought_at - old.bought_at).days for new, old in pairwise(rows)]
    items = _items([one.id for one in rows])
    told = zip(rows[:BOUGHT], [*gaps, None], strict=False)
    return [Bought(one, items.get(one.id, []), gap) for one, gap in told]


def _items(purchases: list[int]) -> dict[int, list[PurchaseItem]]:
    found: dict[int, list[PurchaseItem]] = {}
    query = PurchaseItem.select().where(PurchaseItem.purchase.in_(purchases))
    for one in query.order_by(PurchaseItem.id) if purchases else ():
        found.setdefault(one.purchase_id, []).append(one)
    return found


def _missing(card: Card, seen: Snapshot) -> Any:
    """What one would like to know before one meets them."""
    contact = card.contact
    known = {
        "who takes care of them": contact.owner_id,
        "an email address": contact.email,
        "the company": card.company,
        "the town": contact.town,
        "a purchase": seen.purchases.count,
        "an open opportunity": seen.opportunities.count,
        "a talk that was written down": seen.met,
        "the next interaction": seen.next,
    }
    return (what for what, there in known.items() if not there)

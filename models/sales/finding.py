"""Which opportunities and purchases are meant, of those that somebody may see, and what they come
to. I9, I12."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from peewee import fn

from models.agents.agent import Agent
from models.narrowing import Conditions, asked_for
from models.sales.listing import Listed, Sum, listed
from models.sales.opportunity import Opportunity, OpportunityState
from models.sales.purchase import Purchase, PurchaseItem
from models.sales.sight import seen_by
from models.settings.option import Option
from models.walking import Order, Stretch, lacking, plain, whole

AMOUNT = re.compile(r"[0-9]{1,14}(\.[0-9]{1,2})?")


def _amount(text: str) -> Decimal:
    if not AMOUNT.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


Keys = Mapping[str, tuple[Any, Callable[[str], Any]]]
"""By what lists are sorted: a column, None for the id; and how it is read from a text."""
OPPORTUNITY_KEYS: Keys = {
    "created_at": (None, str),
    "value": (Opportunity.value, _amount),
    "expected_on": (Opportunity.expected_on, date.fromisoformat),
}
PURCHASE_KEYS: Keys = {
    "bought_at": (Purchase.bought_at, datetime.fromisoformat),
    "total": (Purchase.total, _amount),
}
OPPORTUNITY_SORTS = [sign + name for name in OPPORTUNITY_KEYS for sign in ("", "-")]
PURCHASE_SORTS = [sign + name for name in PURCHASE_KEYS for sign in ("", "-")]


@dataclass(frozen=True, slots=True)
class WantedOpportunities:
    """Opportunities. What is None is not asked for."""

    contact: int | None = None
    state: OpportunityState | None = None
    stage: Option | None = None
    agent: Agent | None = None
    value_from: Decimal | None = None
    value_to: Decimal | None = None
    expected_from: date | None = None
    expected_to: date | None = None
    """That day included."""
    q: str | None = None
    """Part of its name."""
    sort: str = "-created_at"


@dataclass(frozen=True, slots=True)
class WantedPurchases:
    contact: int | None = None
    agent: Agent | None = None
    currency: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Bought before then."""
    q: str | None = None
    """Part of a product's name or of its reference."""
    sort: str = "-bought_at"


def opportunities(wanted: WantedOpportunities, viewer: Agent | None) -> Any:
    """The query, in its order."""
    query = Opportunity.select().where(*_opportunities(wanted, viewer))
    return _sorted(query, wanted.sort, OPPORTUNITY_KEYS)


def purchases(wanted: WantedPurchases, viewer: Agent | None) -> Any:
    """The query, in its order."""
    query = Purchase.select().where(*_purchases(wanted, viewer))
    return _sorted(query, wanted.sort, PURCHASE_KEYS)


def opportunity_page(wanted: WantedOpportunities, viewer: Agent | None, stretch: Stretch) -> Listed:
    """By state it is said what all that fit come to. Raises NoSuchPlace."""
    fits, order = _opportunities(wanted, viewer), _order(wanted.sort, OPPORTUNITY_KEYS)
    return listed(Opportunity, fits, OPPORTUNITY_SUMS, order, stretch)


def purchase_page(wanted: WantedPurchases, viewer: Agent | None, stretch: Stretch) -> Listed:
    """The same by currency."""
    fits, order = _purchases(wanted, viewer), _order(wanted.sort, PURCHASE_KEYS)
    return listed(Purchase, fits, PURCHASE_SUMS, order, stretch)


def sums(wanted: WantedOpportunities, viewer: Agent | None) -> Mapping[OpportunityState, Sum]:
    """How many opportunities there are in each state, and what they are worth together."""
    query = Opportunity.select(*OPPORTUNITY_SUMS).where(*_opportunities(wanted, viewer))
    rows = query.group_by(Opportunity.state).tuples()
    return by_state({state: Sum(count, value) for state, count, value in rows})


def by_state(found: Mapping[str, Sum]) -> Mapping[OpportunityState, Sum]:
    """With those in which there is none."""
    return {state: found.get(state, Sum()) for state in OpportunityState}


OPPORTUNITY_SUMS = (Opportunity.state, fn.COUNT(Opportunity.id), fn.SUM(Opportunity.value))
PURCHASE_SUMS = (Purchase.currency, fn.COUNT(Purchase.id), fn.SUM(Purchase.total))


def _opportunities(wanted: WantedOpportunities, viewer: Agent | None) -> list[Any]:
    return [seen_by(viewer, Opportunity), *asked_for(wanted, OF_OPPORTUNITIES)]


def _purchases(wanted: WantedPurchases, viewer: Agent | None) -> list[Any]:
    return [seen_by(viewer, Purchase), *asked_for(wanted, OF_PURCHASES)]


def _order(sort: str, keys: Keys) -> Order:
    descending, (key, reads) = sort.startswith("-"), keys[sort.removeprefix("-")]
    order = lacking if _may_lack(key) else plain
    return order(key, descending, reads=reads)


def _sorted(query: Any, sort: str, keys: Keys) -> Any:
    """All of them, in the same order."""
    descending, (key, _) = sort.startswith("-"), keys[sort.removeprefix("-")]
    by = [query.model.id] if key is None else [key, query.model.id]
    return query.order_by(*whole(by, descending, _may_lack(key)))


def _may_lack(key: Any) -> bool:
    return key is not None and key.null


def _speaks_of(text: str) -> Any:
    named = PurchaseItem.select(PurchaseItem.purchase).where(PurchaseItem.name.contains(text))
    return Purchase.reference.contains(text) | Purchase.id.in_(named)


OF_OPPORTUNITIES: Conditions = {
    "contact": lambda value: Opportunity.contact == value,
    "state": lambda value: Opportunity.state == value,
    "stage": lambda value: Opportunity.stage == value,
    "agent": lambda value: Opportunity.agent == value,
    "value_from": lambda value: Opportunity.value >= value,
    "value_to": lambda value: Opportunity.value <= value,
    "expected_from": lambda value: Opportunity.expected_on >= value,
    "expected_to": lambda value: Opportunity.expected_on <= value,
    "q": lambda value: Opportunity.name.contains(value),
}
OF_PURCHASES: Conditions = {
    "contact": lambda value: Purchase.contact == value,
    "agent": lambda value: Purchase.agent == value,
    "currency": lambda value: Purchase.currency == value,
    "since": lambda value: Purchase.bought_at >= value,
    "until": lambda value: Purchase.bought_at < value,
    "q": _speaks_of,
}

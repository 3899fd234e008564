"""Which opportunities and purchases are meant, of those that somebody may see, and what they come
to. I9, I12."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from peewee import fn

from models.agents.agent import Agent
from models.narrowing import Conditions, narrowed
from models.sales.opportunity import Opportunity, OpportunityState
from models.sales.purchase import Purchase, PurchaseItem
from models.sales.sight import seen_by
from models.settings.option import Option

OPPORTUNITY_SORTS = {
    "created_at": (Opportunity.id,),
    "-created_at": (Opportunity.id.desc(),),
    "value": (Opportunity.value, Opportunity.id),
    "-value": (Opportunity.value.desc(), Opportunity.id.desc()),
    "expected_on": (Opportunity.expected_on.asc(nulls="LAST"), Opportunity.id),
    "-expected_on": (Opportunity.expected_on.desc(nulls="LAST"), Opportunity.id.desc()),
}
PURCHASE_SORTS = {
    "bought_at": (Purchase.bought_at, Purchase.id),
    "-bought_at": (Purchase.bought_at.desc(), Purchase.id.desc()),
    "total": (Purchase.total, Purchase.id),
    "-total": (Purchase.total.desc(), Purchase.id.desc()),
}


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


@dataclass(frozen=True, slots=True)
class Sum:
    count: int = 0
    value: Decimal = Decimal()


def opportunities(wanted: WantedOpportunities, viewer: Agent | None) -> Any:
    """The query, in its order."""
    return _opportunities(wanted, viewer).order_by(*OPPORTUNITY_SORTS[wanted.sort])


def purchases(wanted: WantedPurchases, viewer: Agent | None) -> Any:
    """The query, in its order."""
    seen = Purchase.select().where(seen_by(viewer, Purchase))
    return narrowed(seen, wanted, OF_PURCHASES).order_by(*PURCHASE_SORTS[wanted.sort])


def sums(wanted: WantedOpportunities, viewer: Agent | None) -> Mapping[OpportunityState, Sum]:
    """How many opportunities there are in each state, and what they are worth together."""
    counted = (Opportunity.state, fn.COUNT(Opportunity.id), fn.SUM(Opportunity.value))
    rows = _opportunities(wanted, viewer).select(*counted).group_by(Opportunity.state)
    found = {state: Sum(count, value) for state, count, value in rows.tuples()}
    return {state: found.get(state, Sum()) for state in OpportunityState}


def _opportunities(wanted: WantedOpportunities, viewer: Agent | None) -> Any:
    seen = Opportunity.select().where(seen_by(viewer, Opportunity))
    return narrowed(seen, wanted, OF_OPPORTUNITIES)


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

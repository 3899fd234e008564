"""What a contact's purchases tell: how much, how often, of what. I8, I12.

Counted by the database: a few queries, whatever the number of purchases. Amounts of different
currencies are never added up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from models.base import database
from models.clock import now
from models.sales import money

TOP = 5
MONTHS = 12
"""That spending is shown for, the present one included."""


@dataclass(frozen=True, slots=True)
class Spent:
    """In one currency."""

    currency: str
    count: int
    total: Decimal

    @property
    def average(self) -> Decimal:
        return money.rounded(self.total / self.count)


@dataclass(frozen=True, slots=True)
class Month:
    """What was spent in a calendar month, in one currency."""

    first_day: date
    currency: str
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Top:
    """One product, in one currency, of all purchases together."""

    name: str
    product: str | None
    currency: str
    quantity: Decimal
    amount: Decimal
    purchases: int
    """In how many of them."""


@dataclass(frozen=True, slots=True)
class Analysis:
    spent: Sequence[Spent] = ()
    """Most purchases first."""
    first_at: datetime | None = None
    last_at: datetime | None = None
    usual_gap: float | None = None
    """Days between two purchases: half of the gaps are shorter. None for fewer than two."""
    days_since: int | None = None
    """Whole days since the last one."""
    by_quantity: Sequence[Top] = ()
    by_amount: Sequence[Top] = ()

    @property
    def count(self) -> int:
        return sum(one.count for one in self.spent)


def analysis(contact_id: int, top: int = TOP) -> Analysis:
    """Of what one contact bought."""
    rows = database.execute_sql(SPENT, (contact_id,)).fetchall()
    if not rows:
        return Analysis()
    first, last = min(row[3] for row in rows), max(row[4] for row in rows)
    (gap,) = database.execute_sql(GAP, (contact_id,)).fetchone()
    tops = [(row[0], Top(*row[1:])) for row in database.execute_sql(TOPS, (contact_id, top, top))]
    return Analysis(
        spent=[Spent(*row[:3]) for row in rows],
        first_at=first,
        last_at=last,
        usual_gap=round(gap, 1) if gap is not None else None,
        days_since=max((now() - last).days, 0),
        by_quantity=[one for order, one in tops if order == "quantity"],
        by_amount=[one for order, one in tops if order == "amount"],
    )


def by_month(contact_id: int, zone: ZoneInfo, months: int = MONTHS) -> list[Month]:
    """What a contact spent in each of the last months, those without a purchase as well, oldest
    first; in every currency that they ever paid in. `zone`: whose months. Who bought nothing has
    none."""
    days = list(_first_days(now().astimezone(zone).date(), months))
    rows = database.execute_sql(BY_MONTH, (zone.key, contact_id)).fetchall()
    found = {(day, currency): (count, total) for day, currency, count, total in rows}
    return [
        Month(day, currency, *found.get((day, currency), (0, Decimal())))
        for currency in sorted({currency for _, currency in found})
        for day in days
    ]


def _first_days(today: date, months: int) -> Iterator[date]:
    """Of the last months, oldest first."""
    for ago in reversed(range(months)):
        year, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
        yield date(year, month + 1, 1)


SPENT = """
SELECT currency, count(*), sum(total), min(bought_at), max(bought_at)
FROM purchase WHERE contact_id = %s GROUP BY currency ORDER BY count(*) DESC, currency
"""
GAP = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FROM (
    SELECT extract(epoch FROM bought_at - lag(bought_at) OVER (ORDER BY bought_at))::float / 86400
        AS days
    FROM purchase WHERE contact_id = %s
) AS gap
"""
BY_MONTH = """
SELECT date_trunc('month', bought_at AT TIME ZONE %s)::date, currency, count(*), sum(total)
FROM purchase WHERE contact_id = %s GROUP BY 1, 2
"""
# A product is known by its key in the catalogue, without one by its name; it is called as it was
# called last.
TOPS = """
WITH product AS MATERIALIZED (
    SELECT (array_agg(i.name ORDER BY p.bought_at DESC, i.id DESC))[1] AS name,
        i.product, p.currency, sum(i.quantity) AS quantity,
        round(sum(i.quantity * i.price), 2) AS amount, count(DISTINCT p.id) AS purchases
    FROM purchase p JOIN purchase_item i ON i.purchase_id = p.id WHERE p.contact_id = %s
    GROUP BY i.product, CASE WHEN i.product IS NULL THEN lower(i.name) END, p.currency
)
(SELECT 'quantity', product.* FROM product ORDER BY quantity DESC, amount DESC, name LIMIT %s)
UNION ALL
(SELECT 'amount', product.* FROM product ORDER BY amount DESC, quantity DESC, name LIMIT %s)
"""

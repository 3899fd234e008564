"""Generating a day of two hundred interactions from a million contacts (I7)."""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import time as clock
from decimal import Decimal
from typing import Any

from models.agents.agent import Agent
from models.base import database
from models.batch import unit_of_work
from models.contact import Group
from models.interactions import generating
from models.interactions.candidates import Sought
from models.interactions.explaining import why_nobody
from models.interactions.generating import Order
from models.settings.option import Option
from tests.bench.crowd import fill
from tests.bench.report import Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import Servers, bound

LIMIT = 1000
"""Milliseconds."""
COUNT = 200
DAY = datetime(2090, 5, 9, tzinfo=UTC).date()
ORDERS: dict[str, dict[str, Any]] = {
    "prospects": {},
    "prospects, not within a year": {"contacted_within": 365},
    "prospects, value over 9,000": {"value_above": Decimal(9000)},
    "prospects of a town": {"town": "Town 11"},
    "prospects of a postcode": {"postcode": "P1"},
    "customers": {"group": Group.CUSTOMERS},
    "customers, not within a year": {"group": Group.CUSTOMERS, "contacted_within": 365},
    "nobody, and why": {"value_above": Decimal(99_999), "contacted_within": 3000},
}
# Half of them were contacted once, a tenth has an opportunity, a tenth is planned already.
HISTORY = """
UPDATE contact SET last_contacted_at = created_at + interval '3 days' WHERE id %% 2 = 0;
INSERT INTO opportunity (contact_id, name, value, state, created_at, updated_at)
SELECT id, 'Opportunity ' || id, id %% 10000, 'open', now(), now() FROM contact WHERE id %% 10 = 3;
INSERT INTO interaction (kind, contact_id, assignee_id, starts_at, ends_at, note, created_at,
    updated_at)
SELECT 'standard', id, (SELECT min(id) FROM agent) + id %% 50, starts_at,
    starts_at + interval '5 minutes', '', now(), now()
FROM (SELECT id, now() + id %% 86400 * interval '1 minute' AS starts_at FROM contact
    WHERE id %% 10 = 7) AS planned;
"""


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    with servers.database() as url, bound(url):
        fill(scale.listed)
        for statement in HISTORY.split(";\n"):
            if statement.strip():
                database.execute_sql(statement, {})
        database.execute_sql("VACUUM ANALYZE")
        servers.settle()
        for title, sought in ORDERS.items():
            yield _timed(title, sought, scale)


def _timed(title: str, sought: dict[str, Any], scale: Scale) -> Row:
    """Each round generates, and is taken back."""
    order, waits, made = _order(sought), [], 0
    for _ in range(scale.rounds):
        began = time.monotonic()
        with database.atomic() as point:
            made = _generated(order)
            waits.append(1000 * (time.monotonic() - began))
            point.rollback()
    told = f"{made} interactions"
    return at_most(f"Generating, {title}", statistics.median(waits), LIMIT, "ms", told)


def _generated(order: Order) -> int:
    with unit_of_work("bench", size=COUNT) as batch:
        found = generating.find(batch, order, None)
        if not found.met:
            why_nobody(order.sought, None)
        return len(generating.generate(batch, found, order, None)) if found.met else 0


def _order(sought: dict[str, Any]) -> Order:
    # Many of those with a town and a postcode are hers.
    agent = Agent.select().order_by(Agent.id).offset(40).first()
    return Order(
        sought=Sought(**{"group": Group.PROSPECTS, "assignee": agent} | sought),
        day=DAY,
        start=clock(0, 0),
        count=COUNT,
        minutes=5,
        gap=2,
        type=Option.get(Option.name == "Call"),
    )

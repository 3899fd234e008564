"""What a sweep of the reminders costs when there are many contacts, of whom few are due."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack

from models.base import database
from models.queues.outbox import OutboxItem
from tests.bench.report import Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import Servers, bound
from tests.factories import make_agent
from workers import reminders

FILL = """
INSERT INTO contact (name, status_id, status_since, state, owner_id, closure_deadline, number,
    deadline_step, reply_step, created_at, updated_at)
SELECT 'Dora ' || n, (SELECT default_status_id FROM organisation), now(), 'PROSPECT', %s,
    current_date + CASE WHEN n <= %s THEN -2 ELSE 2 + (n %% 300)::int END, '100000000000001', 0, 0,
    now(), now()
FROM generate_series(1, %s) AS n
"""


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    costs: dict[int, list[float]] = {scale.due: [], scale.open: []}
    with ExitStack() as stack:
        templates = {
            stored: stack.enter_context(
                servers.template(lambda stored=stored: _fill(scale.due, stored))
            )
            for stored in costs
        }
        for _ in range(scale.rounds + 1):
            for stored, template in templates.items():
                with servers.database(template) as url:
                    servers.settle()
                    costs[stored].append(_sweep(url, scale.due))
    yield _growth(scale, costs[scale.due][1:], costs[scale.open][1:])


def _growth(scale: Scale, few: list[float], many: list[float]) -> Row:
    """The first round only warmed up."""
    growth = statistics.median(b / a - 1 for a, b in zip(few, many, strict=True))
    return at_most(
        f"Sweep with {scale.due:,} reminders due: {scale.open:,} contacts against {scale.due:,}",
        growth * 100,
        20,
        "% more",
        f"{statistics.median(many):,.0f} : {statistics.median(few):,.0f} ms",
    )


def _fill(due: int, stored: int) -> None:
    """`stored` open contacts of one agent; the deadlines of `due` of them have passed."""
    ann = make_agent("Ann")
    database.execute_sql("UPDATE organisation SET reminders_since = '2000-01-01'")
    database.execute_sql(FILL, (ann.id, due, stored))
    database.execute_sql("ANALYZE")


def _sweep(url: str, due: int) -> float:
    """Milliseconds."""
    with bound(url):
        database.execute_sql("SELECT count(*) FROM contact")  # Both are read before.
        began = time.perf_counter()
        while reminders.remind():
            pass
        cost = 1000 * (time.perf_counter() - began)
        assert OutboxItem.select().count() == due, "not everybody was told once"
    return cost

"""What each report takes over a million contacts: of the last thirty days, as one asks without
saying more, and of all of them at once; and that it is exact."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from models.agents.agent import Agent
from models.base import database
from models.clock import local_date, now
from models.reports import agents, funnel, origins, pipeline, rules, sources, workflows
from models.reports.period import Period
from models.reports.question import Question
from tests.bench import history
from tests.bench.report import Row, at_most
from tests.bench.scale import Scale
from tests.bench.servers import Servers, bound

LIMIT = 1000
"""Milliseconds."""
WARMING = 1


def measure(servers: Servers, scale: Scale) -> Iterator[Row]:
    with servers.database() as url, bound(url):
        history.fill(scale.past)
        today = local_date(now(), "UTC")
        month, all_of_it = _reports(today, 30), _reports(today, history.DAYS + 2)
        # Unless one says when, it is of everybody.
        all_of_it["pipeline"] = partial(pipeline.report, Question(viewer=None, period=None))
        for name, report in all_of_it.items():
            yield _row(name, month[name], report, scale)
        _check(today)


def _reports(today: date, days: int) -> dict[str, Callable[[], Any]]:
    period = Period(today - timedelta(days=days - 1), today, "UTC")
    asked = Question(viewer=None, period=period)
    team = list(Agent.select())
    return {
        "pipeline": partial(pipeline.report, asked),
        "funnel": partial(funnel.report, asked),
        "sources": partial(sources.report, asked),
        "origins": partial(origins.report, asked),
        "agents": partial(agents.report, asked, team),
        "rules": partial(rules.report, period),
        "workflows": partial(workflows.report, period),
    }


def _row(name: str, month: Callable[[], Any], report: Callable[[], Any], scale: Scale) -> Row:
    """p95 of the rounds over all of it; the rest beside, with what the queries read."""
    rounds = WARMING + 4 * scale.rounds
    costs, of_month = (
        sorted([_cost(one) for _ in range(rounds)][WARMING:]) for one in (report, month)
    )
    p95, p95_of_month = (one[int(0.95 * (len(one) - 1))] for one in (costs, of_month))
    return at_most(
        f"Report {name} of {scale.past:,} contacts",
        p95,
        LIMIT,
        "ms p95",
        f"p50 {statistics.median(costs):,.0f} ms ({', '.join(sorted(_read_by(report)))}); of "
        f"thirty days p50 {statistics.median(of_month):,.0f}, p95 {p95_of_month:,.0f} ms "
        f"({', '.join(sorted(_read_by(month)))})",
    )


def _cost(report: Callable[[], Any]) -> float:
    began = time.perf_counter()
    report()
    return 1000 * (time.perf_counter() - began)


def _read_by(report: Callable[[], Any]) -> set[str]:
    """What the plans of the queries over contacts, assignments and runs read: indexes by their
    names, whole tables by theirs."""
    asked: list[tuple[str, Any]] = []
    execute = database.execute_sql

    def remember(sql: str, parameters: Any = None) -> Any:
        asked.append((sql, parameters))
        return execute(sql, parameters)

    database.execute_sql = remember
    try:
        report()
    finally:
        database.execute_sql = execute
    found: set[str] = set()
    for sql, parameters in asked:
        if sql.lstrip().startswith(("WITH", "SELECT")):
            plan = execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters).fetchone()[0]
            found |= set(_names(plan[0]["Plan"]))
    return {name for name in found if name.partition("_")[0] in {"contact", "assignment", "run"}}


def _names(node: dict[str, Any]) -> Iterator[str]:
    name = node.get("Index Name") or node.get("Relation Name")
    if name and not node["Node Type"].startswith("Bitmap Heap"):
        yield name
    for inner in node.get("Plans", []):
        yield from _names(inner)


def _check(today: date) -> None:
    """The funnel that contacts tell is the one that events tell."""
    period = Period(today - timedelta(days=history.DAYS + 2), today, "UTC")
    found = funnel.report(Question(viewer=None, period=period))["items"]
    told = dict(database.execute_sql(REACHED).fetchall())
    assert {one["status"].name: one["reached"] for one in found} == told


REACHED = """
SELECT coalesce(data ->> 'after', data ->> 'status') AS reached, count(DISTINCT contact_id)
FROM event WHERE name IN ('contact.created', 'contact.status_changed') GROUP BY reached
"""

"""Of the contacts who came in a period, how many ever reached each status, and as what (C5, X16).

A contact keeps the statuses that it has left; with the one it is in these are all that it reached.
There are few such sets, so PostgreSQL counts contacts by set, and the rest is done here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from models.catalogue import Catalogue
from models.contact import State
from models.reports.figures import share
from models.reports.question import Question, rows, snapshot
from models.reports.series import Counted, series
from models.settings.status import Status

Way = tuple[frozenset[int], str, int]
"""Ids of the statuses that were reached, the state now, and how many contacts."""


@snapshot()
def report(question: Question) -> dict[str, Any]:
    """Each status in the pipeline's order."""
    ways = [
        (frozenset({status, *(passed or ())}), state, count)
        for passed, status, state, count in rows(WAYS, question.came())
    ]
    total = sum(count for _, _, count in ways)
    return {"total": total, "items": list(_items(ways, total)), "series": _series(question)}


def _items(ways: list[Way], total: int) -> Iterator[dict[str, Any]]:
    before: Status | None = None
    for status in Catalogue.current().statuses.values():
        here = [way for way in ways if status.id in way[0]]
        reached = _sum(here)
        yield {
            "status": status,
            "reached": reached,
            "share": share(reached, total),
            "previous": before,
            "conversion": _conversion(ways, before, status),
            "states": _states(here),
        }
        # Won, lost or invalid: each is an end, and no step to the next one.
        before = before if status.closure else status


def _conversion(ways: list[Way], before: Status | None, status: Status) -> float | None:
    """How many of those who reached the step before reached this one."""
    if before is None:
        return None
    there = [way for way in ways if before.id in way[0]]
    return share(_sum(way for way in there if status.id in way[0]), _sum(there))


def _states(ways: list[Way]) -> dict[State, int]:
    counts = dict.fromkeys(State, 0)
    for _, state, count in ways:
        counts[State(state)] += count
    return counts


def _sum(ways: Iterable[Way]) -> int:
    return sum(count for _, _, count in ways)


def _series(question: Question) -> list[dict[str, Any]]:
    if question.days.by is None:
        return []
    reached: Counter[tuple[int, int]] = Counter()
    for span, passed, status, count in rows(BY_SPAN, question.came(), question.days.edges()):
        for id in {status, *(passed or ())}:
            reached[span, id] += count
    return series(question.days, _counted(reached))


def _counted(reached: Counter[tuple[int, int]]) -> Iterator[Counted]:
    """Statuses that were deleted since are told no more."""
    statuses = Catalogue.current().statuses
    for (span, id), count in reached.items():
        if id in statuses:
            status = statuses[id]
            yield span, (status.position, id), {"status": status, "reached": count}


WAYS = """
WITH chosen AS ({contacts})
SELECT passed, status_id, state, count(*) FROM chosen GROUP BY passed, status_id, state
"""
BY_SPAN = """
WITH chosen AS ({contacts})
SELECT width_bucket(created_at, %s::timestamptz[]) AS span, passed, status_id, count(*)
FROM chosen GROUP BY span, passed, status_id
"""

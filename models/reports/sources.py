"""Which sources bring the most contacts, and which close (M7, M8, A12)."""

from typing import Any

from models.catalogue import Catalogue
from models.reports import closings
from models.reports.question import Question, rows, snapshot
from models.reports.series import series


@snapshot()
def report(question: Question) -> dict[str, Any]:
    """Each source in the order of its making, also those that brought nobody; contacts without one
    come last."""
    ends = _ends(question)
    times = {id: found for id, *found in rows(TIMES, question.came())}
    known = Catalogue.current().sources
    ids = [*known, *([None] if None in ends else [])]
    items = [
        {"source": known.get(id or 0), **closings.figures(ends.get(id, []), times.get(id))}
        for id in ids
    ]
    return {"items": items, "series": _series(question)}


def _ends(question: Question) -> dict[int | None, list[tuple[int | None, int]]]:
    found: dict[int | None, list[tuple[int | None, int]]] = {}
    for source, ended, count in rows(ENDS, question.came()):
        found.setdefault(source, []).append((ended, count))
    return found


def _series(question: Question) -> list[dict[str, Any]]:
    if question.days.by is None:
        return []
    known = Catalogue.current().sources
    found = rows(BY_SPAN, question.came(), question.days.edges())
    return series(
        question.days,
        (
            (span, (id is None, id), {"source": known.get(id or 0), "brought": n, "closed": closed})
            for span, id, n, closed in found
        ),
    )


ENDS = f"""
WITH chosen AS ({{contacts}})
SELECT source_id, {closings.END} AS ended, count(*) FROM chosen GROUP BY source_id, ended
"""
TIMES = f"""
WITH chosen AS ({{contacts}}), closing AS MATERIALIZED (
    SELECT source_id, {closings.SECONDS_TO_CLOSE} AS seconds
    FROM chosen WHERE closed_at IS NOT NULL
)
SELECT source_id, {closings.TIMES} FROM closing GROUP BY source_id
"""
BY_SPAN = """
WITH chosen AS ({contacts})
SELECT width_bucket(created_at, %s::timestamptz[]) AS span, source_id, count(*), count(closed_at)
FROM chosen GROUP BY span, source_id
"""

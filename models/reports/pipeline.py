"""The pipeline at a glance: how many contacts stand in each status now, for how long, in which
state (M9, C5)."""

from datetime import timedelta
from typing import Any

from models.catalogue import Catalogue
from models.clock import now
from models.contact import State
from models.reports.question import Question, rows, snapshot
from models.reports.series import series

DAY = timedelta(days=1).total_seconds()


@snapshot()
def report(question: Question) -> dict[str, Any]:
    """Each status in the pipeline's order, also those in which nobody is. With a period: of the
    contacts who came in it."""
    moment = now()
    some = question.narrow or question.period is not None
    counts = COUNTS.replace("{materialized}", "MATERIALIZED" if some else "")
    found = {status: told for status, *told in rows(counts, question.came())}
    items = [
        _item(status, found.get(status.id), moment.timestamp())
        for status in Catalogue.current().statuses.values()
    ]
    return {
        "at": moment,
        "total": sum(item["count"] for item in items),
        "items": items,
        "series": _series(question),
    }


def _item(status: Any, found: list[Any] | None, moment: float) -> dict[str, Any]:
    count, average, middle, *states = found or [0, None, None, *(0 for _ in State)]
    return {
        "status": status,
        "count": count,
        "average_days": _days(moment, average),
        "median_days": _days(moment, middle),
        "states": dict(zip(State, states, strict=True)),
    }


def _days(moment: float, since: float | None) -> float | None:
    return round((moment - since) / DAY, 2) if since is not None else None


def _series(question: Question) -> list[dict[str, Any]]:
    """How many came, by the status in which they stand now."""
    if question.period is None or question.period.by is None:
        return []
    statuses = Catalogue.current().statuses
    counted = [
        (span, (statuses[status].position, status), {"status": statuses[status], "count": count})
        for span, status, count in rows(BY_SPAN, question.came(), question.period.edges())
    ]
    return series(question.period, counted)


STATES = ", ".join(f"count(*) FILTER (WHERE state = '{state}')" for state in State)
COUNTS = f"""
WITH chosen AS ({{contacts}}), standing AS {{materialized}} (
    SELECT status_id, state, date_part('epoch', status_since) AS since FROM chosen
)
SELECT status_id, count(*), avg(since), percentile_cont(0.5) WITHIN GROUP (ORDER BY since), {STATES}
FROM standing GROUP BY status_id
"""
"""Of everybody, the index on status and time brings them in this order: nothing is left to sort. Of
some they are gathered first: PostgreSQL would follow that index to each of the others."""
BY_SPAN = """
WITH chosen AS ({contacts})
SELECT width_bucket(created_at, %s::timestamptz[]) AS span, status_id, count(*)
FROM chosen GROUP BY span, status_id
"""

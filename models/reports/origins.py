"""Which ads and links bring the most contacts, and which close (M7, M8, A12)."""

from typing import Any

from models.reports import closings
from models.reports.question import Question, rows, snapshot

MOST = 200
"""Ads and links that are told, of those that brought most."""


@snapshot()
def report(question: Question) -> dict[str, Any]:
    """The one that brought most comes first."""
    found = rows(ENDS, question.came(), MOST)
    times = {
        mark: times for mark, *times in rows(TIMES, question.came(), [mark for mark, *_ in found])
    }
    return {"items": [_item(row, times.get(row[0])) for row in found], "series": []}


def _item(row: tuple[Any, ...], times: Any) -> dict[str, Any]:
    _, kind, id, url, headline, counts = row
    ends = [(int(status) if status else None, count) for status, count in counts.items()]
    origin = {"type": kind, "id": id, "url": url, "headline": headline}
    return {"origin": origin, **closings.figures(ends, times)}


MARK = """concat_ws(' ', origin ->> 'source_type', coalesce(origin ->> 'source_id',
    origin ->> 'source_url', origin ->> 'ref', origin ->> 'headline'))"""
"""What tells one ad or link from another."""
ENDS = f"""
WITH chosen AS ({{contacts}}), marked AS (
    SELECT {MARK} AS mark, {closings.END} AS ended, count(*) AS contacts,
        max(origin ->> 'source_type') AS kind, max(origin ->> 'source_id') AS id,
        max(origin ->> 'source_url') AS url, max(origin ->> 'headline') AS headline
    FROM chosen WHERE origin IS NOT NULL GROUP BY mark, ended
)
SELECT mark, max(kind), max(id), max(url), max(headline),
    jsonb_object_agg(coalesce(ended::text, ''), contacts)
FROM marked GROUP BY mark ORDER BY sum(contacts) DESC, mark LIMIT %s
"""
TIMES = f"""
WITH chosen AS ({{contacts}}), closing AS MATERIALIZED (
    SELECT {MARK} AS mark, {closings.SECONDS_TO_CLOSE} AS seconds
    FROM chosen WHERE origin IS NOT NULL AND closed_at IS NOT NULL
)
SELECT mark, {closings.TIMES} FROM closing WHERE mark = ANY(%s) GROUP BY mark
"""

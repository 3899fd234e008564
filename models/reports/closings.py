"""What became of the contacts that something brought: open, or closed as what, and how soon
(A12)."""

from collections.abc import Iterable, Sequence
from typing import Any

from models.catalogue import Catalogue
from models.reports.figures import MIDDLES, SECONDS, median, share, whole

Ends = Iterable[tuple[int | None, int]]
"""How many contacts by the closure status in which they are; None: they are open."""
Times = Sequence[Any]
"""The average and the middle ones of the seconds that closing took."""

END = "CASE WHEN closed_at IS NOT NULL THEN status_id END"
SECONDS_TO_CLOSE = (
    "CASE WHEN closed_at > created_at THEN "
    f"{SECONDS.format(after='closed_at', before='created_at')} END"
)
"""What was made as closed, as by an import, tells nothing of how long closing takes."""
TIMES = f"avg(seconds), {MIDDLES}"


def figures(ends: Ends, times: Times | None) -> dict[str, Any]:
    counts = dict(ends)
    brought = sum(counts.values())
    closed = brought - counts.get(None, 0)
    average, middles = times or (None, None)
    return {
        "brought": brought,
        "open": brought - closed,
        "closed": closed,
        "closed_as": _closed_as(counts, brought),
        "closing_rate": share(closed, brought),
        "average_seconds_to_close": whole(average),
        "median_seconds_to_close": median(middles),
    }


def _closed_as(counts: dict[int | None, int], brought: int) -> list[dict[str, Any]]:
    """Each closure status in the pipeline's order."""
    return [
        {
            "status": status,
            "count": counts.get(status.id, 0),
            "rate": share(counts.get(status.id, 0), brought),
        }
        for status in Catalogue.current().statuses.values()
        if status.closure
    ]

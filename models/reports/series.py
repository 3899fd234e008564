"""A report day by day, week by week or month by month. Pure."""

from collections.abc import Iterable
from typing import Any

from models.reports.period import Period

Counted = tuple[int, Any, dict[str, Any]]
"""The number of a span, a place in its order, and what is told of it."""


def series(period: Period, counted: Iterable[Counted]) -> list[dict[str, Any]]:
    """Every span with what was counted in it, in order; where nothing was, nothing is told."""
    told: list[list[tuple[Any, dict[str, Any]]]] = [[] for _ in period.spans()]
    for number, place, item in counted:
        told[number - 1].append((place, item))
    return [
        {
            "first": span.first,
            "last": span.last,
            "items": [item for _, item in sorted(items, key=lambda one: one[0])],
        }
        for span, items in zip(period.spans(), told, strict=True)
    ]

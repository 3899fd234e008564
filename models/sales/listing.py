"""A page of opportunities or purchases, and what all that fit come to: quick however many there
are. I9, I12."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from peewee import fn

from models import sets
from models.contact.finding.counting import FEW, KEPT, Kept, for_reading, written
from models.walking import SORTED, Order, Stretch, Walk


@dataclass(frozen=True, slots=True)
class Sum:
    count: int = 0
    value: Decimal = Decimal()


Sums = Mapping[str, Sum]
"""By state or currency."""


@dataclass(frozen=True, slots=True)
class Listed:
    rows: list[Any]
    sums: Sums
    """Of all that fit, whatever the page."""
    exact: bool
    """Whether they are those of this very moment."""
    next: str | None
    previous: str | None

    @property
    def total(self) -> int:
        return sum(one.count for one in self.sums.values())


def listed(
    model: Any, fits: Sequence[Any], counted: Sequence[Any], order: Order, stretch: Stretch
) -> Listed:
    """The page of those rows that fit. `counted`: by what they are added up, and how. Raises
    NoSuchPlace."""
    # A plan for any value suits none: whether few or many fit decides how to look.
    with for_reading(plan_cache_mode="force_custom_plan", jit="off"):
        sums, exact = _added_up(model.select(*counted).where(*fits).group_by(counted[0]))
        total = sum(one.count for one in sums.values())
        if exact and total <= SORTED:
            fits = [model.id == fn.ANY(fn.ARRAY(model.select(model.id).where(*fits)))]
        left = max(total - stretch.offset, 0) if exact else sys.maxsize
        walked = Walk(order, model.select, model.id).page(stretch, fits, left)
        rows = sets.in_order(model, walked.ids)
    return Listed(rows, sums, exact, walked.next, walked.previous)


def _added_up(query: Any) -> tuple[Sums, bool]:
    """Few each time; what more come to is kept for a moment."""
    sql, values = written(query)
    kept, moment = _kept.answer(sql, values), time.monotonic()
    if kept is not None:
        return kept, False
    sums = {str(by): Sum(count, value) for by, count, value in query.tuples()}
    exact = sum(one.count for one in sums.values()) <= FEW
    if not exact:
        _kept.keep(sql, values, sums, moment + KEPT)
    return sums, exact


_kept: Kept[Sums] = Kept()

"""Small sums that several reports need. Pure."""

from collections.abc import Sequence
from typing import Any

MIDDLES = "percentile_disc(ARRAY[0.5, 0.500000001]) WITHIN GROUP (ORDER BY seconds)"
"""SQL for the values in the middle: one of an odd number, two of an even one. Whole numbers are
sorted in half the time of fractions."""
SECONDS = "floor(date_part('epoch', {after} - {before}))::int"


def share(part: int, whole: int) -> float | None:
    """None of nothing."""
    return round(part / whole, 4) if whole else None


def median(middles: Sequence[int] | None) -> int | None:
    """Of what `MIDDLES` found, in whole seconds."""
    return (middles[0] + middles[1]) // 2 if middles else None


def whole(number: Any) -> int | None:
    """An average, without what is behind the point."""
    return int(number) if number is not None else None

"""The times of a generated day: one after the other on a grid, past whatever is taken. I7. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

Slot = tuple[datetime, datetime]
"""From a moment to another one, which is not part of it."""


def slots(
    start: datetime,
    end: datetime,
    minutes: int,
    gap: int,
    taken: Iterable[Slot],
    moment: datetime,
) -> Iterator[Slot]:
    """The n-th slot begins (n-1) x (minutes + gap) after `start`. Those that overlap what is taken,
    that have begun at `moment`, or that would end after `end` are left out."""
    long, step = timedelta(minutes=minutes), timedelta(minutes=minutes + gap)
    busy = sorted(taken)
    while start + long <= end:
        slot = (start, start + long)
        if start >= moment and not any(overlap(slot, one) for one in busy):
            yield slot
        start += step


def overlap(one: Slot, other: Slot) -> bool:
    return one[0] < other[1] and other[0] < one[1]

"""The times of a generated day: one after the other on a grid, past whatever is taken. I7. Pure."""

from collections import deque
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
    busy = deque(_together(taken))
    while start + long <= end:
        slot = (start, start + long)
        while busy and busy[0][1] <= start:
            busy.popleft()
        if start >= moment and not (busy and overlap(slot, busy[0])):
            yield slot
        start += step


def _together(taken: Iterable[Slot]) -> list[Slot]:
    """What is taken without a break is one: then each is looked at once, however many there are."""
    found: list[Slot] = []
    for begin, end in sorted(taken):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def overlap(one: Slot, other: Slot) -> bool:
    """Those that only touch do not."""
    return one[0] < other[1] and other[0] < one[1]

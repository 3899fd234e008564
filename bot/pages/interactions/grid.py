"""Where interactions stand in a day that is drawn as a column of quarters of an hour; those at the
same time side by side. By the clock on the wall: an hour that is skipped stays empty, in one that
comes twice both stand. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.pages.interactions.entry import Entry

DAY = 24 * 4
"""Quarters."""
LEAST = 2
"""As long is shown what is shorter: a line of text needs the room."""
USUAL_HOURS = (8, 18)
"""Those are always shown."""
COLUMNS = 12
WIDTHS = (12, 6, 4, 3, 2, 1)
"""In columns, of each of those that are beside each other."""


@dataclass(frozen=True, slots=True)
class Block:
    entry: Entry
    begin: int
    """The quarter of the day in which it begins."""
    long: int
    """How many quarters it takes up."""
    column: int = 0
    width: int = COLUMNS
    beyond: bool = False
    """There is no room for it beside the others: it is counted where it would be."""

    @property
    def end(self) -> int:
        return self.begin + self.long

    @property
    def short(self) -> bool:
        """There is one line of text in it."""
        return self.long <= LEAST


@dataclass(frozen=True, slots=True)
class More:
    """Where there is no room for all."""

    begin: int
    long: int
    count: int
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Hours:
    """What part of each day is drawn."""

    first: int
    last: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last))

    def place(self, quarter: int) -> tuple[int, int]:
        """Hours and quarters from the upper end."""
        return divmod(quarter - self.first * 4, 4)

    def holds(self, moment: datetime) -> bool:
        return self.first <= moment.hour < self.last


def blocks(day: Iterable[Entry], beside: int = COLUMNS) -> list[Block]:
    """Of one day's interactions, each with its place. Up to `beside` are beside each other; of more
    the last place is for how many more there are."""
    placed: list[Block] = []
    for group in _at_once([_block(one) for one in day]):
        placed += _side_by_side(group, beside)
    return placed


def more(blocks: Iterable[Block]) -> list[More]:
    """How many are beyond, together where they hang together."""
    found = []
    for group in _at_once([one for one in blocks if one.beyond]):
        begin, long = group[0].begin, max(one.end for one in group) - group[0].begin
        found.append(More(begin, long, len(group), group[0].column, group[0].width))
    return found


def hours(days: Iterable[Sequence[Block]]) -> Hours:
    """The usual ones, and all that something takes place in."""
    every = [block for day in days for block in day]
    first = min([USUAL_HOURS[0], *(block.begin // 4 for block in every)])
    last = max([USUAL_HOURS[1], *(-(-block.end // 4) for block in every)])
    return Hours(first, last)


def quarter_of(moment: datetime) -> int:
    """Of the day: 0 to 95."""
    return moment.hour * 4 + moment.minute // 15


def _block(one: Entry) -> Block:
    """What goes on after midnight ends there."""
    begin = min(quarter_of(one.start), DAY - LEAST)
    if one.end.date() > one.day:
        return Block(one, begin, DAY - begin)
    end = quarter_of(one.end) + (1 if one.end.minute % 15 else 0)
    return Block(one, begin, max(end - begin, LEAST))


def _at_once(found: list[Block]) -> Iterator[list[Block]]:
    """Those that hang together by what they overlap."""
    group: list[Block] = []
    for block in sorted(found, key=lambda one: (one.begin, -one.long, one.entry.start)):
        if group and block.begin >= max(one.end for one in group):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _side_by_side(group: list[Block], beside: int) -> list[Block]:
    """Each in the first lane that is free; where there are more lanes than columns, they share the
    last."""
    free: list[int] = []
    lanes: list[int] = []
    for block in group:
        lane = next((n for n, end in enumerate(free) if end <= block.begin), len(free))
        free[lane : lane + 1] = [block.end]
        lanes.append(lane)
    drawn = min(len(free), beside)
    last = drawn - 1 if len(free) > beside else drawn
    width = next((one for one in WIDTHS if one * drawn <= COLUMNS), 1)
    return [
        replace(block, column=min(lane, drawn - 1) * width, width=width, beyond=lane >= last)
        for block, lane in zip(group, lanes, strict=True)
    ]

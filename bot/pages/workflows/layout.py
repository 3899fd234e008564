"""Where boxes stand and how arrows run: rows from the top down, each step below those that lead to
it, arrows around what stands between. Knows boxes by their numbers and sizes only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

ACROSS, DOWN, EDGE = 30, 58, 16
SWEEPS = 8
BYPASS = 26
"""Width of the way around a box."""


@dataclass(slots=True)
class Spot:
    """A box, or (without height) a point that an arrow passes."""

    width: int
    height: int = 0
    row: int = 0
    x: float = 0
    """Of its middle."""
    y: float = 0
    above: list[tuple["Spot", float]] = field(default_factory=list)
    """What leads here, and how far right of its middle."""
    below: list[tuple["Spot", float]] = field(default_factory=list)
    """Where it leads, and how far right of the own middle."""


Arrow = tuple[int, int, float]
"""From a box to a box, from how far right of the middle."""


def rows_of(count: int, leads: Sequence[Iterable[int]], first: Iterable[int]) -> list[int]:
    """In which row each box stands: as deep as the longest way to it that does not turn back."""
    back = _turning_back(count, leads, first)
    ahead = [[to for to in leads[at] if (at, to) not in back] for at in range(count)]
    waits = [0] * count
    for targets in ahead:
        for to in targets:
            waits[to] += 1
    rows, ready = [0] * count, [at for at in range(count) if not waits[at]]
    while ready:
        at = ready.pop()
        for to in ahead[at]:
            rows[to] = max(rows[to], rows[at] + 1)
            waits[to] -= 1
            if not waits[to]:
                ready.append(to)
    return rows


def _turning_back(
    count: int, leads: Sequence[Iterable[int]], first: Iterable[int]
) -> set[tuple[int, int]]:
    """The arrows that close a circle, found by walking from `first` on."""
    back: set[tuple[int, int]] = set()
    seen, open_ = set[int](), set[int]()
    for root in [*first, *range(count)]:
        if root in seen:
            continue
        seen.add(root)
        open_.add(root)
        way = [(root, iter(leads[root]))]
        while way:
            at, targets = way[-1]
            to = next(targets, None)
            if to is None:
                way.pop()
                open_.discard(at)
            elif to in open_:
                back.add((at, to))
            elif to not in seen:
                seen.add(to)
                open_.add(to)
                way.append((to, iter(leads[to])))
    return back


@dataclass(slots=True)
class Plan:
    spots: list[Spot]
    """Of the boxes, by their numbers."""
    paths: list[str]
    """Of the arrows, in their order: what an SVG path draws."""
    width: int
    height: int


def plan(sizes: Sequence[tuple[int, int]], rows: Sequence[int], arrows: Sequence[Arrow]) -> Plan:
    """Each arrow leads to a lower row."""
    spots = [Spot(width, height, row) for (width, height), row in zip(sizes, rows, strict=True)]
    ways = [_way(spots[start], spots[end], off) for start, end, off in arrows]
    levels = _levels([*spots, *(spot for way in ways for spot in way[1:-1])])
    _sort(levels)
    _place(levels)
    bottom = _stack(levels)
    every = [spot for level in levels for spot in level]
    left = min(spot.x - spot.width / 2 for spot in every) - EDGE
    for spot in every:
        spot.x -= left
    right = max(spot.x + spot.width / 2 for spot in every) + EDGE
    paths = [_drawn(way, off) for way, (_, _, off) in zip(ways, arrows, strict=True)]
    return Plan(spots, paths, round(right), round(bottom))


def _way(start: Spot, end: Spot, off: float) -> list[Spot]:
    """From box to box, by points in the rows between."""
    points = [Spot(BYPASS, row=row) for row in range(start.row + 1, end.row)]
    way = [start, *points, end]
    for one, other in pairwise(way):
        shift = off if one is start else 0.0
        one.below.append((other, shift))
        other.above.append((one, shift))
    return way


def _levels(spots: Iterable[Spot]) -> list[list[Spot]]:
    found: dict[int, list[Spot]] = defaultdict(list)
    for spot in spots:
        found[spot.row].append(spot)
    return [found[row] for row in sorted(found)]


def _sort(levels: list[list[Spot]]) -> None:
    """Within a row by where the arrows come from and lead to, so that few of them cross."""
    _count(levels)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for level in levels if down else reversed(levels):
            level.sort(key=lambda spot: _mean(spot, down))
            _count([level])


def _count(levels: list[list[Spot]]) -> None:
    for level in levels:
        for at, spot in enumerate(level):
            spot.x = at - (len(level) - 1) / 2


def _mean(spot: Spot, down: bool) -> float:
    beside = spot.above if down else spot.below
    if not beside:
        return spot.x
    # Within a row what stands farther right on the same box leads farther right.
    return sum(other.x + off / 10_000 for other, off in beside) / len(beside)


def _place(levels: list[list[Spot]]) -> None:
    """Below what leads there, without standing in each other's place."""
    for level in levels:
        at = -sum(spot.width + ACROSS for spot in level) / 2
        for spot in level:
            spot.x = at + spot.width / 2
            at += spot.width + ACROSS
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for level in levels if down else reversed(levels):
            _spread(level, [_wished(spot, down) for spot in level])


def _wished(spot: Spot, down: bool) -> float:
    if down and spot.above:
        return sum(other.x + off for other, off in spot.above) / len(spot.above)
    if not down and spot.below:
        return sum(other.x - off for other, off in spot.below) / len(spot.below)
    return spot.x


def _spread(level: list[Spot], wished: list[float]) -> None:
    """As near to the wishes as the room allows: between pushing to the right and to the left."""
    right, left = list(wished), list(wished)
    for at in range(1, len(level)):
        right[at] = max(right[at], right[at - 1] + _apart(level[at - 1], level[at]))
    for at in range(len(level) - 2, -1, -1):
        left[at] = min(left[at], left[at + 1] - _apart(level[at], level[at + 1]))
    for spot, one, other in zip(level, right, left, strict=True):
        spot.x = (one + other) / 2


def _apart(one: Spot, other: Spot) -> float:
    return (one.width + other.width) / 2 + ACROSS


def _stack(levels: list[list[Spot]]) -> float:
    """From the top down; answers how far down it goes."""
    y = float(EDGE)
    for level in levels:
        tallest = max(spot.height for spot in level)
        for spot in level:
            spot.y = y
            spot.height = spot.height or tallest
        y += tallest + DOWN
    return y - DOWN + EDGE


def _drawn(way: Sequence[Spot], off: float) -> str:
    start = way[0]
    x, y = start.x + off, start.y + start.height
    path = f"M{x:.0f} {y:.0f}"
    for spot in way[1:]:
        middle = (y + spot.y) / 2
        path += f"C{x:.0f} {middle:.0f} {spot.x:.0f} {middle:.0f} {spot.x:.0f} {spot.y:.0f}"
        x, y = spot.x, spot.y
        if spot is not way[-1]:
            y += spot.height
            path += f"V{y:.0f}"
    return path

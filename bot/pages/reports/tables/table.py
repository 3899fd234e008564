"""What a table of a report is made of: each column says what it means and what stands in its cells.
What several reports have stands here, too."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.pages.moments import NONE, span

Report = Mapping[str, Any]
Cell = Callable[[Report], str]
"""Of an item of a report."""
MOST_ROWS = 150
"""On a page."""
WAYS = {
    "rules": "By rules",
    "fallback": "By the fallback",
    "hand": "By hand",
    "returned": "Came back",
    "no_reply": "After no reply",
}
"""In which an agent gets a contact, as the API calls them."""


def _empty(one: Report) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    about: str = ""
    cell: Cell = _empty
    part: Cell = _empty
    """Of a row that belongs to an item, such as a question of a workflow."""


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    cells: list[str]
    color: str | None = None
    part: bool = False
    """It belongs to the row above that is none."""


@dataclass(frozen=True, slots=True)
class Table:
    first: str
    """What the rows are."""
    columns: Sequence[Column]
    rows: list[Row] = field(default_factory=list)

    @property
    def shown(self) -> list[Row]:
        return self.rows[:MOST_ROWS]


def rows(items: Iterable[Report], columns: Sequence[Column], title: Cell) -> list[Row]:
    return [row(one, columns, title(one)) for one in items]


def row(one: Report, columns: Sequence[Column], title: str) -> Row:
    color = one["status"]["color"] if "status" in one else None
    return Row(title, [column.cell(one) for column in columns], color)


def part(one: Report, columns: Sequence[Column], title: str) -> Row:
    return Row(title, [column.part(one) for column in columns], part=True)


def counted(*path: str) -> Cell:
    """A number that stands there in the item."""

    def cell(one: Report) -> str:
        found: Any = one
        for name in path:
            found = found[name]
        return number(found)

    return cell


def shared(name: str) -> Cell:
    return lambda one: percent(one[name])


def timed(name: str) -> Cell:
    return lambda one: time(one[name])


def number(one: int | None) -> str:
    return NONE if one is None else f"{one:,}"


def days(one: float | None) -> str:
    return NONE if one is None else f"{one:,.1f}"


def percent(one: float | None) -> str:
    return NONE if one is None else f"{one:.1%}"


def time(seconds: float | None) -> str:
    return NONE if seconds is None else span(timedelta(seconds=seconds))


TIME_TO_CLOSE = Column(
    "Time to close", "From creation to closure, the median.", timed("median_seconds_to_close")
)

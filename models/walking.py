"""Long lists, a page at a time: in parts, one behind the other, within a part by a key that an
index holds, then by id. So a page is read from where the last one ended, however deep in the list.
Knows none of them."""

import base64
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

import peewee

from models.ids import BIGGEST_ID

EVERYTHING = peewee.SQL("true")
SORTED = 1000
"""So many rows are sorted rather than looked for along an order."""
Row = tuple[int, Any, int]
"""In which part of the order, by what key, which id."""


class NoSuchPlace(ValueError):  # noqa: N818  (it is said to a person)
    """A cursor that this list did not give."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that stand together."""

    name: int | str
    fits: Any
    """Which rows."""
    key: Any
    """By what they are sorted; None: by their ids alone."""


@dataclass(frozen=True, slots=True)
class Order:
    parts: Sequence[Part]
    descending: bool
    reads: Callable[[str], Any] = datetime.fromisoformat
    """A key from its text."""
    beside: bool = False
    """The key stands in another table."""

    def reversed(self) -> Self:
        """The last ones first."""
        return replace(self, parts=self.parts[::-1], descending=not self.descending)


def plain(key: Any, descending: bool, **options: Any) -> Order:
    """Of rows that all have the key; None: by their ids alone."""
    return Order([Part(0, EVERYTHING, key)], descending, **options)


def lacking(key: Any, descending: bool, **options: Any) -> Order:
    """Those without a value stand last either way."""
    parts = [Part(0, key.is_null(False), key), Part(1, key.is_null(), None)]
    return Order(parts, descending, **options)


def whole(keys: Sequence[Any], descending: bool, may_lack: bool) -> list[Any]:
    """The same for a query that is read from end to end."""
    nulls = "LAST" if may_lack else None
    return [one.desc(nulls=nulls) if descending else one.asc(nulls=nulls) for one in keys]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of a list: what lies behind `after`, what ends at `before`, or what lies behind so many."""

    sort: str
    size: int
    offset: int = 0
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Walked:
    ids: list[int]
    next: str | None
    """Where the next page begins; None: this is the last."""
    previous: str | None
    """Where the page before ends; None: this is the first."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A list, in an order."""

    order: Order
    select: Callable[..., Any]
    """The query of these columns."""
    id: Any

    def page(self, stretch: Stretch, fits: Sequence[Any], left: int = sys.maxsize) -> Walked:
        """Those of the page that `fits` lets in; there are not more than `left` behind the first
        so many. Raises NoSuchPlace."""
        walk = replace(self, order=self.order.reversed()) if stretch.before else self
        cursor = stretch.before or stretch.after
        place = _place(stretch.sort, walk.order, cursor) if cursor else None
        most = stretch.size + 1 if place else min(stretch.size + 1, left)
        rows = walk._rows(fits, place, most, stretch.offset)
        shown, more = rows[: stretch.size], len(rows) > stretch.size
        if stretch.before:  # The same list, read from its end.
            shown.reverse()
        ids = [id for _, _, id in shown]
        ends = [_cursor(stretch.sort, walk.order, row) for row in (*shown[:1], *shown[-1:])]
        first, last = ends or (None, None)
        if stretch.before:
            return Walked(ids, next=last, previous=first if more else None)
        begun = place is not None or stretch.offset > 0
        return Walked(ids, last if more else None, first if begun else None)

    def _rows(self, fits: Sequence[Any], place: Row | None, limit: int, offset: int) -> list[Row]:
        """Part after part, until there are enough: a part that nobody sees may be the dear one."""
        first = place[0] if place else 0
        rows: list[Row] = []
        for number, part in list(enumerate(self.order.parts))[first:]:
            if len(rows) == limit:
                break
            query = self._of_part(number, part).where(EVERYTHING, *fits)
            if place and number == first:
                query = query.where(self._behind(part, place))
            found = list(query.limit(limit - len(rows)).offset(offset).tuples())
            rows += found
            if offset:
                offset = 0 if found else offset - query.count()
        return rows

    def _of_part(self, number: int, part: Part) -> Any:
        key = peewee.SQL("NULL") if part.key is None else part.key
        query = self.select(peewee.SQL(str(number)), key, self.id).where(part.fits)
        keys = [part.key, self.id] if part.key is not None else [self.id]
        return query.order_by(*(one.desc() if self.order.descending else one for one in keys))

    def _behind(self, part: Part, place: Row) -> Any:
        _, key, id = place
        if part.key is None:
            return self.id < id if self.order.descending else self.id > id
        here, there = peewee.Tuple(part.key, self.id), peewee.Tuple(key, id)
        return here < there if self.order.descending else here > there


def _cursor(sort: str, order: Order, row: Row) -> str:
    number, key, id = row
    text = key.isoformat() if isinstance(key, date) else key
    text = f"{text:f}" if isinstance(text, Decimal) else text
    place = json.dumps([sort, order.parts[number].name, text, id])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(sort: str, order: Order, cursor: str) -> Row:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        of, name, text, id = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        _check_text(f"{of}{text}")
        if of != sort:
            raise NoSuchPlace(f"it goes with sort={of}: keep the order, or begin anew")
        number = [part.name for part in order.parts].index(name)
        key = order.reads(text) if order.parts[number].key is not None else None
        if not isinstance(id, int) or not 0 <= id <= BIGGEST_ID:
            raise ValueError(id)
    except NoSuchPlace:
        raise
    except (ValueError, TypeError, RecursionError):
        raise NoSuchPlace("give `next` or `previous` of a page, or begin anew") from None
    return number, key, id


def _check_text(text: str) -> None:
    """JSON spells characters that PostgreSQL does not take, and halves of one that nobody does."""
    if "\0" in text:
        raise ValueError(text)
    text.encode()

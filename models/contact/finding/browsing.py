"""A page of a list of contacts, quick however many there are and however deep it lies: where an
index leads to few those are sorted, else the order's own index is walked until the page is full."""

import base64
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import peewee
from peewee import fn

from models import sets
from models.agents.agent import Agent
from models.agents.visibility import sees_all, visible_to
from models.contact.contact import Contact
from models.contact.finding import counting, search, sorting
from models.contact.finding.counting import Total
from models.contact.finding.filters import Wanted, conditions, leads
from models.contact.finding.search import ContactSearch
from models.contact.finding.sorting import Order, Part

SORTED = 1000
"""So many contacts are sorted rather than looked for along an order."""
Row = tuple[int, Any, int]
"""In which part of the order, by what key, which contact."""


class NoSuchPlace(ValueError):  # noqa: N818  (it is said to a person)
    """A cursor that this list did not give."""


@dataclass(frozen=True, slots=True)
class Page:
    contacts: list[Contact]
    total: Total
    next: str | None
    """Where the next page begins; None: this is the last."""
    previous: str | None
    """Where the page before ends; None: this is the first."""


def page(
    wanted: Wanted,
    viewer: Agent | None,
    size: int,
    offset: int = 0,
    after: str | None = None,
    before: str | None = None,
) -> Page:
    """Of the contacts that `viewer` may see and that fit, those behind `after`, those that end
    at `before`, or those behind the first `offset`. Raises NoSuchPlace."""
    order = sorting.order(wanted.sort)
    if before:  # The same list, read from its end.
        order = order.reversed()
    cursor = before or after
    place = _place(wanted.sort, order, cursor) if cursor else None
    if wanted.q or order.beside:
        search.freshen()
    # A plan for any value suits none: whether few or many have a status decides how to look.
    with counting.for_reading(plan_cache_mode="force_custom_plan", jit="off"):
        found = _Found(wanted, viewer)
        most = size + 1 if place else min(size + 1, found.behind(offset))
        rows = _rows(found.fits(), order, place, most, offset)
        shown, more = rows[:size], len(rows) > size
        if before:
            shown.reverse()
        contacts = _contacts([id for _, _, id in shown])
    ends = [_cursor(wanted.sort, order, row) for row in (*shown[:1], *shown[-1:])]
    first, last = ends or (None, None)
    if before:
        return Page(contacts, found.total, next=last, previous=first if more else None)
    begun = place is not None or offset > 0
    return Page(contacts, found.total, last if more else None, first if begun else None)


class _Found:
    """How the contacts that fit are found."""

    def __init__(self, wanted: Wanted, viewer: Agent | None) -> None:
        self._own = conditions(wanted)
        if not sees_all(viewer):
            self._own.append(visible_to(viewer))
        known = [(clue, counting.led_to(clue.ids)) for clue in leads(wanted)]
        small = [found for _, found in known if found is not None]
        self._led: tuple[int, str] | None = min(small) if small else None
        """How many the best clue leads to, and whom; None: all lead to many."""
        self._clues = [
            clue for clue, found in known if not found or found is not self._led or not clue.sure
        ]
        """Those that have to be asked of each contact."""
        self.total = self._counted()

    def behind(self, offset: int) -> int:
        """How many there may be behind the first `offset`."""
        return max(self.total.count - offset, 0) if self.total.exact else sys.maxsize

    def fits(self) -> list[Any]:
        """The conditions by which a page is read. An order is worked out where few fit: walking it
        would pass by everybody else."""
        if self._led is None and self.total.exact and self.total.count <= SORTED:
            return [Contact.id == fn.ANY(fn.ARRAY(self._query()))]
        if self._led is None and len(self._clues) == 1:
            return [*self._own, self._clues[0].holds]
        return self._all()

    def _counted(self) -> Total:
        if self._led is not None and not (self._own or self._clues):
            return Total(self._led[0], exact=True)
        if self._led is None and not self._own and len(self._clues) == 1:
            return counting.many(self._clues[0].ids)
        return counting.total(self._query())

    def _query(self) -> Any:
        return Contact.select(Contact.id).where(sorting.EVERYTHING, *self._all())

    def _all(self) -> list[Any]:
        """Every condition, for who wants all that fit."""
        if self._led is not None:
            led = Contact.id == fn.ANY(peewee.SQL(sets.array("bigint"), (self._led[1],)))
            return [led, *(clue.holds for clue in self._clues), *self._own]
        sure = [Contact.id.in_(clue.ids) for clue in self._clues if clue.sure]
        return [*sure, *(clue.holds for clue in self._clues if not clue.sure), *self._own]


def _rows(
    fits: Sequence[Any], order: Order, place: Row | None, limit: int, offset: int
) -> list[Row]:
    """Part after part, until there are enough: a part that nobody sees may be the dear one."""
    first = place[0] if place else 0
    rows: list[Row] = []
    for number, part in list(enumerate(order.parts))[first:]:
        if len(rows) == limit:
            break
        query = _of_part(number, part, order).where(sorting.EVERYTHING, *fits)
        if place and number == first:
            query = query.where(_behind(order, part, place))
        found = list(query.limit(limit - len(rows)).offset(offset).tuples())
        rows += found
        if offset:
            offset = 0 if found else offset - query.count()
    return rows


def _of_part(number: int, part: Part, order: Order) -> Any:
    key = peewee.SQL("NULL") if part.key is None else part.key
    query = Contact.select(peewee.SQL(str(number)), key, Contact.id).where(part.fits)
    if order.beside:
        query = query.join(ContactSearch, on=(ContactSearch.contact == Contact.id))
    keys = [part.key, Contact.id] if part.key is not None else [Contact.id]
    return query.order_by(*(_directed(order, one) for one in keys))


def _behind(order: Order, part: Part, place: Row) -> Any:
    _, key, id = place
    if part.key is None:
        return Contact.id < id if order.descending else Contact.id > id
    here, there = peewee.Tuple(part.key, Contact.id), peewee.Tuple(key, id)
    return here < there if order.descending else here > there


def _directed(order: Order, column: Any) -> Any:
    return column.desc() if order.descending else column.asc()


def _contacts(ids: list[int]) -> list[Contact]:
    """In this order; who has gone meanwhile is left out."""
    found = {one.id: one for one in Contact.select().where(Contact.id.in_(ids))} if ids else {}
    return [found[id] for id in ids if id in found]


def _cursor(sort: str, order: Order, row: Row) -> str:
    number, key, id = row
    text = key.isoformat() if isinstance(key, date) else key
    place = json.dumps([sort, order.parts[number].name, text, id])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(sort: str, order: Order, cursor: str) -> Row:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        of, name, text, id = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        number = [part.name for part in order.parts].index(name)
        key = order.reads(text) if order.parts[number].key is not None else None
    except (ValueError, TypeError, RecursionError):
        raise NoSuchPlace("give `next` or `previous` of a page, or begin anew") from None
    if of != sort or not isinstance(id, int) or not 0 <= id < 2**63:
        raise NoSuchPlace(f"it goes with sort={of}: keep the order, or begin anew")
    return number, key, id

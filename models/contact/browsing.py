"""A page of a list of contacts, quick however many there are and however deep it lies: where an
index leads to few those are sorted, else the order's own index is walked until the page is full."""

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import peewee
from peewee import fn

from models.agents.agent import Agent
from models.agents.visibility import sees_all, visible_to
from models.base import database
from models.contact import counting, search, sorting
from models.contact.contact import Contact
from models.contact.counting import Total
from models.contact.filters import Wanted, conditions, leads
from models.contact.search import ContactSearch
from models.contact.sorting import Order, Part

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


def page(
    wanted: Wanted, viewer: Agent | None, size: int, offset: int = 0, after: str | None = None
) -> Page:
    """Of the contacts that `viewer` may see and that fit, those behind `after`, or behind the
    first `offset`. Raises NoSuchPlace."""
    order = sorting.order(wanted.sort)
    place = _place(wanted.sort, order, after) if after else None
    if wanted.q or order.beside:
        search.freshen()
    with _planned_for_these_values():
        found = _Found(wanted, viewer)
        rows = _rows(found.fits, order, place, size + 1, offset)
        contacts = _contacts([id for _, _, id in rows[:size]])
        total = found.total()
    more = len(rows) > size
    return Page(contacts, total, _cursor(wanted.sort, order, rows[size - 1]) if more else None)


class _Found:
    """How the contacts that fit are found."""

    def __init__(self, wanted: Wanted, viewer: Agent | None) -> None:
        self._clues = leads(wanted)
        self._own = conditions(wanted)
        if not sees_all(viewer):
            self._own.append(visible_to(viewer))
        counts = [counting.few(clue.ids) for clue in self._clues]
        best = counts.index(min(counts)) if counts else None
        self._driver = best if best is not None and counts[best] <= counting.FEW else None
        self.fits = [sorting.EVERYTHING, *self._own, *self._led()]

    def total(self) -> Total:
        if self._driver is None and not self._own and len(self._clues) == 1 and self._clues[0].sure:
            ids = self._clues[0].ids
            return counting.total(ids.distinct(), known_to_be_many=True)
        fits = [sorting.EVERYTHING, *self._own, *self._led(walked=False)]
        return counting.total(Contact.select(Contact.id).where(*fits))

    def _led(self, walked: bool = True) -> Iterator[Any]:
        """The clues as conditions: one that leads to few drives the query. A single one that leads
        to many is asked of each contact that is `walked` by."""
        for place, clue in enumerate(self._clues):
            if place == self._driver:
                yield Contact.id == fn.ANY(fn.ARRAY(clue.ids))
            elif self._driver is None and not (walked and len(self._clues) == 1):
                yield Contact.id.in_(clue.ids)
            else:
                yield clue.holds
                continue
            if not clue.sure:
                yield clue.holds


@contextmanager
def _planned_for_these_values() -> Iterator[None]:
    """A plan that suits any value suits none: whether few or many have a status decides how they
    are found."""
    with database.atomic():
        database.execute_sql("SET LOCAL plan_cache_mode = force_custom_plan")
        database.execute_sql("SET LOCAL jit = off")
        yield
        database.execute_sql("SET LOCAL plan_cache_mode = DEFAULT")
        database.execute_sql("SET LOCAL jit = DEFAULT")


def _rows(
    fits: Sequence[Any], order: Order, place: Row | None, limit: int, offset: int
) -> list[Row]:
    first = place[0] if place else 0
    parts = list(enumerate(order.parts))[first:]
    queries = [_of_part(number, part, order, limit + offset).where(*fits) for number, part in parts]
    if place:
        queries[0] = queries[0].where(_behind(order, order.parts[first], place))
    query = queries[0]
    for another in queries[1:]:
        query = query.union_all(another)
    if len(queries) > 1:
        query = query.order_by(
            peewee.SQL("1"), *(_directed(order, peewee.SQL(name)) for name in ("2", "3"))
        )
    return list(query.limit(limit).offset(offset).tuples())


def _of_part(number: int, part: Part, order: Order, limit: int) -> Any:
    key = peewee.SQL("NULL") if part.key is None else part.key
    query = Contact.select(peewee.SQL(str(number)), key, Contact.id).where(part.fits)
    if order.beside:
        query = query.join(ContactSearch, on=(ContactSearch.contact == Contact.id))
    keys = [part.key, Contact.id] if part.key is not None else [Contact.id]
    return query.order_by(*(_directed(order, one) for one in keys)).limit(limit)


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
        raise NoSuchPlace("give what the last page had as `next`, or begin anew") from None
    if of != sort or not isinstance(id, int) or not 0 <= id < 2**63:
        raise NoSuchPlace(f"it goes with sort={of}: keep the order, or begin anew")
    return number, key, id

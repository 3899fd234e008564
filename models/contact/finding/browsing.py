"""A page of a list of contacts, quick however many there are and however deep it lies: where an
index leads to few those are sorted, else the order's own index is walked until the page is full
(models/walking.py)."""

import sys
from dataclasses import dataclass
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
from models.walking import EVERYTHING, SORTED, Stretch, Walk


@dataclass(frozen=True, slots=True)
class Page:
    contacts: list[Contact]
    total: int
    exact: bool
    """Whether `total` is true of this very moment."""
    next: str | None
    """Where the next page begins; None: this is the last."""
    previous: str | None
    """Where the page before ends; None: this is the first."""


def page(wanted: Wanted, viewer: Agent | None, stretch: Stretch) -> Page:
    """Of the contacts that `viewer` may see and that fit, in the order of `stretch`. Raises
    NoSuchPlace."""
    order = sorting.order(stretch.sort)
    if wanted.q or order.beside:
        search.freshen()
    # A plan for any value suits none: whether few or many have a status decides how to look.
    with counting.for_reading(plan_cache_mode="force_custom_plan", jit="off"):
        found = _Found(wanted, viewer)
        walk = Walk(order, _beside if order.beside else Contact.select, Contact.id)
        walked = walk.page(stretch, found.fits(), found.behind(stretch.offset))
        contacts = sets.in_order(Contact, walked.ids)
    total = found.total
    return Page(contacts, total.count, total.exact, walked.next, walked.previous)


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
        return Contact.select(Contact.id).where(EVERYTHING, *self._all())

    def _all(self) -> list[Any]:
        """Every condition, for who wants all that fit."""
        if self._led is not None:
            led = Contact.id == fn.ANY(peewee.SQL(sets.array("bigint"), (self._led[1],)))
            return [led, *(clue.holds for clue in self._clues), *self._own]
        sure = [Contact.id.in_(clue.ids) for clue in self._clues if clue.sure]
        return [*sure, *(clue.holds for clue in self._clues if not clue.sure), *self._own]


def _beside(*columns: Any) -> Any:
    return Contact.select(*columns).join(ContactSearch, on=(ContactSearch.contact == Contact.id))

"""The orders in which contacts are listed, each in parts (models/walking.py)."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import peewee
from peewee import fn

from models.catalogue import Catalogue
from models.contact.contact import Contact
from models.contact.finding.search import ContactSearch
from models.contact.state import State
from models.walking import Order, Part, lacking, plain, whole

NAME = fn.LEFT(fn.LOWER(Contact.name), peewee.SQL("64"))
"""As the index has it: names of strangers may be longer than an index takes."""


def order(sort: str) -> Order:
    """What a key of SORTS stands for, with a minus sign in front for descending."""
    return SORTS[sort.removeprefix("-")](sort.startswith("-"))


def _by_status(descending: bool) -> Order:
    """In the pipeline's order; who has stood there longest first."""
    statuses = Catalogue.current().statuses
    parts = [Part(id, Contact.status == id, Contact.status_since) for id in statuses]
    return Order(parts[::-1] if descending else parts, descending)


def _by_state(descending: bool) -> Order:
    parts = [Part(one.value, Contact.state == one, Contact.created_at) for one in sorted(State)]
    return Order(parts[::-1] if descending else parts, descending)


SORTS: dict[str, Callable[[bool], Order]] = {
    "name": partial(plain, NAME, reads=str),
    "created_at": partial(plain, Contact.created_at),
    "updated_at": partial(plain, ContactSearch.updated_at, beside=True),
    "last_heard_at": partial(lacking, ContactSearch.last_heard_at, beside=True),
    "last_contacted_at": partial(lacking, ContactSearch.last_contacted_at, beside=True),
    "closed_at": partial(lacking, Contact.closed_at),
    "closure_deadline": partial(
        lacking, ContactSearch.closure_deadline, reads=date.fromisoformat, beside=True
    ),
    "status": _by_status,
    "state": _by_state,
}


def columns(sort: str) -> list[Any]:
    """The same order for a query that is read from end to end. Without a value last."""
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    keys = [*WHOLE.get(name, lambda: [])(), Contact.id]
    return whole(keys, descending, name in MAY_LACK)


def _position() -> Any:
    """Of the contact's status in the pipeline."""
    places = {id: place for place, id in enumerate(Catalogue.current().statuses)}
    return peewee.Case(Contact.status, list(places.items()))


MAY_LACK = {"last_heard_at", "last_contacted_at", "closed_at", "closure_deadline"}
WHOLE: dict[str, Callable[[], list[Any]]] = {
    "name": lambda: [NAME],
    "created_at": lambda: [Contact.created_at],
    "updated_at": lambda: [Contact.updated_at],
    "last_heard_at": lambda: [Contact.last_heard_at],
    "last_contacted_at": lambda: [Contact.last_contacted_at],
    "closed_at": lambda: [Contact.closed_at],
    "closure_deadline": lambda: [Contact.closure_deadline],
    "status": lambda: [_position(), Contact.status_since],
    "state": lambda: [Contact.state, Contact.created_at],
}

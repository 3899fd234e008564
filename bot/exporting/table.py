"""The rows of an export, read in pieces while they are sent. Its columns are those that an import
knows, so that it reads them back unchanged, and some for people, which it passes over."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

from models import sets
from models.bulk.cells import joined
from models.bulk.columns import TRAIT, USHER_ID
from models.catalogue import Catalogue
from models.contact import Contact
from models.contact.card import Card, cards
from models.streaming import ids_of

PIECE = 1000
"""Contacts that are read at once."""

FIELDS: dict[str, Callable[[Card], Any]] = {
    USHER_ID: lambda card: card.contact.id,
    "name": lambda card: card.contact.name,
    # With its sign a spreadsheet takes it for text, and does not round it to 3.46E+10.
    "phone": lambda card: f"+{card.phone}" if card.phone else None,
    "external_id": lambda card: card.external_id,
    "email": lambda card: card.contact.email,
    "company": lambda card: card.company.name if card.company else None,
    "town": lambda card: card.contact.town,
    "postcode": lambda card: card.contact.postcode,
    "status": lambda card: card.status.name,
    "source": lambda card: card.source.name if card.source else None,
    "state": lambda card: card.contact.state,
    "owner": lambda card: card.owner.email if card.owner else None,
    "tags": lambda card: joined(tag.name for tag in card.tags),
    "closure_deadline": lambda card: card.contact.closure_deadline,
    "opted_out": lambda card: card.contact.opted_out_at is not None,
    "username": lambda card: card.contact.username,
    "bsuid": lambda card: card.bsuid,
    "closed_at": lambda card: card.contact.closed_at,
    "last_heard_at": lambda card: card.contact.last_heard_at,
    "last_contacted_at": lambda card: card.contact.last_contacted_at,
    "created_at": lambda card: card.contact.created_at,
    "updated_at": lambda card: card.contact.updated_at,
}


class UnknownColumn(ValueError):  # noqa: N818  (it is said to a person)
    """An export has no such column."""


class Table:
    """The contacts of a query, in its order."""

    def __init__(self, contacts: Any, wanted: Sequence[str] | None = None) -> None:
        """`wanted` are the columns; None means all, with every trait. Raises UnknownColumn."""
        self.header = list(wanted) if wanted else names()
        self._contacts = contacts
        self._readers = [_reader(name) for name in self.header]

    def rows(self) -> Iterator[list[Any]]:
        """Read while it is iterated. Who is erased meanwhile is left out."""
        with closing(ids_of(self._contacts, PIECE)) as pieces:
            for ids in pieces:
                for card in cards(sets.in_order(Contact, ids)):
                    yield [read(card) for read in self._readers]


def names() -> list[str]:
    """Of all its columns."""
    traits = sorted((str(one.name) for one in Catalogue.current().traits.values()), key=str.lower)
    return [*FIELDS, *(f"{TRAIT}{name}" for name in traits)]


def _reader(name: str) -> Callable[[Card], Any]:
    if name in FIELDS:
        return FIELDS[name]
    trait = Catalogue.current().trait(name.removeprefix(TRAIT)) if name.startswith(TRAIT) else None
    if trait is None:
        raise UnknownColumn(f"there is no column {name[:100]!r}: there are {', '.join(names())}")
    called = str(trait.name)
    return lambda card: card.traits.get(called)

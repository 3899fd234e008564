"""Conditions on contacts by which an index of another table leads to them: words, tags, and what is
kept beside them in contact_search. Traits are in trait_tests.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import peewee
from peewee import fn

from models.catalogue import Catalogue
from models.contact.contact import Contact, ContactTag, Identifier, IdentifierKind
from models.contact.finding import search, words
from models.contact.finding.search import ContactSearch
from models.contact.message import SPEECHLESS, Author, Message


@dataclass(frozen=True, slots=True)
class Clue:
    ids: Any
    """The query of the contacts' ids; of more than those, where it is not `sure`."""
    holds: Any
    """The same asked of one contact: true or false, never unknown."""
    sure: bool = True


def of_rows(model: Any, fits: Any) -> Clue:
    """Who has a row in `model` that `fits`."""
    of_one = model.select(peewee.SQL("true")).where(model.contact == Contact.id, fits).limit(1)
    return Clue(model.select(model.contact).where(fits), fn.COALESCE(of_one, False))


def mentioned(asked: str) -> Clue:
    """Whose words `asked` is about; without a word in it nobody's."""
    query = words.query(asked)
    if query is None:
        return of_rows(ContactSearch, NOTHING)
    fits = peewee.Expression(ContactSearch.document, "@@", peewee.Cast(query, "tsquery"))
    return of_rows(ContactSearch, fits)


def tagged(names: Sequence[str]) -> Clue:
    """Who has one of these tags, whatever their case."""
    known = [Catalogue.current().tag(name) for name in names]
    ids = [tag.id for tag in known if tag]
    return of_rows(ContactTag, ContactTag.tag.in_(ids) if ids else NOTHING)


def moved(name: str, within: Callable[[Any], Any]) -> Clue:
    """Whose moment `name` is `within`; it stands in contact_search as it was a moment ago."""
    kept, own = MOVING[name]
    return _noted(within(kept), fn.COALESCE(within(own), False))


def _noted(kept: Any, holds: Any) -> Clue:
    """Of contact_search, and of those whose row there may not be true any more."""
    ids = ContactSearch.select(ContactSearch.contact).where(kept)
    return Clue(ids.union_all(search.stale()), holds, sure=False)


NOTHING = peewee.SQL("false")
MOVING: dict[str, tuple[Any, Any]] = {
    "updated": (ContactSearch.updated_at, Contact.updated_at),
    "last_heard": (ContactSearch.last_heard_at, Contact.last_heard_at),
    "last_contacted": (ContactSearch.last_contacted_at, Contact.last_contacted_at),
    "deadline": (ContactSearch.closure_deadline, Contact.closure_deadline),
}
"""Moments that change often, or that sweeps look for by indexes of their own: no index of the
contacts themselves holds them."""
HAS_PHONE = fn.EXISTS(
    Identifier.select(peewee.SQL("1")).where(
        Identifier.contact == Contact.id,
        Identifier.active,
        Identifier.kind == IdentifierKind.PHONE,
    )
)
WITHOUT_PHONE = _noted(~ContactSearch.has_phone, ~HAS_PHONE)
LATE = (
    (Message.author == Author.AGENT)
    & Message.agent.is_null()
    & (Message.sent_at < Contact.last_heard_at)
)
"""IN_VAIN of message.py."""
LAST_WORD = (
    Message.select(Message.author == Author.CONTACT)
    .where(
        Message.contact == Contact.id,
        Message.author != Author.BOT,
        Message.type.not_in(SPEECHLESS),
        ~fn.COALESCE(LATE, False),
    )
    .order_by(Message.id.desc())
    .limit(1)
)
UNANSWERED = _noted(ContactSearch.unanswered, fn.COALESCE(LAST_WORD, False))
"""They wrote last: what the bot said since counts for nothing."""

"""Who is probably the same person as a contact: the same number in another spelling, the same
email, or what was flagged. A person decides."""

import re
from collections.abc import Iterator
from typing import Any

import peewee

from models.agents.agent import Agent
from models.agents.visibility import visible_to
from models.contact.contact import Contact, Identifier, IdentifierKind
from models.contact.identity.directory import same_person
from models.contact.identity.numbers import variants
from models.contact.merge.merged import MergedContact, heir_of

MOST = 50
NUMBER, KEY, EMAIL, FLAG = "phone", "external_id", "email", "flag"


def duplicates_of(contact: Contact, viewer: Agent | None) -> list[tuple[Contact, list[str]]]:
    """Up to MOST contacts that `viewer` may see, each with what it has in common."""
    reasons: dict[int, list[str]] = {}
    for reason, ids in _found(contact):
        for id in ids:
            reasons.setdefault(id, []).append(reason)
    reasons.pop(contact.id, None)
    chosen = Contact.select().where(Contact.id.in_(list(reasons)), visible_to(viewer))
    rows = chosen.order_by(Contact.id).limit(MOST)
    return [(row, reasons[row.id]) for row in rows]


def _found(contact: Contact) -> Iterator[tuple[str, list[int]]]:
    known: dict[IdentifierKind, set[str]] = {}
    # Retired ones too: a number that led to them once may lead to their other self now.
    for row in Identifier.select().where(Identifier.contact == contact):
        known.setdefault(row.kind, set()).add(row.value)
    phones = known.get(IdentifierKind.PHONE, set())
    yield NUMBER, _holders(IdentifierKind.PHONE, {one for p in phones for one in variants(p)})
    keys = known.get(IdentifierKind.EXTERNAL, set())
    yield KEY, _holders(IdentifierKind.EXTERNAL, keys)
    if contact.email:
        same = peewee.fn.LOWER(Contact.email) == contact.email.lower()
        yield EMAIL, _ids(Contact.select(Contact.id).where(same))
    yield FLAG, _flagged(contact)


def _holders(kind: IdentifierKind, values: set[str]) -> list[int]:
    rows = Identifier.select(Identifier.contact).where(
        Identifier.kind == kind, Identifier.value.in_(sorted(values)), Identifier.active
    )
    return _ids(rows) if values else []


def _flagged(contact: Contact) -> list[int]:
    """By a flag that may name what was merged into the contact since."""
    merged = MergedContact.select(MergedContact.id).where(MergedContact.contact == contact)
    flags = [same_person(id) for id in (contact.id, *_ids(merged))]
    found = _ids(Contact.select(Contact.id).where(Contact.flag.in_(flags)))
    named = FLAGGED.fullmatch(contact.flag or "")
    return found + ([heir_of(int(named[1])) or int(named[1])] if named else [])


FLAGGED = re.compile(re.escape(same_person(0)).replace("0", "([0-9]{1,18})"))


def _ids(query: Any) -> list[int]:
    return [id for (id,) in query.limit(MOST + 1).tuples()]

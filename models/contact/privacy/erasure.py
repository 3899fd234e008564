"""The record that somebody was erased: who did it, when and why, with nothing that says who it was
(X19). What is searched for is kept only until it is found everywhere."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import peewee

from models.agents.agent import Agent
from models.base import Model, TimeField, moment, partial_index
from models.contact.contact import Contact, Identifier, IdentifierKind
from models.contact.event import Event
from models.contact.identity.numbers import variants

NATIONAL = 9
"""So many last digits are a number without its country code."""


class Erasure(Model):
    id = peewee.BigAutoField()
    former_id = peewee.BigIntegerField()
    """The id that the contact had."""
    at = moment()
    agent = peewee.ForeignKeyField(Agent, on_delete="SET NULL", null=True, index=False)
    """Who did it; None: a program."""
    cause = peewee.TextField()
    reason = peewee.TextField(default="")
    marks = peewee.JSONField(default=list)
    """By which it can be told that somebody with a certain number was erased, by who has both the
    number and the installation's secret: one for each of their numbers and ids."""
    kept = peewee.JSONField()
    """What reports count: days, status, source …"""
    sought = peewee.JSONField(null=True)
    """What still has to be found, see `Sought`; None once it is done."""
    place = peewee.JSONField(default=dict)
    """How far the search has come, by table."""
    found = peewee.JSONField(default=dict)
    """How many rows it has found, by table."""
    done_at = TimeField(null=True)


partial_index(Erasure, "erasure_pending", "id", where=Erasure.done_at.is_null())


@dataclass
class Sought:
    """What speaks of a person in rows that are tied to no contact."""

    phones: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    """WhatsApp's, and those of other programs."""
    emails: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Looked for only in what somebody types: elsewhere others are called the same."""

    def words(self) -> list[str]:
        return [*self.phones, *self.ids, *self.emails]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def pattern(self, national: bool = False) -> re.Pattern[str]:
        """Finds one of them in a text, however a number is spelled; `national`: also without its
        country code. Never a part of something longer."""
        phones = set(self.phones)
        if national:
            phones |= {one[-NATIONAL:] for one in phones if len(one) > NATIONAL + 1}
        parts = [r"[\s().\-/]{0,2}".join(one) for one in sorted(phones)]
        parts += [re.escape(one) for one in (*self.ids, *self.emails)]
        if not parts:
            return NOTHING
        return re.compile(rf"(?<![\w.])\+?0{{0,2}}(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)

    def names_pattern(self) -> re.Pattern[str]:
        """Finds one of the names in JSON, as a whole."""
        parts = [re.escape(json.dumps(one, ensure_ascii=False)[1:-1]) for one in self.names]
        if not parts:
            return NOTHING
        return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


NOTHING = re.compile(r"(?!)")
"""Is found nowhere."""


def sought_of(contact_id: int) -> Sought:
    """All that leads or led to the contact, except what leads to somebody else by now."""
    found = Sought()
    for row in Identifier.select().where(Identifier.contact == contact_id):
        if not row.active and _is_somebody_elses(row):
            continue
        if row.kind is IdentifierKind.PHONE:
            found.phones += [one for one in variants(row.value) if one not in found.phones]
        else:
            found.ids.append(row.value)
    email = Contact.select(Contact.email).where(Contact.id == contact_id).scalar()
    found.emails = [email] if email else []
    return found


def names_of(contact: Contact) -> set[str]:
    """What they are and were called."""
    found = {contact.name, f"@{contact.username}" if contact.username else ""}
    for data in _data_of(contact.id, "contact.renamed", "contact.merged"):
        found |= {data.get(key) or "" for key in ("before", "after", "called")}
    return found - {""}


def _is_somebody_elses(row: Identifier) -> bool:
    held = Identifier.active & (Identifier.kind == row.kind) & (Identifier.value == row.value)
    return bool(Identifier.select().where(held, Identifier.contact != row.contact_id).exists())


def _data_of(contact_id: int, *names: str) -> Iterable[dict[str, Any]]:
    rows = Event.select(Event.data).where(Event.contact == contact_id, Event.name.in_(names))
    return [data for (data,) in rows.tuples()]

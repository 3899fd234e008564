"""Which contacts a list shows, and in which order. What is shown of each is in card.py."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import peewee

from models.agents.agent import Agent
from models.agents.visibility import visible_to
from models.catalogue import Catalogue
from models.contact.company import Company
from models.contact.contact import Contact, ContactTag, ContactTrait, Identifier
from models.contact.numbers import digits
from models.contact.state import State
from models.settings.source import Source
from models.settings.status import Status
from models.settings.tag import Tag
from models.settings.trait import Trait, TraitKind

NOBODY = "none"
"""As an owner: contacts that nobody takes care of."""
SORTS: dict[str, Any] = {
    "name": peewee.fn.LOWER(Contact.name),
    "created_at": Contact.created_at,
    "last_heard_at": Contact.last_heard_at,
    "status": Status.position,
    "state": Contact.state,
    "closure_deadline": Contact.closure_deadline,
    "closed_at": Contact.closed_at,
}
MAY_LACK = {"last_heard_at", "closure_deadline", "closed_at"}
FEWEST_DIGITS = 3
"""So many make a search look into phone numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for; None asks for nothing."""

    q: str | None = None
    """Part of a name, phone, email or tag."""
    status: Status | None = None
    source: Source | None = None
    state: State | None = None
    owner: Agent | str | None = None
    """NOBODY for contacts without one."""
    tag: str | None = None
    company: Company | None = None
    town: str | None = None
    """Whatever its case."""
    postcode: str | None = None
    """How it begins."""
    traits: list[tuple[Trait, Any]] = field(default_factory=list)
    """Each with its value as the trait keeps it."""
    created_from: date | datetime | None = None
    created_to: date | datetime | None = None
    """A day counts whole, in the organisation's time zone; a moment is the last one."""
    sort: str = "-created_at"
    """A key of SORTS, with a minus sign in front for descending."""


def listed(wanted: Wanted, viewer: Agent | None) -> Any:
    """The query of the contacts that `viewer` may see and that fit, in order."""
    query = Contact.select(Contact).where(visible_to(viewer))
    for condition in _conditions(wanted):
        query = query.where(condition)
    name, descending = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    if name == "status":
        query = query.join(Status)
    return query.order_by(_ordered(name, descending), _ordered("id", descending))


def _ordered(name: str, descending: bool) -> Any:
    """Without a value last. Where every row has one it is not said: then an index serves."""
    key = SORTS.get(name, Contact.id)
    nulls = "LAST" if name in MAY_LACK else None
    return key.desc(nulls=nulls) if descending else key.asc(nulls=nulls)


def _conditions(wanted: Wanted) -> list[Any]:
    asked = [(condition, getattr(wanted, field)) for field, condition in CONDITIONS.items()]
    return [
        *(_has_trait(trait, value) for trait, value in wanted.traits),
        *(condition(value) for condition, value in asked if value),
    ]


def _mentions(q: str) -> Any:
    tagged = _tagged(Tag.name.contains(q))
    return (
        Contact.name.contains(q)
        | Contact.email.contains(q)
        | Contact.username.contains(q.removeprefix("@"))
        | tagged
        | _known_as(q)
    )


def _known_as(q: str) -> Any:
    number = digits(q)
    spelled = not any(char.isalpha() for char in q) and len(number) >= FEWEST_DIGITS
    fits = Identifier.value.contains(number) if spelled else Identifier.value == q
    return Contact.id.in_(Identifier.select(Identifier.contact).where(Identifier.active, fits))


def _tagged(condition: Any) -> Any:
    return Contact.id.in_(ContactTag.select(ContactTag.contact).join(Tag).where(condition))


def _has_trait(trait: Trait, value: Any) -> Any:
    rows = ContactTrait.select(ContactTrait.contact).where(ContactTrait.trait == trait)
    if trait.kind in (TraitKind.TEXT, TraitKind.CHOICE):
        text = peewee.Expression(ContactTrait.value, "#>>", peewee.SQL("'{}'"))
        return Contact.id.in_(rows.where(peewee.fn.LOWER(text) == peewee.fn.LOWER(value)))
    return Contact.id.in_(rows.where(ContactTrait.value == value))


def _begins(column: Any, prefix: str) -> Any:
    """As a range by bytes: unlike a pattern it can be planned for any value."""
    at_least = peewee.Expression(column, "~>=~", prefix)
    return at_least & peewee.Expression(column, "~<~", prefix + LAST_CHARACTER)


LAST_CHARACTER = chr(0x10FFFF)


def _owned_by(owner: Agent | str) -> Any:
    return Contact.owner.is_null() if owner == NOBODY else Contact.owner == owner


def _start(moment: date | datetime) -> datetime:
    zone = ZoneInfo(Catalogue.current().organisation.timezone)
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return datetime.combine(moment, time(), zone)


def _until(moment: date | datetime) -> Any:
    if isinstance(moment, datetime):
        return Contact.created_at <= _start(moment)
    return Contact.created_at < _start(moment + timedelta(days=1))


CONDITIONS: dict[str, Callable[[Any], Any]] = {
    "q": _mentions,
    "status": lambda status: Contact.status == status,
    "source": lambda source: Contact.source == source,
    "state": lambda state: Contact.state == state,
    "owner": _owned_by,
    "tag": lambda tag: _tagged(peewee.fn.LOWER(Tag.name) == tag.strip().lower()),
    "company": lambda company: Contact.company == company,
    "town": lambda town: peewee.fn.LOWER(Contact.town) == peewee.fn.LOWER(town),
    "postcode": lambda start: _begins(peewee.fn.LOWER(Contact.postcode), start.lower()),
    "created_from": lambda moment: Contact.created_at >= _start(moment),
    "created_to": _until,
}
"""By the fields of `Wanted`."""

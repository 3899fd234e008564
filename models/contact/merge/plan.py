"""Two contacts that are one person: what the one contact is, which values contradict each other,
and which of them wins. Changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from models.catalogue import Catalogue
from models.contact.company import Company
from models.contact.contact import Contact
from models.contact.identity.directory import same_person
from models.contact.state import State


class Side(StrEnum):
    THIS = "this"
    """The contact that stays."""
    OTHER = "other"
    """The one that becomes a part of it."""
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two, with what is known of it."""

    contact: Contact
    traits: Mapping[str, Any]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both have a value, and not the same."""

    field: str
    this: Any
    other: Any
    kept: Side
    why: str
    choosable: bool = True


@dataclass
class Plan:
    values: dict[str, Any] = field(default_factory=dict)
    """The contact's own fields as they will be."""
    traits: dict[str, Any] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    conflicts: list[Conflict] = field(default_factory=list)


Choice = Mapping[str, Any]
"""Which side wins, by field (see FIELDS), and by name of each trait under ``traits``."""

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "email": ("email",),
    "company": ("company",),
    "town": ("town",),
    "postcode": ("postcode",),
    "status": ("status", "status_since", "closed_at", "closer"),
    "source": ("source",),
    "state": ("state",),
    "owner": ("owner", "reply_due_at", "reply_step"),
    "closure_deadline": ("closure_deadline", "deadline_step"),
}
"""What can be chosen, and what goes along with it."""
BESIDE = ("username", "origin", "former_owner")
"""What nobody needs to choose: the first value that there is."""
WEIGHT = (State.CLIENT, State.PARTNER, State.PROSPECT, State.OTHER)

CHOSEN = "as you chose"
THIS_WINS = "the contact that stays goes first"
CLIENT_WINS = "a client stays a client, a partner a partner"
TAGS_ADD_UP = "tags add up"
STOP_WINS = "who has opted out stays so; they can be opted in afterwards"
NEWER_RUN = "one workflow at a time: the one that began last goes on"


def plan(this: Half, other: Half, choice: Choice, catalogue: Catalogue) -> Plan:
    """What the one contact is."""
    found = Plan()
    for name in FIELDS:
        _decide_field(found, name, this, other, choice.get(name), catalogue)
    _pass_over_who_left(found, this.contact, other.contact, catalogue)
    for name in BESIDE:
        found.values[name] = _first(_value(this, name), _value(other, name))
    _decide_traits(found, this, other, choice.get("traits", {}))
    _decide_tags(found, this, other, choice.get("tags"))
    found.values["passed"] = _passed(this.contact, other.contact, found.values["status"])
    _decide_moments(found, this.contact, other.contact)
    _decide_consent(found, this.contact, other.contact)
    return found


def _pass_over_who_left(found: Plan, this: Contact, other: Contact, catalogue: Catalogue) -> None:
    """A closed contact may be of who has left; one that is open through this is not, unless they
    had an open one, for somebody wanted that."""
    owner = catalogue.agents.get(found.values["owner"] or 0)
    had_open = {one.owner_id for one in (this, other) if one.closed_at is None}
    if owner is None or owner.active or owner.id in had_open:
        return
    if found.values["closed_at"] is None:
        owners = [one.owner_id for one in (this, other) if one.owner_id is not None]
        there = (id for id in owners if catalogue.agents[id].active)
        found.values |= {"owner": next(there, None), "reply_due_at": None, "reply_step": 0}


def newest(this: datetime | None, other: datetime | None) -> datetime | None:
    return max((one for one in (this, other) if one), default=None)


def _decide_field(
    found: Plan, name: str, this: Half, other: Half, chosen: str | None, catalogue: Catalogue
) -> None:
    mine, theirs = _value(this, name), _value(other, name)
    both = _filled(mine) and _filled(theirs)
    # Where only one of them has a value there is nothing to choose.
    side, why = (Side(chosen), CHOSEN) if chosen and both else _default(name, mine, theirs)
    winner = this if side is Side.THIS else other
    for column in FIELDS[name]:
        found.values[column] = _value(winner, column)
    if both and mine != theirs:
        shown = SHOWN.get(name, _plainly)
        found.conflicts.append(
            Conflict(name, shown(mine, catalogue), shown(theirs, catalogue), side, why)
        )


def _default(name: str, mine: Any, theirs: Any) -> tuple[Side, str]:
    if name == "state":
        return (
            Side.THIS if WEIGHT.index(mine) <= WEIGHT.index(theirs) else Side.OTHER,
            CLIENT_WINS,
        )
    return Side.THIS if _filled(mine) or not _filled(theirs) else Side.OTHER, THIS_WINS


def _decide_traits(found: Plan, this: Half, other: Half, chosen: Mapping[str, str]) -> None:
    found.traits = {**other.traits, **this.traits}
    for name in sorted(this.traits.keys() & other.traits.keys()):
        mine, theirs = this.traits[name], other.traits[name]
        side = Side(chosen.get(name, Side.THIS))
        found.traits[name] = mine if side is Side.THIS else theirs
        if mine != theirs:
            why = CHOSEN if name in chosen else THIS_WINS
            found.conflicts.append(Conflict(f"traits.{name}", mine, theirs, side, why))


def _decide_tags(found: Plan, this: Half, other: Half, chosen: str | None) -> None:
    side = Side(chosen or Side.BOTH)
    found.tags = set(
        {Side.THIS: this.tags, Side.OTHER: other.tags, Side.BOTH: this.tags | other.tags}[side]
    )
    if this.tags and other.tags and this.tags != other.tags:
        why = CHOSEN if chosen else TAGS_ADD_UP
        conflict = Conflict("tags", sorted(this.tags), sorted(other.tags), side, why)
        found.conflicts.append(conflict)


def _decide_moments(found: Plan, this: Contact, other: Contact) -> None:
    heard_last = this
    if other.last_heard_at and (not this.last_heard_at or other.last_heard_at > this.last_heard_at):
        heard_last = other
    found.values |= {
        "created_at": min(this.created_at, other.created_at),
        "last_heard_at": heard_last.last_heard_at,
        "number": heard_last.number or this.number or other.number,
        "account": account_in(this, heard_last),
        "silenced_at": newest(this.silenced_at, other.silenced_at),
        "last_contacted_at": newest(this.last_contacted_at, other.last_contacted_at),
        "flag": _flag(this, other),
    }


def _passed(this: Contact, other: Contact, status: int) -> list[int] | None:
    """The one contact has reached what either has."""
    reached = [*(this.passed or ()), *(other.passed or ()), this.status_id, other.status_id]
    left = dict.fromkeys(one for one in reached[:-2])
    left |= dict.fromkeys(one for one in reached[-2:] if one != status)
    return list(left) or None


def account_in(this: Contact, half: Contact) -> int | None:
    """What the WhatsApp account that `half` wrote from last is called in the one contact."""
    return own_account_in(this, half) if half.account is None else half.account


def own_account_in(this: Contact, half: Contact) -> int | None:
    """The same of the account that `half` itself began with."""
    return None if half is this else half.id


def _decide_consent(found: Plan, this: Contact, other: Contact) -> None:
    stopped = [one.opted_out_at for one in (this, other) if one.opted_out_at]
    found.values["opted_out_at"] = min(stopped, default=None)
    if len(stopped) == 1:
        mine, theirs = this.opted_out, other.opted_out
        side = Side.THIS if mine else Side.OTHER
        found.conflicts.append(Conflict("opted_out", mine, theirs, side, STOP_WINS, False))


def _flag(this: Contact, other: Contact) -> str | None:
    """That they may be the same person has been answered."""
    answered = {same_person(this.id), same_person(other.id)}
    return next((one.flag for one in (this, other) if one.flag and one.flag not in answered), None)


def _value(half: Half, name: str) -> Any:
    """Of things that are referred to, the id."""
    return half.contact.__data__.get(name)


def _filled(value: Any) -> bool:
    return value not in (None, "")


def _first(*values: Any) -> Any:
    return next((one for one in values if _filled(one)), None)


def _plainly(value: Any, catalogue: Catalogue) -> Any:
    return value.isoformat() if isinstance(value, date) else value


SHOWN: dict[str, Callable[[Any, Catalogue], Any]] = {
    "company": lambda one, catalogue: Company.get_by_id(one).name,
    "status": lambda one, catalogue: catalogue.statuses[one].name,
    "source": lambda one, catalogue: catalogue.sources[one].name,
    "owner": lambda one, catalogue: catalogue.agents[one].name,
    "state": lambda one, catalogue: State(one).value,
}

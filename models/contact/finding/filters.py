"""What can be asked of contacts in a list, a selection or an export, as conditions for queries. In
which order they stand is in sorting.py; a page at a time is read by browsing.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import peewee
from peewee import fn

from models.agents.agent import Agent
from models.catalogue import Catalogue
from models.clock import begin_of, local_date
from models.contact.company import Company
from models.contact.contact import Contact
from models.contact.finding import clues
from models.contact.finding.clues import Clue
from models.contact.finding.trait_tests import TraitTest
from models.contact.state import State
from models.settings.source import Source
from models.settings.status import Status

NOBODY = "none"
"""As an owner: contacts that nobody takes care of."""
CREATED = "created"
LAST_CHARACTER = chr(0x10FFFF)

Moment = date | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for; what is empty or None asks for nothing. Of several values one must hold,
    of several fields all."""

    ids: Sequence[int] = ()
    q: str | None = None
    """Words, each the beginning of one that is known of them or was said."""
    status: Sequence[Status] = ()
    source: Sequence[Source] = ()
    state: Sequence[State] = ()
    owner: Sequence[Agent | str] = ()
    """NOBODY for contacts without one."""
    company: Sequence[Company] = ()
    tag: Sequence[str] = ()
    without: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """What must not hold, by the fields above."""
    town: str | None = None
    """Whatever its case."""
    postcode: str | None = None
    """How it begins."""
    traits: Sequence[TraitTest] = ()
    since: Mapping[str, Moment] = field(default_factory=dict)
    until: Mapping[str, Moment] = field(default_factory=dict)
    """Of `created`, and those of `clues.MOVING`. A day counts whole, where the organisation is."""
    closed: bool | None = None
    opted_out: bool | None = None
    has_phone: bool | None = None
    unanswered: bool | None = None
    sort: str = "-created_at"
    """A key of sorting.SORTS, with a minus sign in front for descending."""


def conditions(wanted: Wanted) -> list[Any]:
    """What is asked of a contact's own row, and what no index leads to."""
    found = [one(getattr(wanted, name)) for name, one in OWN.items() if getattr(wanted, name)]
    found += [_not(BY_VALUES[name](values)) for name, values in wanted.without.items() if values]
    if _bounded(wanted, CREATED):
        found.append(_within(wanted, CREATED, Contact.created_at))
    found += [~test.clue().holds for test in wanted.traits if test.negative]
    found += [one for (name, asked), one in TRUTHS.items() if getattr(wanted, name) is asked]
    return found


def leads(wanted: Wanted) -> list[Clue]:
    """What indexes of other tables lead to."""
    found = [test.clue() for test in wanted.traits if not test.negative]
    if wanted.q:
        found.append(clues.mentioned(wanted.q))
    if wanted.tag:
        found.append(clues.tagged(wanted.tag))
    if wanted.has_phone is False:
        found.append(clues.WITHOUT_PHONE)
    if wanted.unanswered:
        found.append(clues.UNANSWERED)
    for name in clues.MOVING:
        if _bounded(wanted, name):
            found.append(clues.moved(name, partial(_within, wanted, name)))
    return found


def in_town(town: str) -> Any:
    return fn.LOWER(Contact.town) == fn.LOWER(town)


def postcode_begins(start: str) -> Any:
    """As a range by bytes: unlike a pattern it can be planned for any value."""
    column, prefix = fn.LOWER(Contact.postcode), start.lower()
    at_least = peewee.Expression(column, "~>=~", prefix)
    return at_least & peewee.Expression(column, "~<~", prefix + LAST_CHARACTER)


def _owned_by(owners: Sequence[Agent | str]) -> Any:
    agents = [one for one in owners if one != NOBODY]
    if len(agents) == len(owners):
        return Contact.owner.in_(agents)
    return (
        Contact.owner.is_null() | Contact.owner.in_(agents) if agents else Contact.owner.is_null()
    )


def _not(condition: Any) -> Any:
    """What is not known is not so."""
    return ~fn.COALESCE(condition, False)


def _bounded(wanted: Wanted, name: str) -> bool:
    return name in wanted.since or name in wanted.until


def _within(wanted: Wanted, name: str, column: Any) -> Any:
    """Between `since` and `until`."""
    start, end = wanted.since.get(name), wanted.until.get(name)
    found = []
    if start is not None:
        found.append(column >= _exact(start, name))
    if isinstance(end, datetime):
        found.append(column <= _exact(end, name))
    elif end is not None:
        found.append(column < _exact(end + timedelta(days=1), name))
    return found[0] if len(found) == 1 else found[0] & found[1]


def _exact(moment: Moment, name: str) -> Moment:
    """A moment, or for deadlines the day, where the organisation is."""
    zone = Catalogue.current().organisation.timezone
    begin = begin_of(moment, zone)
    return local_date(begin, zone) if name == "deadline" else begin


BY_VALUES: dict[str, Callable[[Any], Any]] = {
    "status": Contact.status.in_,
    "source": Contact.source.in_,
    "state": Contact.state.in_,
    "owner": _owned_by,
    "company": Contact.company.in_,
    "tag": lambda names: clues.tagged(names).holds,
}
"""Fields of which one value of several must hold, or none."""
OWN: dict[str, Callable[[Any], Any]] = {
    **{name: one for name, one in BY_VALUES.items() if name != "tag"},
    "ids": Contact.id.in_,
    "town": in_town,
    "postcode": postcode_begins,
}
TRUTHS: dict[tuple[str, bool], Any] = {
    ("closed", True): Contact.closed_at.is_null(False),
    ("closed", False): Contact.closed_at.is_null(),
    ("opted_out", True): Contact.opted_out_at.is_null(False),
    ("opted_out", False): Contact.opted_out_at.is_null(),
    ("has_phone", True): clues.HAS_PHONE,
    ("unanswered", False): ~clues.UNANSWERED.holds,
}
"""To the opposite of the last two an index leads."""

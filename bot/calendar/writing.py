"""Interactions as an iCalendar file. What people wrote stays inside its property, whatever it
holds. The same interactions are the same bytes."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from icalendar import Calendar, Component, Event, vText

from models.agents.agent import Agent
from models.interactions.card import Card
from models.interactions.interaction import Standing
from models.interactions.wording import link_to, titled

PRODUCT = "-//Usher//Interactions//EN"
REFRESHED = timedelta(minutes=15)
MARKS = {Standing.OPEN: "", Standing.MISSED: "Missed: ", Standing.COMPLETED: "Done: "}
"""What stands before the title: calendars show little else of an event that is over."""
LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
SPECIAL = re.compile(r"[\\;,]")
WRITTEN = {"X-WR-CALNAME", "SUMMARY", "DESCRIPTION"}
"""What people wrote."""
PARAMETERS = {"REFRESH-INTERVAL": {"VALUE": "DURATION"}}
Properties = dict[str, Any]


class Words(vText):
    r"""What somebody wrote. The library takes the letters ``\N`` for a line break, as in
    ``C:\New``."""

    def to_ical(self) -> bytes:
        return SPECIAL.sub(r"\\\g<0>", self).replace("\n", r"\n").encode()


@dataclass(frozen=True, slots=True)
class File:
    """What stands in it, by property: of the whole, and of each event."""

    head: Properties
    events: list[Properties]

    @property
    def version(self) -> str:
        """Another one whenever anything of it is another: made in a tenth of the time of the
        file, for programs that have it already."""
        return hashlib.sha256(repr((self.head, self.events)).encode()).hexdigest()[:32]

    def written(self) -> bytes:
        whole = _filled(Calendar(), self.head)
        for one in self.events:
            whole.add_component(_filled(Event(), one))
        return whole.to_ical()


def file_of(agent: Agent, shown: Iterable[Card], moment: datetime, zone: str, site: str) -> File:
    """`site`: where our pages are."""
    head = {
        "VERSION": "2.0",
        "PRODID": PRODUCT,
        "X-WR-CALNAME": f"{agent.name}: interactions",
        "X-WR-TIMEZONE": zone,
        "REFRESH-INTERVAL": REFRESHED,
        "X-PUBLISHED-TTL": "PT15M",
    }
    return File(head, [_event(card, moment, site) for card in shown])


def words(text: str) -> Words:
    """Any line break is one, and what no calendar may hold is a space."""
    return Words(UNPRINTABLE.sub(" ", LINE_BREAK.sub("\n", text)))


def _filled(component: Component, properties: Properties) -> Component:
    for name, value in properties.items():
        written = name in WRITTEN
        component.add(
            name,
            words(value) if written else value,
            parameters=PARAMETERS.get(name, {}),
            encode=not written,
        )
    return component


def _event(card: Card, moment: datetime, site: str) -> Properties:
    one = card.interaction
    found = {
        "UID": f"interaction-{one.id}@{urlsplit(site).hostname}",
        "DTSTAMP": one.updated_at,
        "CREATED": one.created_at,
        "LAST-MODIFIED": one.updated_at,
        "SEQUENCE": _revision(one.created_at, one.updated_at),
        "DTSTART": one.starts_at.astimezone(UTC),
        "DTEND": one.ends_at.astimezone(UTC),
        "SUMMARY": _title(card, moment),
        "URL": site + link_to(one),
        "STATUS": "CONFIRMED",
        "CATEGORIES": [one.standing(moment).value.capitalize()],
    }
    about = _about(card)
    return found | ({"DESCRIPTION": about} if about else {})


def _revision(made: datetime, changed: datetime) -> int:
    """It grows with each change, so that a calendar takes over what was moved: no row counts its
    changes, so it is the seconds since it was made."""
    return max(0, int((changed - made).total_seconds()))


def _title(card: Card, moment: datetime) -> str:
    kind = card.type.name if card.type else None
    contact = card.contact.called() if card.contact else None
    return MARKS[card.interaction.standing(moment)] + titled(card.interaction, kind, contact)


def _about(card: Card) -> str:
    chosen = {
        "Purpose": card.purpose,
        "Outcome": card.outcome,
        "Next action": card.next_action,
    }
    facts = "\n".join(f"{label}: {one.name}" for label, one in chosen.items() if one)
    return "\n\n".join(text for text in (facts, card.interaction.note) if text.strip())

"""Interactions as an iCalendar file. What people wrote stays inside its property, whatever it
holds. The same interactions are the same bytes."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

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


class Words(vText):
    r"""What somebody wrote. The library takes the letters ``\N`` for a line break, as in
    ``C:\New``."""

    def to_ical(self) -> bytes:
        return SPECIAL.sub(r"\\\g<0>", self).replace("\n", r"\n").encode()


def icalendar_of(
    agent: Agent, shown: Iterable[Card], moment: datetime, zone: ZoneInfo, site: str
) -> bytes:
    """`site`: where our pages are."""
    whole = Calendar()
    whole.add("VERSION", "2.0")
    whole.add("PRODID", PRODUCT)
    whole.add("X-WR-CALNAME", words(f"{agent.name}: interactions"), encode=False)
    whole.add("X-WR-TIMEZONE", zone.key)
    whole.add("REFRESH-INTERVAL", REFRESHED, parameters={"VALUE": "DURATION"})
    whole.add("X-PUBLISHED-TTL", "PT15M")
    for card in shown:
        whole.add_component(_event(card, moment, site))
    return whole.to_ical()


def words(text: str) -> Words:
    """Any line break is one, and what no calendar may hold is a space."""
    return Words(UNPRINTABLE.sub(" ", LINE_BREAK.sub("\n", text)))


def _event(card: Card, moment: datetime, site: str) -> Event:
    one, event = card.interaction, Event()
    event.add("UID", f"interaction-{one.id}@{urlsplit(site).hostname}")
    event.add("DTSTAMP", one.updated_at)
    event.add("CREATED", one.created_at)
    event.add("LAST-MODIFIED", one.updated_at)
    event.add("SEQUENCE", _revision(one.created_at, one.updated_at))
    event.add("DTSTART", one.starts_at.astimezone(UTC))
    event.add("DTEND", one.ends_at.astimezone(UTC))
    event.add("SUMMARY", words(_title(card, moment)), encode=False)
    if about := _about(card):
        event.add("DESCRIPTION", words(about), encode=False)
    event.add("URL", site + link_to(one))
    event.add("STATUS", "CONFIRMED")
    event.add("CATEGORIES", [one.standing(moment).value.capitalize()])
    return event


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

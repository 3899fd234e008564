"""What people wrote stays inside its property, whatever it is: the file is read by the `icalendar`
library. Shows 4."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from bot.calendar.writing import File, file_of, words
from models.agents.agent import Agent
from models.contact import Contact
from models.interactions.card import Card
from models.interactions.interaction import LONGEST_NOTE, Interaction, InteractionKind
from models.settings.option import Option

BEGIN = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
NAMES = {
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"),
    *("SUMMARY", "DESCRIPTION", "URL", "STATUS", "CATEGORIES"),
}
HOSTILE = [
    "Bring samples\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Forged",
    "a, b; c: d \\ e \\n f \\N g C:\\New",
    'ATTENDEE;CN="x":mailto:eve@example.org\nRRULE:FREQ=SECONDLY',
    "👩‍👩‍👧‍👦 żółć 明日 \u202eevil" * 40,
    "\rX-EVIL:1\x0bX-EVIL:2\x85X-EVIL:3\u2028X-EVIL:4\x1b[31m",
    ";" * LONGEST_NOTE,
    "\\" * LONGEST_NOTE,
    " \t leading and trailing \t ",
]


def card(note: str = "", contact: str | None = "Dora Quist", **values: object) -> Card:
    kind = InteractionKind.STANDARD if contact is not None else InteractionKind.PERSONAL
    plain = {"id": 7, "note": note, "starts_at": BEGIN, "ends_at": BEGIN + timedelta(minutes=30)}
    times = {"created_at": BEGIN - timedelta(days=2), "updated_at": BEGIN - timedelta(days=1)}
    met = None if contact is None else Contact(id=3, name=contact)
    row = Interaction(kind=kind, contact=met, assignee=1, **plain | times | values)
    ann, call = Agent(id=1, name="Ann"), Option(id=1, name="Call")
    return Card(row, met, None, ann, ann, call if met else None, None, None, None)


def file(*cards: Card, moment: datetime = BEGIN, name: str = "Ann") -> File:
    return file_of(Agent(name=name), cards, moment, "Europe/Berlin", "https://usher.example")


def written(*cards: Card, moment: datetime = BEGIN) -> bytes:
    return file(*cards, moment=moment).written()


def read(text: bytes) -> Event:
    calendar = Calendar.from_ical(text)
    [event] = calendar.walk("VEVENT")
    assert calendar.errors == event.errors == []
    assert set(event) <= NAMES, "nothing but our own properties"
    return event


def test_an_event_says_what_the_interaction_says() -> None:
    event = read(written(card("Ask for her size")))
    assert (event.start, event.end) == (BEGIN, BEGIN + timedelta(minutes=30))
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("Call with Dora Quist", "Ask for her size")
    assert event["URL"] == "https://usher.example/interactions/7"
    assert (event["UID"], event["SEQUENCE"]) == ("interaction-7@usher.example", 86400)
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == BEGIN - timedelta(days=1)
    assert (event["STATUS"], event.categories) == ("CONFIRMED", ["Open"])


def test_the_file_says_whose_it_is_and_when_to_look_again() -> None:
    calendar = Calendar.from_ical(written())
    assert calendar["X-WR-CALNAME"] == "Ann: interactions"
    assert calendar.refresh_interval == timedelta(minutes=15)
    assert calendar["X-WR-TIMEZONE"] == "Europe/Berlin"


def test_what_is_over_is_marked() -> None:
    late = BEGIN + timedelta(hours=1)
    assert read(written(card(), moment=late))["SUMMARY"] == "Missed: Call with Dora Quist"
    done = card(outcome=1, completed_at=late)
    assert read(written(done, moment=late))["SUMMARY"] == "Done: Call with Dora Quist"


def test_times_are_utc_whatever_clock_the_database_has() -> None:
    here = BEGIN.astimezone(ZoneInfo("Asia/Kolkata"))
    assert b"\r\nDTSTART:20260601T090000Z\r\n" in written(card(starts_at=here))


def test_another_version_is_another_file_and_the_same_is_the_same() -> None:
    late = BEGIN + timedelta(hours=1)
    files = [
        *(file(card()), file(), file(card("a")), file(card(contact="Eva")), file(card(id=8))),
        *(file(card(), moment=late), file(card(), name="Bob"), file(card(starts_at=late))),
    ]
    assert len({one.version for one in files}) == len({one.written() for one in files}) == 8
    assert file(card()).version == file(card()).version
    assert written(card()) == written(card())


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_notes_and_names_stay_inside(text: str) -> None:
    event = read(written(card(text, contact=text)))
    assert event["DESCRIPTION"] == words(text)
    assert event["SUMMARY"] == words(f"Call with {text}"[:80])


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
def test_whatever_somebody_writes(text: str) -> None:
    made = written(card(text, contact=None))
    event = read(made)
    assert event.get("DESCRIPTION", "") == (words(text) if text.strip() else "")
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n|\r(?!\n)", made)

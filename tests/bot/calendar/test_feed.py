"""`/calendar/SECRET.ics`: what a calendar reads there, and who reads nothing. I8, X13; Shows 4."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient
from icalendar import Calendar
from peewee import OperationalError

from bot import logs, throttle
from bot.app import Usher
from bot.calendar import feed as views
from models.agents import calendar
from models.agents.agent import Agent, Role
from models.clock import now
from models.interactions.interaction import Interaction
from tests.factories import make_agent, make_contact, make_interaction, set_organisation

DAY = timedelta(days=1)
Read = Callable[..., Any]


@pytest.fixture
def ann(database: None) -> Agent:
    return make_agent()


@pytest.fixture
def address(ann: Agent) -> str:
    return f"/calendar/{calendar.begin(ann)}.ics"


@pytest.fixture(autouse=True)
def rested(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody was asked for before."""
    usher: Usher = app.extensions["usher"]
    monkeypatch.setattr(usher.throttle, "_paid", {})


def summaries(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return [str(one["SUMMARY"]) for one in Calendar.from_ical(answer.data).walk("VEVENT")]


def test_the_feed_shows_the_same_events(client: FlaskClient, ann: Agent, address: str) -> None:
    for n in range(5):
        make_interaction(make_contact(f"Guest, {n};"), ann, now() + n * DAY, note=f"Note\n{n}")
    make_interaction(None, ann, now() - DAY, note="Rest", outcome="Successful")
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer.headers["Cache-Control"]
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    shown = [
        (event["URL"].split("/")[-1], event.start, event.end, event["LAST-MODIFIED"].dt)
        for event in events
    ]
    assert shown == [
        (str(row.id), *(moment.replace(microsecond=0) for moment in times(row)))
        for row in Interaction.select().order_by(Interaction.starts_at)
    ]
    assert "Done: Rest" in summaries(client, address)
    assert str(events[2]["DESCRIPTION"]) == "Purpose: Follow-up\n\nNote\n1"


def times(row: Interaction) -> tuple[Any, ...]:
    return row.starts_at, row.ends_at, row.updated_at


def test_own_ones_of_the_last_months_and_the_next_year(
    client: FlaskClient, ann: Agent, address: str
) -> None:
    make_interaction(make_contact("Colleague's"), make_agent("Bob"), now() + DAY)
    for days in (-91, -89, 365, 367):
        make_interaction(make_contact(f"In {days}"), ann, now() + days * DAY)
    assert summaries(client, address) == ["Missed: Call with In -89", "Call with In 365"]


def test_a_contact_whom_one_does_not_see_is_not_named(client: FlaskClient) -> None:
    """A6."""
    sue = make_agent("Sue", role=Role.SUPPORT)
    make_interaction(make_contact("Secret"), sue, now() + DAY)
    assert summaries(client, f"/calendar/{calendar.begin(sue)}.ics") == ["Call"]


def test_nobody_is_named_by_their_number(client: FlaskClient, ann: Agent, address: str) -> None:
    dora = make_contact("", phone="34611222333")
    make_interaction(dora, ann, now() + DAY)
    assert summaries(client, address) == [f"Call with Contact {dora.id}"]
    assert "611222333" not in client.get(address).text


def test_what_did_not_change_is_not_sent_again(
    client: FlaskClient, ann: Agent, address: str
) -> None:
    one = make_interaction(make_contact(), ann, now() + DAY)
    known = {"If-None-Match": client.get(address).headers["ETag"]}
    again = client.get(address, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    Interaction.update(note="Moved").where(Interaction.id == one.id).execute()
    assert client.get(address, headers=known).status_code == 200


def test_a_moved_one_is_newer(client: FlaskClient, ann: Agent, address: str) -> None:
    one = make_interaction(make_contact(), ann, now() + DAY, created_at=now() - DAY)
    Interaction.update(starts_at=now() + DAY / 2, updated_at=now() + DAY / 4).execute()
    [event] = Calendar.from_ical(client.get(address).data).walk("VEVENT")
    assert event["SEQUENCE"] >= 86400
    assert event["UID"] == f"interaction-{one.id}@usher.test"


def test_only_the_last_address_opens_it(client: FlaskClient, ann: Agent, address: str) -> None:
    newer = f"/calendar/{calendar.begin(ann)}.ics"
    assert client.get(address).status_code == 404
    assert client.get(newer).status_code == 200
    calendar.end(ann)
    assert client.get(newer).status_code == 404


def test_of_who_has_left_there_is_none(client: FlaskClient, ann: Agent, address: str) -> None:
    Agent.update(active=False).where(Agent.id == ann.id).execute()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("guess", ["x", "x" * 5000, "%00", "%F0%9F", "null", ".."])
def test_guesses_open_nothing(client: FlaskClient, address: str, guess: str) -> None:
    assert client.get(f"/calendar/{guess}.ics").status_code == 404


def test_the_database_keeps_a_digest_only(ann: Agent, address: str) -> None:
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    kept = Agent.get_by_id(ann.id).calendar_hash
    assert len(secret) == 43
    assert len(kept) == 64
    assert secret not in kept


def test_who_asks_without_end_is_told_to_wait(client: FlaskClient, address: str) -> None:
    most = round(throttle.SAVED * views.PACE)
    answers = [client.get(address) for _ in range(most + 1)]
    assert [one.status_code for one in answers] == [200] * most + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 10


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure([], stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.mark.parametrize("error", [RuntimeError, OperationalError])
def test_no_log_tells_the_secret(
    client: FlaskClient,
    address: str,
    logged: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
) -> None:
    """Neither a fault of ours nor a database that went away."""

    def fail(*_: Any) -> None:
        raise error("broken")

    monkeypatch.setattr(views.feed, "of", fail)
    assert client.get(address).status_code >= 500
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert lines, "the failure is told"
    assert address[10:-4] not in logged.getvalue()


def test_its_name_and_zone_are_the_agents(client: FlaskClient, address: str) -> None:
    set_organisation(timezone="Europe/Madrid")
    told = Calendar.from_ical(client.get(address).data)
    assert (told["X-WR-CALNAME"], told["X-WR-TIMEZONE"]) == ("Ann: interactions", "Europe/Madrid")

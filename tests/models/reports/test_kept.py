"""What is kept so that reports need not read events and conversations: the statuses that a contact
has passed, who had it when it was closed, when a first word was said (A12, X16, C5)."""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module

import pytest
import time_machine

from models.agents.agent import Agent, Leave
from models.assignment import by_hand
from models.assignment.assignment import Assignment
from models.base import database
from models.contact import Contact
from models.settings import pipeline
from models.settings.status import Status
from tests.factories import find, heard, make_agent, make_contact, set_organisation
from tests.models.acting import changing

past = import_module("models.migrations.0010_reports")


@pytest.fixture(autouse=True)
def clock(database: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-02T10:00:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ann(clock) -> Agent:
    return make_agent("Ann")


@pytest.fixture
def dora(clock) -> Contact:
    return make_contact(**heard())


def move(contact: Contact, *statuses: str) -> Contact:
    for name in statuses:
        with changing(contact) as loaded:
            loaded.set_status(find(Status, name))
    return Contact.get_by_id(contact.id)


def give(contact: Contact, agent: Agent) -> None:
    with changing(contact) as loaded:
        by_hand.assign_by_hand(loaded.batch, loaded, agent)


def write(contact: Contact, agent: Agent | None) -> None:
    with changing(contact) as loaded:
        loaded.say({"type": "text", "text": "Hello!"}, agent)


def replies(contact: Contact) -> list[tuple[float | None, bool | None]]:
    """Minutes until the first reply, and whether it was in time, by assignment."""
    rows = Assignment.select().where(Assignment.contact == contact.id).order_by(Assignment.id)
    return [
        (one.replied_at and (one.replied_at - one.created_at) / timedelta(minutes=1), one.in_time)
        for one in rows
    ]


def names(ids: list[int] | None) -> list[str]:
    return [Status.get_by_id(id).name for id in ids or ()]


def test_a_contact_keeps_each_status_that_it_has_left_once(dora) -> None:
    assert dora.passed is None
    moved = move(dora, "Interested", "New Lead", "Interested", "Lost")
    assert names(moved.passed) == ["New Lead", "Interested"]
    assert moved.status.name == "Lost"


def test_who_had_it_when_it_was_closed_stays_when_others_take_over(dora, ann) -> None:
    give(dora, ann)
    assert move(dora, "Converted").closer == ann
    give(dora, make_agent("Bob"))
    assert Contact.get_by_id(dora.id).closer == ann


def test_reopening_forgets_who_closed_it(dora, ann) -> None:
    give(dora, ann)
    assert move(dora, "Lost", "Interested").closer is None


def test_what_is_closed_and_given_at_once_is_closed_by_who_gets_it(dora, ann) -> None:
    with changing(dora) as loaded:
        loaded.set_status(find(Status, "Lost"))
        by_hand.assign_by_hand(loaded.batch, loaded, ann)
    assert Contact.get_by_id(dora.id).closer == ann


def test_a_status_that_starts_to_close_closes_for_the_owners_of_its_contacts(dora, ann) -> None:
    give(dora, ann)
    move(dora, "Interested")
    pipeline.set_closure(find(Status, "Interested"), True)
    assert Contact.get_by_id(dora.id).closer == ann
    pipeline.set_closure(find(Status, "Interested"), False)
    assert Contact.get_by_id(dora.id).closer is None


def test_the_first_word_after_an_assignment_is_timed_and_no_other(clock, dora, ann) -> None:
    give(dora, ann)
    clock.shift(timedelta(minutes=12))
    write(dora, None)
    assert replies(dora) == [(None, None)]
    write(dora, ann)
    clock.shift(timedelta(minutes=5))
    write(dora, ann)
    assert replies(dora) == [(12, True)]


def test_each_owner_has_a_first_word_of_their_own(clock, dora, ann) -> None:
    bob = make_agent("Bob")
    give(dora, ann)
    give(dora, bob)
    clock.shift(timedelta(minutes=61))
    write(dora, bob)
    assert replies(dora) == [(None, None), (61, False)]


def test_nobodys_contact_waits_for_nobodys_reply(dora, ann) -> None:
    give(dora, ann)
    with changing(dora) as loaded:
        by_hand.release_by_hand(loaded.batch, loaded)
    write(dora, ann)
    assert replies(dora)[0] == (None, None)


@pytest.mark.parametrize(("minutes", "in_time"), [(30, True), (31, False)])
def test_in_time_is_what_the_setting_says(clock, dora, ann, minutes: int, in_time: bool) -> None:
    set_organisation(first_reply_minutes=30)
    give(dora, ann)
    clock.shift(timedelta(minutes=minutes))
    write(dora, ann)
    assert replies(dora) == [(minutes, in_time)]


def test_time_off_does_not_count_against_an_agent(clock, dora) -> None:
    """X1, X5: ten on a Monday is after hours for who works from noon, and is on leave that day."""
    eve = make_agent("Eve", hours={"mon": [["12:00", "18:00"]], "tue": [["12:00", "18:00"]]})
    Leave.create(agent=eve, first_day=date(2026, 3, 2), last_day=date(2026, 3, 2))
    give(dora, eve)
    clock.shift(timedelta(hours=27))
    write(dora, eve)
    assert replies(dora) == [(27 * 60, True)]


def test_an_upgraded_database_is_told_the_same_from_what_it_has(clock, dora, ann) -> None:
    """Its contacts have events, messages and assignments, but none of these columns yet."""
    give(dora, ann)
    clock.shift(timedelta(minutes=20))
    write(dora, ann)
    clock.shift(timedelta(minutes=20))
    give(dora, make_agent("Bob"))
    move(dora, "Interested", "Lost")
    kept = replies(dora), move(dora).closer_id, names(move(dora).passed)
    Contact.update(passed=None, closer=None).execute()
    Assignment.update(replied_at=None, in_time=None).execute()
    database.execute_sql(past.PAST)
    assert (replies(dora), move(dora).closer_id, names(move(dora).passed)) == kept
    assert kept[0] == [(20, True), (None, None)]

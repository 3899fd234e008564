"""Whoever has an interaction is reminded before it begins, once for each time of it (I1)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from models.agents.agent import Agent
from models.base import database
from models.batch import unit_of_work
from models.clock import now
from models.interactions import completing, planning
from models.interactions.interaction import Interaction
from models.notices.notification import Notification, NotificationKind
from models.queues.outbox import OutboxItem, OutboxKind
from models.reminders import beginning
from models.settings.option import OptionKind
from tests.factories import (
    make_agent,
    make_contact,
    make_interaction,
    make_option,
    set_organisation,
)
from tests.models.queries import counted
from tests.models.reminders.dates import local
from workers import reminders

BERLIN = "Europe/Berlin"
TEN = local("2026-06-01 10:00", BERLIN)


@pytest.fixture(autouse=True)
def clock(database: None) -> Iterator[time_machine.Traveller]:
    set_organisation(timezone=BERLIN)
    with time_machine.travel(TEN - timedelta(hours=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def told(clock: time_machine.Traveller) -> Callable[..., list[str]]:
    """Sweep at this local time, twice. Answers the subjects of all that was ever told."""

    def sweep(text: str, zone: str = BERLIN) -> list[str]:
        clock.move_to(local(text, zone))
        while reminders.beginnings():
            pass
        return [row.payload["subject"] for row in Notification.select().order_by(Notification.id)]

    return sweep


def test_its_assignee_is_told_once_in_time(told: Callable[..., list[str]]) -> None:
    make_interaction(make_contact("Dora Quist"), make_agent(), TEN, note="Ask\nfor her size")
    assert told("2026-06-01 09:44") == []
    assert told("2026-06-01 09:45") == ["Call with Dora Quist at 10:00"]
    assert told("2026-06-01 09:59") == ["Call with Dora Quist at 10:00"]
    [letter] = OutboxItem.select()
    assert letter.payload["to"] == "ann@example.org"
    assert letter.payload["link"] == f"/interactions/{Interaction.get().id}"
    assert letter.payload["facts"] == [
        ["When", "10:00 to 10:30"],
        ["Purpose", "Follow-up"],
        ["Note", "Ask for her size"],
    ]
    assert Notification.get().kind is NotificationKind.INTERACTION


def test_by_the_clock_of_who_is_told(told: Callable[..., list[str]]) -> None:
    set_organisation(interaction_reminder_minutes=60 * 24)
    make_interaction(make_contact(), make_agent(timezone="America/Lima"), TEN)
    assert told("2026-05-31 10:00") == ["Call with Dora on 1 June 2026 at 03:00"]


def test_whoever_has_left_and_when_it_is_switched_off_nobody_is_told(
    told: Callable[..., list[str]],
) -> None:
    make_interaction(make_contact(), make_agent("Gone", active=False), TEN)
    assert told("2026-06-01 09:50") == []
    assert beginning.oldest_overdue(now()) == timedelta()
    make_interaction(make_contact(), make_agent(), TEN)
    set_organisation(interaction_reminder_minutes=None)
    assert told("2026-06-01 09:50") == []
    assert beginning.oldest_overdue(now()) == timedelta()


def test_what_began_was_completed_or_deleted_is_not_told_of(
    told: Callable[..., list[str]],
) -> None:
    ann = make_agent()
    begun, done, gone = (make_interaction(make_contact(), ann, TEN) for _ in range(3))
    with unit_of_work("agent:1") as batch:
        outcome = make_option(OptionKind.OUTCOME, "Successful")
        completing.complete(batch, planning.hold(batch, done), outcome, {}, ann)
        planning.remove(batch, planning.hold(batch, gone), ann)
    assert told("2026-06-01 10:00") == []
    assert Interaction.get_by_id(begun.id).reminded_at is None


def test_what_was_done_between_the_look_and_the_lock_is_not_told_of() -> None:
    """Another scheduler was first, or somebody completed it."""
    with time_machine.travel(TEN - timedelta(minutes=5), tick=False):
        one, ann = make_interaction(make_contact(), make_agent(), TEN), Agent.get()
        due = beginning.due(now(), 10)
        assert due == [one.id]
        change(one, ann, starts_at=TEN + timedelta(hours=1))
        with unit_of_work("reminder") as batch:
            assert beginning.remind(batch, due) == 0
    assert Notification.select().count() == 0


def test_moved_to_another_time_it_is_told_of_anew(told: Callable[..., list[str]]) -> None:
    ann = make_agent()
    one = make_interaction(make_contact(), ann, TEN)
    assert told("2026-06-01 09:50") == ["Call with Dora at 10:00"]
    change(one, ann, starts_at=TEN + timedelta(hours=1))
    assert len(told("2026-06-01 10:44")) == 1
    assert told("2026-06-01 10:45")[1:] == ["Call with Dora at 11:00"]


def test_moved_away_and_back_it_is_not_told_of_twice(told: Callable[..., list[str]]) -> None:
    ann = make_agent()
    one = make_interaction(make_contact(), ann, TEN)
    told("2026-06-01 09:50")
    change(one, ann, starts_at=TEN + timedelta(hours=1))
    change(Interaction.get_by_id(one.id), ann, starts_at=TEN)
    assert len(told("2026-06-01 09:51")) == 1
    assert Interaction.get_by_id(one.id).reminded_at is not None


def test_who_takes_it_over_is_reminded_and_who_had_it_is_not(
    told: Callable[..., list[str]],
) -> None:
    ann, bob = make_agent(), make_agent("Bob")
    one = make_interaction(make_contact(), ann, TEN)
    change(one, ann, assignee=bob)
    assert told("2026-06-01 09:50") == [
        "Yours: Call with Dora at 10:00",
        "Call with Dora at 10:00",
    ]
    assert {row.agent_id for row in Notification.select()} == {bob.id}


def test_a_personal_one_is_told_to_nobody_else(told: Callable[..., list[str]]) -> None:
    ann = make_agent(whatsapp="447700900777")
    make_interaction(None, ann, TEN, note="\n  Ring the   tax office\nabout 2025")
    assert told("2026-06-01 09:50") == ["Ring the tax office at 10:00"]
    [letter] = OutboxItem.select()
    assert (letter.kind, letter.payload["to"]) == (OutboxKind.EMAIL, ann.email)


def test_on_whatsapp_too_and_in_quiet_hours_later(told: Callable[..., list[str]]) -> None:
    """X9."""
    set_organisation(quiet_from="20:00", quiet_to="09:55")
    make_interaction(make_contact(), make_agent(whatsapp="447700900777"), TEN)
    assert len(told("2026-06-01 09:50")) == 1
    kinds = {row.kind: row.due_at for row in OutboxItem.select()}
    quiet_ends = local("2026-06-01 09:55", BERLIN)
    assert kinds == dict.fromkeys((OutboxKind.EMAIL, OutboxKind.WHATSAPP), quiet_ends)


@pytest.mark.parametrize(
    ("begins", "before", "at", "said"),
    [
        # The hour after two o'clock comes twice; the moments say which.
        ("2026-10-25T00:30:00+00:00", "2026-10-25T00:14:00+00:00", "2026-10-25T00:15:00+00:00", 2),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T01:14:00+00:00", "2026-10-25T01:15:00+00:00", 2),
        # Between the reminder and the interaction an hour is skipped.
        ("2026-03-29T01:05:00+00:00", "2026-03-29T00:49:00+00:00", "2026-03-29T00:50:00+00:00", 3),
    ],
)
def test_through_every_change_of_the_clock(
    clock: time_machine.Traveller, begins: str, before: str, at: str, said: int
) -> None:
    starts_at = datetime.fromisoformat(begins)
    make_interaction(make_contact(), make_agent(), starts_at)
    clock.move_to(datetime.fromisoformat(before))
    assert reminders.beginnings() == 0
    clock.move_to(datetime.fromisoformat(at))
    assert reminders.beginnings() == 1
    assert f"at 0{said}:{starts_at.minute:02}" in Notification.get().payload["subject"]


def test_how_long_the_oldest_waits(clock: time_machine.Traveller) -> None:
    """X17: one that is planned at short notice is not late."""
    ann = make_agent()
    make_interaction(make_contact(), ann, TEN)
    clock.move_to(TEN - timedelta(minutes=10))
    assert beginning.oldest_overdue(now()) == timedelta(minutes=5)
    reminders.beginnings()
    make_interaction(make_contact(), ann, TEN)
    assert beginning.oldest_overdue(now()) == timedelta()


def test_they_are_found_by_the_index_of_what_waits(clock: time_machine.Traveller) -> None:
    sql, values = beginning._waiting(now(), timedelta(minutes=15)).sql()
    database.execute_sql("SET LOCAL enable_seqscan = off")
    plan = database.execute_sql(f"EXPLAIN {sql}", values).fetchall()
    assert "interaction_waiting" in str(plan)


def test_many_cost_the_same_queries(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    ann = make_agent()
    for size in (1, 2, 30):
        for _ in range(size):
            make_interaction(make_contact(), ann, now() + timedelta(minutes=10))
        with counted(monkeypatch) as asked:
            assert reminders.beginnings() == size
        counts.append(len(asked))
    assert counts[1] == counts[2]


def change(one: Interaction, by: Agent, **wish: Any) -> None:
    with unit_of_work("agent:1") as batch:
        planning.change(batch, planning.hold(batch, one), wish, by)

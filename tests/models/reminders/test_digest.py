"""The daily digest: one letter for each agent and day, when there is something (X9)."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from models.agents.agent import Agent, Role
from models.assignment.pool import PoolKind
from models.batch import unit_of_work
from models.clock import now
from models.notices.notification import Notification, NotificationKind
from models.queues.backlog import BacklogItem
from models.queues.outbox import OutboxItem, OutboxKind
from models.reminders import digest
from tests.factories import make_agent, make_contact, make_interaction, set_organisation
from tests.models.queries import counted
from tests.models.reminders.dates import local
from workers import reminders

DAY = date(2026, 6, 1)
OLD = {"created_at": local("2026-01-01 12:00", "UTC")}


@pytest.fixture(autouse=True)
def clock(database: None) -> Iterator[time_machine.Traveller]:
    set_organisation(digest_at="08:00", timezone="Europe/Berlin")
    with time_machine.travel(local("2026-06-01 07:59", "Europe/Berlin"), tick=False) as traveller:
        yield traveller


def letters(clock: time_machine.Traveller, text: str, zone: str = "Europe/Berlin") -> list[dict]:
    """Sweep at this local time, twice. Answers the digests that were ever sent."""
    clock.move_to(local(text, zone))
    while reminders.digests():
        pass
    rows = OutboxItem.select().where(OutboxItem.kind == OutboxKind.EMAIL).order_by(OutboxItem.id)
    return [row.payload for row in rows]


def test_what_waits_for_an_agent_is_told_once_a_day(clock) -> None:
    ann, bob = make_agent("Ann"), make_agent("Bob")
    make_contact("Due", owner=ann, closure_deadline=DAY, **OLD)
    for n in range(7):
        late = DAY - timedelta(days=9 - n)
        make_contact(f"Late{n}", owner=ann, closure_deadline=late, **OLD)
    make_contact("Slow", owner=ann, reply_due_at=now(), **OLD)
    make_contact("New", owner=ann)
    make_contact("Done", owner=ann, closure_deadline=DAY, closed_at=now(), status="Lost", **OLD)
    make_contact("Later", owner=bob, **OLD)
    assert letters(clock, "2026-06-01 07:59") == []
    [letter] = letters(clock, "2026-06-01 08:00")
    assert letter["to"] == "ann@example.org"
    assert letter["facts"] == [
        ["Overdue: 7", "Late0, Late1, Late2, Late3, Late4 and 2 more"],
        ["Due today: 1", "Due"],
        ["Waiting for a first reply: 1", "Slow"],
        ["New since yesterday: 1", "New"],
    ]
    assert len(letters(clock, "2026-06-01 23:59")) == 1
    assert len(letters(clock, "2026-06-02 07:59")) == 1
    assert len(letters(clock, "2026-06-02 09:00")) == 2


def test_interactions_of_today_and_those_that_were_missed_come_first(clock) -> None:
    """I5."""
    ann, day = make_agent("Ann"), local("2026-06-01 00:00", "Europe/Berlin")
    dora, hour = make_contact("Dora", owner=ann, **OLD), timedelta(hours=1)
    meet(ann, day + 10 * hour, dora)
    meet(ann, day + 9.5 * hour, note="\n Ring the tax office\nagain")
    meet(ann, day + 23.9 * hour, make_contact("", **OLD))
    meet(ann, day + 25 * hour, make_contact("Tomorrow", **OLD))
    meet(ann, day + 7 * hour, make_contact("Early", **OLD))
    meet(ann, day + 7.9 * hour, make_contact("At it", **OLD))
    meet(ann, day + 11 * hour, dora, outcome="Successful")
    meet(ann, day - 29 * 24 * hour, make_contact("Late", **OLD))
    meet(ann, day - 31 * 24 * hour, make_contact("Forgotten", **OLD))
    meet(make_agent("Bob", active=False), day + 12 * hour, dora)
    [letter] = letters(clock, "2026-06-01 08:00")
    nameless = "23:54 Contact"
    assert letter["facts"][0][0] == "Interactions today: 4"
    assert letter["facts"][0][1].startswith(
        f"07:54 At it, 09:30 Ring the tax office, 10:00 Dora, {nameless}"
    )
    assert letter["facts"][1] == ["Missed interactions: 2", "03 May Late, 01 Jun Early"]
    assert len(letter["facts"]) == 2


def test_today_is_the_agents_own_day(clock) -> None:
    lima = make_agent("Lia", timezone="America/Lima")
    meet(lima, local("2026-06-01 23:30", "America/Lima"), make_contact("Dora", **OLD))
    meet(lima, local("2026-06-02 00:30", "America/Lima"), make_contact("Eva", **OLD))
    [letter] = letters(clock, "2026-06-01 08:00", "America/Lima")
    assert letter["facts"] == [["Interactions today: 1", "23:30 Dora"]]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", "2026-03-29"),  # has 23 hours
        ("Europe/Berlin", "2026-10-25"),  # has 25
        ("Africa/Cairo", "2026-04-24"),  # begins at one o'clock
        ("America/Havana", "2026-11-01"),  # midnight comes twice
        ("Asia/Kathmandu", "2026-06-01"),
    ],
)
def test_interactions_of_every_hour_through_changes_of_the_clock(clock, zone, day) -> None:
    """I5, against the same counted in Python."""
    zoe, noon, half = make_agent(timezone=zone), local(f"{day} 12:00", zone), timedelta(minutes=30)
    times = [noon + n * half for n in range(-70, 70)]
    for at in times:
        meet(zoe, at)
    [letter] = letters(clock, f"{day} 08:10", zone)
    at_eight = [at for at in times if at + half > now()]
    today = [at for at in at_eight if str(at.astimezone(ZoneInfo(zone)).date()) == day]
    assert [title for title, _ in letter["facts"]] == [
        f"Interactions today: {len(today)}",
        f"Missed interactions: {len(times) - len(at_eight)}",
    ]
    assert letter["facts"][0][1].startswith("08:00 Note to myself, 08:30 ")


def test_a_contact_whom_the_agent_does_not_see_is_not_named(clock) -> None:
    """A6."""
    sue = make_agent("Sue", role=Role.SUPPORT)
    at = local("2026-06-01 10:00", "Europe/Berlin")
    meet(sue, at, make_contact("Open", **OLD))
    meet(sue, at + timedelta(hours=1), make_contact("Closed", status="Lost", **OLD))
    [letter] = letters(clock, "2026-06-01 08:00")
    assert letter["facts"] == [["Interactions today: 2", "10:00 Call, 11:00 Closed"]]


def meet(agent: Agent, at, contact=None, **values) -> None:
    make_interaction(contact, agent, at, **values)


def test_in_the_agents_own_time_zone(clock) -> None:
    ann = make_agent("Ann", timezone="America/Santiago")
    make_contact("New", owner=ann, closure_deadline=DAY)
    assert letters(clock, "2026-06-01 07:59", "America/Santiago") == []
    assert len(letters(clock, "2026-06-01 08:00", "America/Santiago")) == 1


def test_managers_hear_of_the_backlog(clock) -> None:
    make_agent("Ann")
    make_agent("Max", role=Role.SALES_MANAGER)
    BacklogItem.create(
        lane="contact:1",
        contact=make_contact(**OLD),
        pool_kind=PoolKind.FALLBACK,
        pool_of=0,
        trigger="fallback",
        facts={},
        cause="test",
    )
    [letter] = letters(clock, "2026-06-01 08:00")
    assert (letter["to"], letter["facts"]) == ("max@example.org", [["Nobody could take yet", "1"]])


def test_a_day_on_which_nothing_waits_is_remembered_and_not_sent(clock) -> None:
    make_agent("Ann")
    make_agent("Gone", active=False)
    assert letters(clock, "2026-06-01 08:00") == []
    [looked] = Notification.select()
    assert (looked.kind, looked.read_at) == (NotificationKind.DIGEST, now())


def test_without_an_hour_there_is_none(clock) -> None:
    set_organisation(digest_at=None)
    make_contact("New", owner=make_agent("Ann"))
    assert letters(clock, "2026-06-01 12:00") == []


def test_who_came_second_writes_nothing(clock) -> None:
    """Another scheduler has written between the look and the lock."""
    make_contact("New", owner=make_agent("Ann"))
    clock.move_to(local("2026-06-01 08:00", "Europe/Berlin"))
    due = digest.due(now(), 10)
    assert reminders.digests() == 1
    with unit_of_work("digest") as batch:
        digest.hold()
        assert digest.write(batch, due) == 0


def test_all_agents_cost_the_same_queries(clock, monkeypatch) -> None:
    counts = []
    for day, size in enumerate((1, 2, 40)):
        for n in range(size):
            make_contact("New", owner=make_agent(f"A{size}x{n}"), closure_deadline=DAY)
        clock.move_to(local(f"2026-06-0{day + 1} 08:00", "Europe/Berlin"))
        with counted(monkeypatch) as asked:
            assert reminders.digests() >= size
        counts.append(len(asked))
    assert counts[1] == counts[2]

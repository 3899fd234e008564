"""Reminders of closure deadlines: at nine, to the right person, once (A10, A11, X9; Shows 4)."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from models.agents.agent import Agent, Role
from models.assignment import by_hand
from models.base import database as db
from models.clock import now
from models.contact import Contact
from models.contact.event import Event
from models.notices.notification import NotificationKind
from models.queues.outbox import OutboxItem, OutboxKind
from models.reminders import ladder
from models.reminders.ladder import Step, To
from models.settings.status import Status
from tests.factories import find, make_agent, make_contact, make_message, set_organisation
from tests.models.acting import changing
from tests.models.queries import counted
from tests.models.reminders.dates import LADDER, local, told
from workers import reminders

ZONE = "America/Santiago"
DAY = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def clock(database: None) -> Iterator[time_machine.Traveller]:
    set_organisation(timezone=ZONE)
    with time_machine.travel(local("2026-01-15 08:59", ZONE), tick=False) as traveller:
        yield traveller


@pytest.fixture
def ann() -> Agent:
    return make_agent("Ann")


def at(clock: time_machine.Traveller, text: str) -> list[tuple[str, str]]:
    """Sweep at this local time, twice. Answers everything that was told so far."""
    clock.move_to(local(text, ZONE))
    while reminders.remind():
        pass
    assert reminders.remind() == 0
    return told()


def test_the_owner_is_reminded_at_nine_of_the_day_where_the_organisation_is(clock, ann) -> None:
    """A11: by email and in the pages, once."""
    dora = make_contact(owner=ann, closure_deadline=DAY)
    assert at(clock, "2026-01-15 08:59") == []
    assert at(clock, "2026-01-15 09:00") == [("Ann", "Dora is due today")]
    assert at(clock, "2026-01-25 09:00") == [("Ann", "Dora is due today")]
    [letter] = OutboxItem.select()
    assert (letter.kind, letter.payload["to"]) == (OutboxKind.EMAIL, "ann@example.org")
    assert letter.payload["link"] == f"/contacts/{dora.id}"
    assert "15 January 2026" in letter.payload["paragraphs"][1]
    [event] = Event.select().where(Event.contact == dora)
    assert (event.name, event.cause) == ("contact.reminded", "reminder")


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("Europe/Berlin", "2026-03-28", "2026-03-28T08:00+00:00"),
        ("Europe/Berlin", "2026-03-29", "2026-03-29T07:00+00:00"),
        ("Europe/Berlin", "2026-10-24", "2026-10-24T07:00+00:00"),
        ("Europe/Berlin", "2026-10-25", "2026-10-25T08:00+00:00"),
        ("America/Santiago", "2026-04-04", "2026-04-04T12:00+00:00"),
        ("America/Santiago", "2026-04-05", "2026-04-05T13:00+00:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06T12:00+00:00"),
        ("Asia/Kolkata", "2026-06-01", "2026-06-01T03:30+00:00"),
        ("Pacific/Kiritimati", "2026-06-01", "2026-05-31T19:00+00:00"),
    ],
)
def test_nine_is_nine_on_both_sides_of_a_change_of_the_clocks(
    clock, ann, zone: str, day: str, moment: str
) -> None:
    set_organisation(timezone=zone)
    make_contact(owner=ann, closure_deadline=date.fromisoformat(day))
    clock.move_to(f"{moment}")
    clock.shift(timedelta(seconds=-1))
    assert reminders.remind() == 0
    clock.shift(timedelta(seconds=1))
    assert reminders.remind() == 1


def test_on_whatsapp_too_when_the_agent_gave_a_number(clock) -> None:
    eve = make_agent("Eve", whatsapp="447700900777")
    make_contact(owner=eve, closure_deadline=DAY, traits={"budget": 1500})
    at(clock, "2026-01-15 09:00")
    notice = OutboxItem.get(OutboxItem.kind == OutboxKind.WHATSAPP)
    assert notice.recipient == "447700900777"
    assert notice.payload["parameters"][:2] == ["Eve", "Dora is due today"]
    assert "budget: 1500" in notice.payload["parameters"][2]


@pytest.mark.parametrize("managed", [True, False])
def test_what_nobody_owns_goes_to_the_managers_else_to_the_administrators(clock, managed) -> None:
    make_agent("Root", role=Role.ADMIN)
    make_agent("Gone", role=Role.SALES_MANAGER, active=False)
    if managed:
        make_agent("Max", role=Role.SALES_MANAGER)
    make_contact(closure_deadline=DAY)
    name = "Max" if managed else "Root"
    assert at(clock, "2026-01-15 09:00") == [(name, "Dora is due today")]


def test_an_owner_who_is_not_active_any_more_is_nobody(clock) -> None:
    make_agent("Max", role=Role.SALES_MANAGER)
    make_contact(owner=make_agent("Ann", active=False), closure_deadline=DAY)
    assert at(clock, "2026-01-15 09:00") == [("Max", "Dora is due today")]


def test_whoever_owns_the_contact_then_is_told(clock, ann) -> None:
    dora = make_contact(owner=ann, closure_deadline=DAY)
    bob = make_agent("Bob")
    with changing(dora) as contact:
        by_hand.assign_by_hand(contact.batch, contact, bob)
    assert at(clock, "2026-01-15 09:00")[-1] == ("Bob", "Dora is due today")
    with changing(dora) as contact:
        by_hand.assign_by_hand(contact.batch, contact, ann)
    kinds = NotificationKind.DEADLINE
    at(clock, "2026-01-16 09:00")
    assert told(kinds) == [("Bob", "Dora is due today")]


def test_closing_before_prevents_it(clock, ann) -> None:
    dora = make_contact(owner=ann, closure_deadline=DAY)
    with changing(dora) as contact:
        contact.set_status(find(Status, "Converted"))
    assert at(clock, "2026-02-15 09:00") == []


def test_moving_before_prevents_it_and_reminds_when_the_new_one_passes(clock, ann) -> None:
    """A10, A11."""
    dora = make_contact(owner=ann, closure_deadline=DAY)
    with changing(dora) as contact:
        contact.move_deadline(DAY + timedelta(days=5))
    assert at(clock, "2026-01-19 09:00") == []
    assert at(clock, "2026-01-20 09:00") == [("Ann", "Dora is due today")]


def test_a_passed_deadline_that_is_moved_reminds_again_but_not_of_the_old_one(clock, ann) -> None:
    dora = make_contact(owner=ann, closure_deadline=DAY)
    at(clock, "2026-01-15 09:00")
    for deadline in (date(2026, 1, 20), DAY):
        with changing(dora) as contact:
            contact.move_deadline(deadline)
        assert len(at(clock, "2026-01-16 09:00")) == 1
    with changing(dora) as contact:
        contact.move_deadline(date(2026, 1, 20))
    assert at(clock, "2026-01-20 09:00") == [("Ann", "Dora is due today")] * 2


def test_a_reopened_contact_has_its_new_deadline_reminded(clock, ann) -> None:
    dora = make_contact(owner=ann, closure_deadline=DAY)
    at(clock, "2026-01-15 09:00")
    with changing(dora) as contact:
        contact.set_status(find(Status, "Lost"))
    clock.move_to(local("2026-01-20 09:00", ZONE))
    with changing(dora) as contact:
        contact.set_status(find(Status, "Interested"))
    assert Contact.get_by_id(dora.id).closure_deadline == date(2026, 2, 3)
    assert at(clock, "2026-02-03 09:00") == [("Ann", "Dora is due today")] * 2


def test_the_ladder_is_climbed_step_by_step(clock, ann) -> None:
    """X9: before and at the day to the owner, after it to the manager."""
    make_agent("Max", role=Role.SALES_MANAGER)
    set_organisation(reminders=LADDER)
    make_contact(owner=ann, closure_deadline=date(2026, 1, 20))
    assert at(clock, "2026-01-18 08:59") == []
    before = ("Ann", "Dora is due in 2 days")
    assert at(clock, "2026-01-18 09:00") == [before]
    day = ("Ann", "Dora is due today")
    assert at(clock, "2026-01-20 09:00") == [before, day]
    after = ("Max", "Dora is 3 days overdue")
    assert at(clock, "2026-02-20 09:00")[:2] == [before, day]
    assert told(NotificationKind.ESCALATION) == [("Max", "Dora is 31 days overdue")]
    assert after not in told()


def test_of_several_overdue_steps_each_is_told_the_latest(clock, ann) -> None:
    """The workers were away for a week."""
    make_agent("Max", role=Role.SALES_MANAGER)
    set_organisation(reminders=LADDER)
    make_contact(owner=ann, closure_deadline=DAY)
    late = [("Ann", "Dora is 5 days overdue"), ("Max", "Dora is 5 days overdue")]
    assert at(clock, "2026-01-20 09:00") == late


def test_who_would_be_told_twice_at_once_is_told_once(clock) -> None:
    make_agent("Max", role=Role.SALES_MANAGER)
    set_organisation(reminders=LADDER)
    make_contact(closure_deadline=DAY)
    assert at(clock, "2026-01-20 09:00") == [("Max", "Dora is 5 days overdue")]


def test_another_ladder_makes_up_for_nothing_and_repeats_nothing(clock, ann) -> None:
    make_agent("Max", role=Role.SALES_MANAGER)
    make_contact("Old", owner=ann, closure_deadline=date(2025, 6, 1))
    make_contact("Now", owner=ann, closure_deadline=DAY)
    make_contact("Soon", owner=ann, closure_deadline=date(2026, 1, 17))
    at(clock, "2026-01-15 09:00")
    assert [subject.split()[0] for _, subject in told()] == ["Old", "Now"]
    steps = [Step(one["days"], To(one["to"])) for one in LADDER]
    ladder.change(steps, now())
    assert at(clock, "2026-01-15 12:00")[2:] == [("Ann", "Soon is due in 2 days")]
    assert at(clock, "2026-01-18 09:00")[3:] == [
        ("Ann", "Soon is 1 day overdue"),
        ("Max", "Now is 3 days overdue"),
    ]
    ladder.change([Step(0, To.OWNER)], now())
    assert len(at(clock, "2026-03-18 09:00")) == 5


def test_how_long_the_oldest_reminder_waits(clock, ann) -> None:
    assert ladder.oldest_overdue(now()) == timedelta()
    make_contact(owner=ann, closure_deadline=DAY)
    assert ladder.oldest_overdue(now()) == timedelta()
    clock.move_to(local("2026-01-16 10:00", ZONE))
    assert ladder.oldest_overdue(now()) == timedelta(days=1, hours=1)
    reminders.remind()
    assert ladder.oldest_overdue(now()) == timedelta()


def test_a_sweep_looks_only_at_what_is_due(ann) -> None:
    """Shows 4: however many contacts there are, the index leads to the due ones."""
    db.execute_sql(
        """
        INSERT INTO contact (name, status_id, status_since, state, owner_id, closure_deadline,
            deadline_step, reply_step, created_at, updated_at)
        SELECT 'N' || n, (SELECT default_status_id FROM organisation), now(), 'PROSPECT', %s,
            date '2030-01-01' + n %% 100, 0, 0, now(), now()
        FROM generate_series(1, 20000) AS n
        """,
        (ann.id,),
    )
    make_contact(owner=ann, closure_deadline=DAY)
    db.execute_sql("ANALYZE contact")
    sql, parameters = ladder.waiting(0, DAY).limit(200).sql()
    plan = "\n".join(row[0] for row in db.execute_sql(f"EXPLAIN ANALYZE {sql}", parameters))
    assert "Index Scan using contact_deadline" in plan or "contact_deadline" in plan.split("\n")[1]
    assert "Seq Scan" not in plan
    assert "Sort" not in plan
    assert "Rows Removed" not in plan


def test_a_batch_costs_the_same_statements_whatever_its_size(clock, ann, monkeypatch) -> None:
    counts = []
    clock.move_to(local("2026-01-15 09:00", ZONE))
    for size in (1, 2, 60):  # The first one reads the catalogue.
        for n in range(size):
            make_contact(f"N{n}", owner=ann, closure_deadline=DAY)
        with counted(monkeypatch) as asked:
            assert reminders.remind() == size
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_what_was_said_meanwhile_is_no_matter(clock, ann) -> None:
    """A contact who writes is reminded of all the same: only closing closes."""
    dora = make_contact(owner=ann, closure_deadline=DAY)
    make_message(dora, "Hello?")
    assert at(clock, "2026-01-15 09:00") == [("Ann", "Dora is due today")]

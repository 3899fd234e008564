"""Who is there and who has room when a pool gives turns (X1, X3), and what is told of it (R12)."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from models.agents.agent import Leave
from models.assignment import pool
from models.assignment.pool import PoolKey, PoolKind
from models.assignment.preview import preview
from models.assignment.rule import Trigger
from models.assignment.turns import LockedPool, Turn
from models.clock import now
from models.conditions.condition import Facts
from models.contact import Contact
from tests.factories import make_agent, make_contact, make_rule, make_team, set_organisation
from tests.models.queries import counted

pytestmark = pytest.mark.usefixtures("database")

MONDAY_NINE_IN_MADRID = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
OFFICE = {"mon": [["09:00", "17:00"]]}


def pool_of(*agents: object) -> PoolKey:
    return PoolKey(PoolKind.TEAM, make_team(members=list(agents)).id)


def locked(key: PoolKey) -> LockedPool:
    return pool.lock([key])[key]


def turn(key: PoolKey) -> Turn:
    """One turn, kept."""
    one = locked(key)
    given = one.give_turn("contact:1")
    pool.write([one])
    return given


@time_machine.travel(MONDAY_NINE_IN_MADRID, tick=False)
def test_hours_are_by_the_agents_clock_or_the_organisations() -> None:
    """X1: it is nine in Madrid, eight in London."""
    set_organisation(timezone="Europe/London")
    ann = make_agent("Ann", hours=OFFICE, timezone="Europe/Madrid")
    bob = make_agent("Bob", hours=OFFICE)
    given = turn(pool_of(ann, bob))
    assert given.agent == ann
    assert given.skipped == {bob.id: "outside working hours"}


@time_machine.travel(datetime(2026, 1, 5, 12, 0, tzinfo=UTC), tick=False)
def test_leave_is_by_the_agents_own_day() -> None:
    """X1: in Auckland it is Tuesday already."""
    ann = make_agent("Ann", timezone="Pacific/Auckland")
    bob = make_agent("Bob", timezone="Europe/Madrid")
    for agent in (ann, bob):
        Leave.create(agent=agent, first_day=date(2026, 1, 6), last_day=date(2026, 1, 9))
    given = turn(pool_of(ann, bob))
    assert (given.agent, given.skipped) == (bob, {ann.id: "on leave"})


def test_leave_that_is_over_or_to_come_is_none() -> None:
    ann = make_agent("Ann")
    Leave.create(agent=ann, first_day=date(2020, 1, 6), last_day=date(2020, 1, 9))
    Leave.create(agent=ann, first_day=date(2100, 1, 6), last_day=date(2100, 1, 9))
    assert turn(pool_of(ann)).agent == ann


def test_open_contacts_fill_an_agent_and_closed_ones_do_not() -> None:
    """X3."""
    ann = make_agent("Ann", capacity=3)
    key = pool_of(ann)
    for _ in range(2):
        make_contact(owner=ann)
    make_contact(owner=ann, closed_at=now())
    assert turn(key).agent == ann
    make_contact(owner=ann)
    given = turn(key)
    assert (given.agent, given.skipped) == (None, {ann.id: "full (3 of 3)"})


def test_a_capacity_of_nothing_and_more_than_the_capacity() -> None:
    """A person may give more than the rules do."""
    ann, bob = make_agent("Ann", capacity=0), make_agent("Bob", capacity=1)
    make_contact(owner=bob)
    make_contact(owner=bob)
    assert turn(pool_of(ann, bob)).skipped == {ann.id: "full (0 of 0)", bob.id: "full (2 of 1)"}


def test_turns_of_a_batch_count_in_all_its_pools() -> None:
    """X3: Ann sits in both."""
    ann, bob = make_agent("Ann", capacity=3), make_agent("Bob")
    one, other = pool_of(ann), PoolKey(PoolKind.TEAM, make_team("Other", [ann, bob]).id)
    pools = pool.lock([one, other])
    given = [pools[key].give_turn("contact:1").agent for key in (one, one, one, other, other)]
    assert given == [ann, ann, ann, bob, bob]
    assert pools[other].give_turn("contact:1").skipped == {ann.id: "full (3 of 3)"}
    assert pools[one].give_turn("contact:1").agent is None


def test_who_was_full_for_long_comes_back_level() -> None:
    """X3: no flood of the turns that were missed."""
    ann, bob = make_agent("Ann", capacity=1), make_agent("Bob")
    key = pool_of(ann, bob)
    assert {turn(key).agent for _ in range(2)} == {ann, bob}
    dora = make_contact(owner=ann)
    for _ in range(20):
        assert turn(key).agent == bob
    Contact.delete().where(Contact.id == dora.id).execute()
    one = locked(key)
    assert [one.give_turn("contact:1").agent for _ in range(6)].count(ann) == 1
    ann.capacity = None
    ann.save()
    assert [turn(key).agent for _ in range(6)].count(ann) == 3


def test_who_becomes_full_in_a_batch_is_level_when_there_is_room_again() -> None:
    ann, bob = make_agent("Ann", capacity=1), make_agent("Bob")
    key = pool_of(ann, bob)
    one = locked(key)
    for _ in range(21):
        one.give_turn("contact:1")
    pool.write([one])
    ann.capacity = None
    ann.save()
    one = locked(key)
    given = [one.give_turn("contact:1").agent for _ in range(10)]
    assert given.count(ann) == 5


def test_without_a_capacity_nothing_more_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    key = pool_of(make_agent("Ann", hours=OFFICE), make_agent("Bob", available=False, capacity=3))
    locked(key)  # makes the pool
    with counted(monkeypatch) as asked:
        locked(key)
    assert len(asked) == 2, asked


def test_a_preview_says_who_is_full() -> None:
    """X4."""
    ann, bob = make_agent("Ann", capacity=1), make_agent("Bob")
    make_contact(owner=ann)
    make_rule("All", [ann, bob])
    told = preview(Trigger.CONTACT_UPDATED, Facts(), None, "contact:1")
    assert told.next == bob
    assert {seat.agent.name: seat.why_not for seat in told.seats} == {
        "Ann": "full (1 of 1)",
        "Bob": None,
    }

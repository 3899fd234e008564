"""A year of deadlines against a plain model: none missed, none twice, each in its hour, whatever is
moved, closed, reopened or handed on, with two schedulers that are killed and restarted (Shows 4).
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import catalogue
from models.agents.agent import Agent, Role
from models.base import database as db
from models.batch import Batch, unit_of_work
from models.contact import Contact
from models.notices.notification import Notification
from models.settings.status import Status
from tests.factories import find, make_agent, make_contact, set_organisation
from tests.models.reminders.dates import LADDER, OWNER_ONLY
from workers import reminders

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = 365 * 24
Act = Callable[["World", int, random.Random], None]


class Killed(BaseException):
    """The process ended in the middle of a transaction."""


@dataclass
class Plain:
    """What the model knows of a contact."""

    deadline: date
    owner: Agent | None
    closed: bool = False


@dataclass
class World:
    zone: str
    ladder: list[dict]
    people: list[Agent]
    manager: Agent
    now: datetime = BEGIN
    plain: dict[int, Plain] = field(default_factory=dict)
    done: set[tuple[int, date, int]] = field(default_factory=set)
    expected: dict[str, datetime] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def expect(self) -> None:
        """What a sweep at this moment has to tell."""
        for id, one in self.plain.items():
            latest = {}
            for step in [] if one.closed else self.ladder:
                mark = (id, one.deadline, step["days"])
                day = one.deadline + timedelta(days=step["days"])
                nine = datetime.combine(day, time(9), ZoneInfo(self.zone)).astimezone(UTC)
                if nine <= self.now and mark not in self.done:
                    self.done.add(mark)
                    to = one.owner if step["to"] == "owner" and one.owner else self.manager
                    latest[to.id] = f"deadline:{id}:{one.deadline}:{step['days']}:{to.id}"
            self.expected |= dict.fromkeys(latest.values(), self.now)


def move(world: World, id: int, chance: random.Random) -> None:
    deadline = world.today + timedelta(days=chance.randint(-1, 25))
    with unit_of_work("test") as batch:
        batch.contact(id).move_deadline(deadline)
    world.plain[id].deadline = deadline


def hand_on(world: World, id: int, chance: random.Random) -> None:
    owner = chance.choice([*world.people, None])
    with unit_of_work("test") as batch:
        contact = batch.contact(id)
        contact.assign(owner) if owner else contact.release()
    world.plain[id].owner = owner


def close(world: World, id: int, chance: random.Random) -> None:
    with unit_of_work("test") as batch:
        batch.contact(id).set_status(find(Status, "Lost"))
    world.plain[id].closed = True


def reopen(world: World, id: int, chance: random.Random) -> None:
    one = world.plain[id]
    with unit_of_work("test") as batch:
        batch.contact(id).set_status(find(Status, "Interested"))
    if one.closed and one.deadline < world.today:
        one.deadline = world.today + timedelta(days=14)
    one.closed = False


def make(world: World, chance: random.Random) -> int:
    owner = chance.choice([*world.people, None])
    deadline = world.today + timedelta(days=chance.randint(0, 20))
    id = make_contact(owner=owner, closure_deadline=deadline, status="Interested").id
    world.plain[id] = Plain(deadline, owner)
    return id


def sweep(world: World, kill: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two schedulers look at the same moment, fresh from a restart; the first one may be killed
    with everything written but the commit."""
    catalogue._held = None
    with monkeypatch.context() as patch:
        if kill:
            patch.setattr(Batch, "complete", _killed)
        with suppress(Killed):
            _work_off()
    _work_off()


def _work_off() -> None:
    while reminders.deadlines():
        pass


WRITE = Batch.complete


def _killed(batch: Batch) -> None:
    WRITE(batch)
    raise Killed


def play(world: World, seed: int, hours: int, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    acts: list[Act] = [move, move, hand_on, close, reopen]
    ids = [make(world, chance) for _ in range(12)]
    with time_machine.travel(world.now, tick=False) as clock:
        for hour in range(0, hours, step):
            world.now = BEGIN + timedelta(hours=hour)
            clock.move_to(world.now)
            if chance.random() < 0.05 * step:
                chance.choice(acts)(world, chance.choice(ids), chance)
            world.expect()
            sweep(world, chance.random() < 0.3, monkeypatch)
    told = {row.key: row.created_at for row in Notification.select()}
    assert Notification.select().count() == len(told)
    assert told == world.expected
    undone = Contact.select().where(Contact.id.in_(ids), Contact.closed_at.is_null())
    assert undone.count() == sum(not one.closed for one in world.plain.values())


def world_of(zone: str, ladder: list[dict]) -> World:
    set_organisation(timezone=zone, reminders=ladder)
    people = [make_agent("Ann"), make_agent("Bob")]
    return World(zone, ladder, people, make_agent("Max", role=Role.SALES_MANAGER))


@pytest.mark.parametrize(
    ("zone", "ladder", "step"),
    [
        ("America/Santiago", LADDER, 1),
        ("Europe/Berlin", LADDER, 6),
        ("Asia/Kolkata", OWNER_ONLY, 6),
    ],
)
def test_none_is_missed_and_none_comes_twice_in_a_year(
    database: None, monkeypatch: pytest.MonkeyPatch, zone: str, ladder: list[dict], step: int
) -> None:
    """Shows 4."""
    world = world_of(zone, ladder)
    play(world, seed=7, hours=YEAR, step=step, monkeypatch=monkeypatch)
    assert len(world.expected) > 60


# Each example is taken back by itself.
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**9),
    zone=st.sampled_from(["America/Santiago", "Europe/Berlin", "Pacific/Apia", "Asia/Kathmandu"]),
    days=st.lists(st.integers(-5, 5).filter(bool), unique=True, max_size=3),
)
def test_whatever_happens_in_a_month(database: None, seed: int, zone: str, days: list[int]) -> None:
    """Any ladder, any zone, any acts."""
    steps = [{"days": n, "to": "manager" if n > 2 else "owner"} for n in days]
    with pytest.MonkeyPatch.context() as monkeypatch, db.atomic() as apart:
        world = world_of(zone, sorted([*steps, *OWNER_ONLY], key=lambda step: step["days"]))
        play(world, seed, hours=30 * 24, step=6, monkeypatch=monkeypatch)
        apart.rollback()

"""Managers who fill days at the same time, in processes of their own: nobody is planned twice, no
time of an agent is taken twice. I7."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from models import base
from models.agents.agent import Agent
from models.base import database, undisturbed
from models.batch import unit_of_work
from models.contact import Group
from models.contact.event import Event
from models.interactions import completing, generating, planning
from models.interactions.candidates import Sought
from models.interactions.generating import Order
from models.interactions.interaction import Interaction, InteractionKind
from models.interactions.slots import overlap
from models.refusal import Refusal
from models.settings.option import Option, OptionKind
from tests.concurrency.apart import apart, somebody_waits
from tests.concurrency.crew import FORKS
from tests.factories import make_agent, make_contact, make_interaction, make_option
from tests.factories import now as moment
from tests.processes import eventually

__all__ = ["apart"]

PROCESSES, ROUNDS, EACH, CONTACTS = 4, 12, 5, 200
DAY = date(2090, 5, 9)


@pytest.fixture
def shop(committed: str) -> str:
    """Fewer contacts than are asked for; Ann and Bob are planned for from two sides each."""
    with database.connection_context():
        for name in ("Ann", "Bob"):
            make_agent(name)
        for _ in range(CONTACTS):
            make_contact()
    return committed


def test_nobody_and_no_time_is_planned_twice(shop: str) -> None:
    _at_once(_generate, shop, [("Ann", "Bob")[n % 2] for n in range(PROCESSES)])
    with database.connection_context():
        planned = list(Interaction.select().order_by(Interaction.starts_at))
        events = Event.select().where(Event.name == "interaction.planned").count()
    assert len(planned) == CONTACTS == events, "whoever fits is planned, and told of once"
    assert max(Counter(one.contact_id for one in planned).values()) == 1
    for agent in {one.assignee_id for one in planned}:
        times = [(one.starts_at, one.ends_at) for one in planned if one.assignee_id == agent]
        assert not any(overlap(*pair) for pair in pairwise(times))


def test_of_many_who_complete_one_a_single_one_does(shop: str) -> None:
    with database.connection_context():
        ann = Agent.get(Agent.name == "Ann")
        waiting = [make_interaction(make_contact(), ann, moment()).id for _ in range(ROUNDS)]
        for n in range(PROCESSES):
            make_option(OptionKind.OUTCOME, f"Said by {n}")
    _at_once(_complete, shop, [f"Said by {n}" for n in range(PROCESSES)], waiting)
    with database.connection_context():
        told = Event.select().where(Event.name == "interaction.completed")
        outcomes = {row.data["interaction"]: row.data["outcome"] for row in told}
        assert told.count() == len(outcomes) == ROUNDS
        for one in Interaction.select():
            assert one.outcome.name == outcomes[one.id]


@pytest.mark.parametrize("deed", ["planned", "moved"])
def test_who_generates_waits_for_who_plans_by_hand(shop: str, apart: Any, deed: str) -> None:
    """And passes over the time that was taken."""
    nine = datetime.combine(DAY, time(9), UTC)
    with database.connection_context():
        ann = Agent.get(Agent.name == "Ann")
        other = make_interaction(make_contact(), ann, nine - timedelta(days=1), minutes=5)
        with unit_of_work("test") as batch:
            wish = {"starts_at": nine, "minutes": 5}
            if deed == "moved":
                planning.change(batch, planning.hold(batch, other), wish, None)
            else:
                plain = {"kind": InteractionKind.PERSONAL, "assignee": ann}
                planning.plan(batch, wish | plain, None)
            done = apart(lambda: _fill(ann, DAY))
            eventually(somebody_waits(shop))
        done.result(30)
        began = [one.starts_at for one in Interaction.select() if one.starts_at >= nine]
        assert sorted(began) == [nine + n * timedelta(minutes=5) for n in range(EACH + 1)]


def _at_once(work: Any, url: str, sides: list[str], *given: Any) -> None:
    line = FORKS.Barrier(len(sides))
    processes = [
        FORKS.Process(target=work, args=(url, side, line, *given), daemon=True) for side in sides
    ]
    for one in processes:
        one.start()
    for one in processes:
        one.join(timeout=120)
        assert one.exitcode == 0


def _generate(url: str, name: str, line: Any) -> None:
    base.connect(url)
    with database.connection_context():
        agent = Agent.get(Agent.name == name)
        for place in range(ROUNDS):
            line.wait(60)
            undisturbed(lambda place=place: _fill(agent, DAY + timedelta(days=place % 3)))


def _fill(agent: Agent, day: date) -> None:
    order = Order(
        sought=Sought(Group.PROSPECTS, agent),
        day=day,
        start=time(9),
        count=EACH,
        minutes=5,
        gap=0,
        type=Option.get(Option.name == "Call"),
    )
    with unit_of_work("test", size=EACH) as batch:
        generating.generate(batch, generating.find(batch, order, None), order, None)


def _complete(url: str, outcome: str, line: Any, waiting: list[int]) -> None:
    base.connect(url)
    with database.connection_context():
        said = Option.get(Option.name == outcome)
        for id in waiting:
            line.wait(60)
            _say(id, said)


def _say(id: int, outcome: Option) -> None:
    with suppress(Refusal), unit_of_work("test") as batch:
        held = planning.hold(batch, Interaction.get_by_id(id))
        completing.complete(batch, held, outcome, {}, None)

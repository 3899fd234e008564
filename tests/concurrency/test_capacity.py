"""Capacity and weights with many real worker processes, and the backlog behind them (X2, X3)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models import base
from models.agents.agent import Agent
from models.assignment.assignment import Assignment, Outcome
from models.assignment.rule import Rule, Ruleset
from models.base import database
from models.batch import unit_of_work
from models.contact import Contact
from models.queues.backlog import BacklogItem
from models.queues.inbox import InboxItem
from models.queues.item import WorkState
from models.settings.status import Status
from tests.concurrency.crew import FORKS, crew
from tests.conftest import make_config
from tests.processes import eventually
from workers import backlog, context

PROCESSES = 16


def make_rules(*pools: list[Agent]) -> None:
    """One rule for each pool, for the people whose names say so."""
    for number, agents in enumerate(pools):
        rule = Rule.create(
            name=f"Rule {number}",
            trigger="whatsapp_contact_created",
            position=number,
            conditions=[{"field": "name", "op": "contains", "value": f"P{number}"}],
        )
        rule.set_agents(agents)
    Ruleset.publish()


def make_agents(count: int, **values: Any) -> list[Agent]:
    return [Agent.create(name=f"A{n}", email=f"a{n}@example.com", **values) for n in range(count)]


def write_all(people: list[payloads.Person]) -> None:
    def post(person: payloads.Person) -> None:
        with database.connection_context():
            InboxItem.receive(split(payloads.delivery(person, items.text("Hi"))))

    with ThreadPoolExecutor(6) as posters:
        list(posters.map(post, people))


def people(count: int, pools: int = 1) -> list[payloads.Person]:
    found = [
        payloads.Person(bsuid=f"GB.{n:010}", name=f"P{n % pools} {n}", phone=f"4477{n:08}")
        for n in range(count)
    ]
    Random(1).shuffle(found)
    return found


def owned() -> Counter[int]:
    chosen = Contact.select(Contact.owner).where(Contact.owner.is_null(False))
    return Counter(owner for (owner,) in chosen.tuples())


def waiting() -> list[int]:
    chosen = BacklogItem.select(BacklogItem.contact).where(BacklogItem.state == WorkState.PENDING)
    return [contact for (contact,) in chosen.order_by(BacklogItem.id).tuples()]


def test_three_each_over_four_agents_and_the_rest_waits(committed: str, tmp_path: Path) -> None:
    """Shows 2: two pools that share two of their three agents; nobody ever has a fourth."""
    with database.connection_context():
        a, b, c, d = make_agents(4, capacity=3)
        make_rules([a, b, c], [b, c, d])
    crowd = people(200, pools=2)
    with crew(committed, tmp_path, PROCESSES):
        write_all(crowd)
    with database.connection_context():
        assert InboxItem.select().where(InboxItem.state != "done").count() == 0
        assert sorted(owned().values()) == [3, 3, 3, 3]
        assert len(waiting()) == 188
        assert Assignment.select().where(Assignment.outcome == Outcome.ASSIGNED).count() == 12
        _assert_a_free_slot_is_filled(committed, tmp_path)


def _assert_a_free_slot_is_filled(url: str, data: Path) -> None:
    """By the oldest who waits for it, while two drains run beside; nobody is above three."""
    with _drains(url, data, 2):
        for _ in range(3):
            _assert_one_is_filled()
    assert sorted(Counter(one.owner_id for one in _open()).values()) == [3, 3, 3, 3]


def _assert_one_is_filled() -> None:
    before = waiting()
    leaving = _open()[0]
    eligible = _waiting_for(leaving.owner_id)
    with unit_of_work("test") as batch:
        batch.load([leaving.id])[0].set_status(Status.get(Status.closure))
    eventually(lambda: waiting() != before, within=5)
    assert set(before) - set(waiting()) == {eligible[0]}
    assert Contact.get_by_id(eligible[0]).owner_id == leaving.owner_id


def _open() -> list[Contact]:
    """The owned contacts that are not closed."""
    chosen = Contact.select().where(Contact.owner.is_null(False), Contact.closed_at.is_null())
    return list(chosen.order_by(Contact.id))


def _waiting_for(agent_id: int) -> list[int]:
    """Who waits for a pool that the agent sits in, oldest first."""
    rows = database.execute_sql(
        "SELECT b.contact_id FROM backlog_item b JOIN rule_agent r ON r.rule_id = b.pool_of "
        "WHERE b.state = 'pending' AND r.agent_id = %s ORDER BY b.id",
        (agent_id,),
    )
    return [contact for (contact,) in rows.fetchall()]


class _drains:
    """Processes that drain the backlog as their workers do when rung, over and over."""

    def __init__(self, url: str, data: Path, size: int) -> None:
        self._end = FORKS.Event()
        self._ready = FORKS.Semaphore(0)
        self._size = size
        self._processes = [
            FORKS.Process(target=_drain, args=(url, data, self._ready, self._end), daemon=True)
            for _ in range(size)
        ]

    def __enter__(self) -> None:
        for process in self._processes:
            process.start()
        for _ in range(self._size):
            assert self._ready.acquire(timeout=60)

    def __exit__(self, *error: object) -> None:
        self._end.set()
        for process in self._processes:
            process.join(timeout=30)
            assert process.exitcode == 0


def _drain(url: str, data: Path, ready: Any, end: Any) -> None:
    _settle_in(url, data)
    ready.release()
    while not end.wait(0.05):
        backlog.drain()


def test_the_weights_hold_in_parallel(committed: str, tmp_path: Path) -> None:
    """Shows 2, X3: three to two to one, exact to a cycle."""
    with database.connection_context():
        agents = make_agents(3)
        for agent, weight in zip(agents, (3, 2, 1), strict=True):
            Agent.update(weight=weight).where(Agent.id == agent.id).execute()
        make_rules(agents)
    with crew(committed, tmp_path, 6):
        write_all(people(1200))
    with database.connection_context():
        counts = owned()
    shares = [counts[agent.id] for agent in agents]
    assert sum(shares) == 1200
    for share, weight in zip(shares, (3, 2, 1), strict=True):
        assert abs(share - 200 * weight) <= weight


def _settle_in(url: str, data: Path) -> None:
    base.connect(url)
    context._contexts[:] = [context._Context(make_config(data), None)]

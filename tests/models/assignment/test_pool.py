"""Whose turn it is: even shares at every moment, whoever joins, leaves or comes back (R5, R8)."""

import itertools
from collections import Counter

import pytest

from models.agents.agent import Agent
from models.agents.team import Team
from models.assignment import pool
from models.assignment.pool import FALLBACK, PoolKey, PoolKind
from models.assignment.turns import LockedPool
from models.base import database as db

_agents = itertools.count()
pytestmark = pytest.mark.usefixtures("database")


def make_agents(count: int, **values: object) -> list[Agent]:
    return [
        Agent.create(name="Agent", email=f"agent{next(_agents)}@example.com", **values)
        for _ in range(count)
    ]


def make_team(agents: list[Agent]) -> PoolKey:
    team = Team.create(name="Sales")
    team.set_members(agents)
    return PoolKey(PoolKind.TEAM, team.id)


def give(key: PoolKey, count: int, batch: int = 1) -> Counter[int]:
    """Give `count` turns, `batch` in each transaction."""
    given: Counter[int] = Counter()
    for start in range(0, count, batch):
        with db.atomic():
            locked = pool.lock([key])[key]
            for n in range(start, min(start + batch, count)):
                agent = locked.give_turn(f"contact:{n}").agent
                assert agent is not None
                given[agent.id] += 1
                assert _spread(given, locked) <= 1
            pool.write([locked])
    return given


def _spread(given: Counter[int], locked: LockedPool) -> int:
    turns = [seat.turns for seat in locked.seats if seat.here]
    return max(turns) - min(turns)


@pytest.mark.parametrize("agents", [1, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("batch", [1, 7, 100])
def test_equals_get_equal_shares(agents: int, batch: int) -> None:
    """R5: whatever the number of agents and however many are given at once."""
    given = give(make_team(make_agents(agents)), 60, batch)
    assert len(given) == agents
    assert max(given.values()) - min(given.values()) <= 1


def test_thirty_over_three_are_ten_each() -> None:
    """R5: the seed's own numbers."""
    assert sorted(give(make_team(make_agents(3)), 30).values()) == [10, 10, 10]


def test_the_first_turn_does_not_go_by_seniority() -> None:
    """Many pools with one contact each: not always the agent with the lowest id."""
    agents = make_agents(3)
    first = set()
    for n in range(30):
        team = Team.create(name=f"Team {n}")
        team.set_members(agents)
        key = PoolKey(PoolKind.TEAM, team.id)
        agent = pool.lock([key])[key].give_turn(f"contact:{n}").agent
        assert agent is not None
        first.add(agent.id)
    assert first == {agent.id for agent in agents}


def test_who_is_away_is_passed_over_and_comes_back_level() -> None:
    """X1: no flood for a returner."""
    agents = make_agents(3)
    key = make_team(agents)
    away = agents[0]
    give(key, 9)
    _set(away, available=False)
    assert away.id not in give(key, 40)
    _set(away, available=True)
    assert give(key, 30)[away.id] in {10, 11}


def test_a_joiner_starts_level() -> None:
    agents = make_agents(2)
    key = make_team(agents)
    give(key, 100)
    [joiner] = make_agents(1, whatsapp="4479")
    Team.get().set_members([*agents, joiner])
    assert give(key, 30)[joiner.id] in {10, 11}


def test_who_left_the_team_and_joins_again_starts_level() -> None:
    agents = make_agents(3)
    key = make_team(agents)
    give(key, 9)
    Team.get().set_members(agents[:2])
    give(key, 60)
    Team.get().set_members(agents)
    assert give(key, 30)[agents[2].id] in {10, 11}


def test_removing_somebody_keeps_the_others_shares() -> None:
    agents = make_agents(3)
    key = make_team(agents)
    give(key, 10)
    Team.get().set_members(agents[:2])
    counts = give(key, 20)
    assert sorted(counts.values()) in ([10, 10], [9, 11])


def test_nobody_there_gives_nobody_and_says_why() -> None:
    """The trace names each who was passed over (R12)."""
    away, gone = make_agents(2)
    key = make_team([away, gone])
    _set(away, available=False)
    _set(gone, active=False)
    turn = pool.lock([key])[key].give_turn("contact:1")
    assert turn.agent is None
    assert turn.skipped == {away.id: "away", gone.id: "not active"}


def test_the_fallback_pool_holds_the_sales_agents_only() -> None:
    """R8: all of them, and nobody else."""
    [ann] = make_agents(1)
    make_agents(1, role="support")
    turn = pool.lock([FALLBACK])[FALLBACK].give_turn("contact:1")
    assert turn.agent == ann
    assert turn.counts == {ann.id: 0}


def _set(agent: Agent, **values: object) -> None:
    Agent.update(**values).where(Agent.id == agent.id).execute()

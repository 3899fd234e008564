"""Weights: shares of three to two to one, exact to a cycle at every moment (X3)."""

from collections import Counter

import pytest

from models.agents.agent import Agent
from models.agents.team import Team, TeamMember
from models.assignment import pool
from models.assignment.pool import PoolKey, PoolKind
from models.base import database as db
from tests.factories import make_agent, make_team

pytestmark = pytest.mark.usefixtures("database")


def give(key: PoolKey, count: int, batch: int = 50) -> list[int]:
    """To whom `count` turns went, `batch` in each transaction."""
    given: list[int] = []
    while len(given) < count:
        with db.atomic():
            locked = pool.lock([key])[key]
            for _ in range(min(batch, count - len(given))):
                agent = locked.give_turn(f"contact:{len(given)}").agent
                assert agent is not None
                given.append(agent.id)
            pool.write([locked])
    return given


def assert_shares(given: list[int], weights: dict[int, int]) -> None:
    """At no moment is anybody a cycle away from their share."""
    counts: Counter[int] = Counter()
    total = sum(weights.values())
    for turn, agent_id in enumerate(given, 1):
        counts[agent_id] += 1
        for id, weight in weights.items():
            assert abs(counts[id] - turn * weight / total) <= weight, (turn, counts)


@pytest.fixture
def three() -> tuple[PoolKey, dict[int, int]]:
    agents = [make_agent(name, weight=weight) for name, weight in (("A", 3), ("B", 2), ("C", 1))]
    key = PoolKey(PoolKind.TEAM, make_team(members=agents).id)
    return key, {agent.id: agent.weight for agent in agents}


def test_six_thousand_by_three_two_and_one(three) -> None:
    key, weights = three
    given = give(key, 6000)
    assert sorted(Counter(given).values()) == [1000, 2000, 3000]
    assert_shares(given, weights)


def test_all_ten_weights_at_once() -> None:
    agents = [make_agent(f"A{n}", weight=n) for n in range(1, 11)]
    key = PoolKey(PoolKind.TEAM, make_team(members=agents).id)
    counts = Counter(give(key, 550))
    assert [counts[agent.id] for agent in agents] == [10 * n for n in range(1, 11)]


def test_a_weight_that_changes_midway_floods_nobody(three) -> None:
    key, weights = three
    give(key, 3000)
    light = min(weights, key=weights.__getitem__)
    Agent.update(weight=3).where(Agent.id == light).execute()
    weights[light] = 3
    assert_shares(give(key, 3000), weights)


def test_who_was_away_for_500_of_1000_comes_back_level(three) -> None:
    key, weights = three
    give(key, 250)
    heavy = max(weights, key=weights.__getitem__)
    Agent.update(available=False).where(Agent.id == heavy).execute()
    assert heavy not in give(key, 500)
    Agent.update(available=True).where(Agent.id == heavy).execute()
    assert_shares(give(key, 250), weights)


def test_a_new_member_after_1000_is_level(three) -> None:
    key, weights = three
    give(key, 1000)
    joiner = make_agent("D", weight=2)
    TeamMember.create(team=Team.get_by_id(key.of), agent=joiner)
    assert_shares(give(key, 800), weights | {joiner.id: 2})


def test_the_trace_knows_the_weights(three) -> None:
    key, weights = three
    with db.atomic():
        assert pool.lock([key])[key].give_turn("contact:1").weights == weights

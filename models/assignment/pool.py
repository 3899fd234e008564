"""Pools: whose turn it is. A pool is a rule's agents, a team, or all sales agents, and gives turns
evenly (R5, R8).

Lock the row first, then read the counts: that order is what makes the shares exact under parallel
work.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import peewee
from playhouse.fields import EnumField

from models import sets
from models.agents.agent import Agent
from models.assignment.turns import LockedPool, Seat
from models.base import Model, database


class PoolKind(StrEnum):
    RULE = "rule"
    TEAM = "team"
    FALLBACK = "fallback"


class PoolKey(NamedTuple):
    kind: PoolKind
    of: int
    """The id of the rule or the team; 0 for the fallback."""


FALLBACK = PoolKey(PoolKind.FALLBACK, 0)


class Pool(Model):
    id = peewee.BigAutoField()
    kind = EnumField(PoolKind, max_length=10)
    of = peewee.BigIntegerField()
    turn = peewee.BigIntegerField(default=0)
    """Turns given so far: the pool's own clock."""
    level = peewee.BigIntegerField(default=0)
    """The least load among those who were here at the last turn: where joiners and returners
    start."""

    class Meta:
        indexes = ((("kind", "of"), True),)


class PoolMember(Model):
    pool = peewee.ForeignKeyField(Pool, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE", index=False)
    turns = peewee.BigIntegerField(default=0)
    load = peewee.BigIntegerField(default=0)
    """Turns in the measure of the agent's weight: a turn adds STRIDE / weight."""
    last_turn = peewee.BigIntegerField(default=0)
    """The pool's turn at which this agent had one last."""
    seen = peewee.BigIntegerField(default=0)
    """The pool's turn up to which this agent was there to have one."""

    class Meta:
        primary_key = peewee.CompositeKey("pool", "agent")


def lock(keys: Iterable[PoolKey]) -> dict[PoolKey, LockedPool]:
    """Lock these pools, in one order for everybody, and read their members as they are now."""
    wanted = sorted(set(keys))
    rows = _locked_rows(wanted)
    if len(rows) < len(wanted):
        _create(wanted)
        rows = _locked_rows(wanted)
    return {key: LockedPool(row, _seats(row.id, key)) for key, row in rows.items()}


def write(pools: Iterable[LockedPool]) -> None:
    """Keep the turns that were given."""
    for pool in pools:
        members = pool.rows()
        if members:
            sets.insert(PoolMember, members, KEEP_MEMBER)
            Pool.update(turn=pool.row.turn, level=pool.row.level).where(
                Pool.id == pool.row.id
            ).execute()


KEEP_MEMBER = (
    "ON CONFLICT (pool_id, agent_id) DO UPDATE SET "
    "turns = excluded.turns, load = excluded.load, "
    "last_turn = excluded.last_turn, seen = excluded.seen"
)

SEATS = """
SELECT a.id, a.name, a.email, a.whatsapp, a.active, a.available, a.weight,
       coalesce(m.turns, 0), coalesce(m.load, 0), coalesce(m.last_turn, 0), coalesce(m.seen, -1)
FROM agent a LEFT JOIN pool_member m ON m.agent_id = a.id AND m.pool_id = %s
WHERE a.id IN ({members})
"""

MEMBERS = {
    PoolKind.RULE: "SELECT agent_id FROM rule_agent WHERE rule_id = %s",
    PoolKind.TEAM: "SELECT agent_id FROM team_member WHERE team_id = %s",
    PoolKind.FALLBACK: "SELECT id FROM agent WHERE role = 'sales_agent' AND active AND %s = 0",
}


def _locked_rows(keys: list[PoolKey]) -> dict[PoolKey, Pool]:
    if not keys:
        return {}
    rows = (
        Pool.select()
        .where(peewee.Tuple(Pool.kind, Pool.of).in_([(key.kind.value, key.of) for key in keys]))
        .order_by(Pool.kind, Pool.of)
        .for_update()
    )
    return {PoolKey(row.kind, row.of): row for row in rows}


def _create(keys: list[PoolKey]) -> None:
    rows = [{"kind": key.kind, "of": key.of, "turn": 0, "level": 0} for key in keys]
    sets.insert(Pool, rows, "ON CONFLICT DO NOTHING")


def _seats(pool_id: int, key: PoolKey) -> list[Seat]:
    query = SEATS.format(members=MEMBERS[key.kind])
    return [_seat(*row) for row in database.execute_sql(query, (pool_id, key.of))]


def _seat(
    id: int,
    name: str,
    email: str,
    whatsapp: str | None,
    active: bool,
    available: bool,
    weight: int,
    turns: int,
    load: int,
    last_turn: int,
    seen: int,
) -> Seat:
    agent = Agent(
        id=id,
        name=name,
        email=email,
        whatsapp=whatsapp,
        active=active,
        available=available,
        weight=weight,
    )
    return Seat(agent, turns, load, last_turn, seen)

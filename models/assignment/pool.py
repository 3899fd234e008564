"""Pools: whose turn it is. A pool is a rule's agents, a team, or all sales agents, and gives turns
evenly (R5, R8).

Lock the row first, then read the counts: that order is what makes the shares exact under parallel
work.
"""

import itertools
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import peewee
from playhouse.fields import EnumField

from models import sets
from models.agents.agent import Agent
from models.assignment import seats
from models.assignment.capacity import Rooms
from models.assignment.turns import LockedPool, Seat, Turn
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


def lock(
    keys: Iterable[PoolKey], beside: Collection[int] = (), named: Collection[int] = ()
) -> "Locked":
    """Lock these pools, then their agents with a capacity, each in one order for everybody, and
    read who is there now; so too the agents `beside` the pools. With those agents the `named` are
    locked, whom by_hand.hold_named wants afterwards."""
    wanted = sorted(set(keys))
    rows = _locked_rows(wanted)
    if len(rows) < len(wanted):
        _create(wanted)
        rows = _locked_rows(wanted)
    return Locked(rows, seats.of_agents(beside), named)


def hold_all() -> None:
    """Let nobody give turns until this transaction ends: also of pools that have given none yet."""
    database.execute_sql(CREATE_ALL)
    database.execute_sql("SELECT 1 FROM pool ORDER BY kind, of FOR UPDATE")


CREATE_ALL = """
INSERT INTO pool (kind, of, turn, level)
SELECT kind, of, 0, 0 FROM (
    SELECT 'rule' AS kind, id AS of FROM rule WHERE team_id IS NULL
    UNION ALL SELECT 'team', id FROM team UNION ALL SELECT 'fallback', 0
) AS found WHERE NOT EXISTS (SELECT 1 FROM pool p WHERE p.kind = found.kind AND p.of = found.of)
ORDER BY kind, of ON CONFLICT DO NOTHING
"""


class Locked(dict[PoolKey, LockedPool]):
    """The locked pools of a batch, with what they share."""

    def __init__(
        self, rows: Mapping[PoolKey, "Pool"], beside: dict[int, Seat], named: Collection[int]
    ) -> None:
        found = seats.of_pools([row.id for row in rows.values()])
        seated = itertools.chain(*(members for members, _ in found.values()), beside.values())
        self.beside = beside
        self.rooms = Rooms((seat.agent for seat in seated if seat.here), named=named)
        for key, row in rows.items():
            members, waiting = found.get(row.id, ([], False))
            self[key] = LockedPool(row, members, self.rooms, waiting)


def as_kept(key: PoolKey, turn: Turn) -> dict[str, Any]:
    """Which pool decided by which counts, as an assignment keeps it (R12)."""
    told = {"kind": key.kind.value, "of": key.of, "counts": turn.counts, "skipped": turn.skipped}
    return told | ({"weights": turn.weights} if turn.weights else {})


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

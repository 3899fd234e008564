"""Pools: whose turn it is. A pool is a rule's agents, a team, or all sales agents, and gives turns
evenly (R5, R8).

Lock the row first, then read the counts: that order is what makes the shares exact under parallel
work.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import peewee
from playhouse.fields import EnumField

from models import sets
from models.agents.agent import Agent
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
    """The fewest turns among those who were here at the last turn: where joiners and returners
    start."""

    class Meta:
        indexes = ((("kind", "of"), True),)


class PoolMember(Model):
    pool = peewee.ForeignKeyField(Pool, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE", index=False)
    turns = peewee.BigIntegerField(default=0)
    last_turn = peewee.BigIntegerField(default=0)
    """The pool's turn at which this agent had one last."""
    seen = peewee.BigIntegerField(default=0)
    """The pool's turn up to which this agent was there to have one."""

    class Meta:
        primary_key = peewee.CompositeKey("pool", "agent")


@dataclass(slots=True)
class Seat:
    """One agent in a locked pool."""

    agent: Agent
    turns: int
    last_turn: int
    seen: int

    @property
    def here(self) -> bool:
        return self.agent.here


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn given: to whom, and the counts that decided it, for the trace (R12)."""

    agent: Agent | None
    counts: dict[int, int]
    """Turns of each agent who could have had it, before it was given, by agent id."""
    skipped: dict[int, str]
    """Why the others of the pool were passed over, by agent id."""


class LockedPool:
    """A pool whose row this transaction holds: what it reads stays true until the commit."""

    def __init__(self, row: Pool, seats: list[Seat]) -> None:
        self.row = row
        self.seats = seats
        self._changed = False
        self._level_newcomers()

    def give_turn(self, key: str) -> Turn:
        """Give the next turn: fewest turns, then longest without one, then by `key`, never by
        seniority."""
        here = [seat for seat in self.seats if seat.here]
        skipped = {seat.agent.id: _why_not(seat.agent) for seat in self.seats if not seat.here}
        counts = {seat.agent.id: seat.turns for seat in here}
        if not here:
            return Turn(None, counts, skipped)
        seat = min(here, key=lambda seat: (seat.turns, seat.last_turn, _lot(key, seat.agent.id)))
        self.row.turn += 1
        seat.turns += 1
        seat.last_turn = self.row.turn
        self._changed = True
        return Turn(seat.agent, counts, skipped)

    def rows(self) -> list[dict[str, Any]]:
        """The members as they must be written; empty when no turn was given."""
        if not self._changed:
            return []
        self.row.level = min(seat.turns for seat in self.seats if seat.here)
        return [
            {
                "pool": self.row.id,
                "agent": seat.agent.id,
                "turns": seat.turns,
                "last_turn": seat.last_turn,
                "seen": self.row.turn,
            }
            for seat in self.seats
            if seat.here
        ]

    def _level_newcomers(self) -> None:
        """Who missed a turn starts level with the pool: no flood for joiners and returners."""
        for seat in self.seats:
            if seat.here and seat.seen < self.row.turn:
                seat.turns = max(seat.turns, self.row.level)


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
    "turns = excluded.turns, last_turn = excluded.last_turn, seen = excluded.seen"
)

SEATS = """
SELECT a.id, a.name, a.email, a.whatsapp, a.active, a.available,
       coalesce(m.turns, 0), coalesce(m.last_turn, 0), coalesce(m.seen, -1)
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
    turns: int,
    last_turn: int,
    seen: int,
) -> Seat:
    agent = Agent(
        id=id, name=name, email=email, whatsapp=whatsapp, active=active, available=available
    )
    return Seat(agent, turns, last_turn, seen)


def _why_not(agent: Agent) -> str:
    return "away" if agent.active else "not active"


def _lot(key: str, agent_id: int) -> bytes:
    return hashlib.blake2b(f"{key}/{agent_id}".encode(), digest_size=8).digest()

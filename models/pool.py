"""Pools: whose turn it is. A pool is a rule's agents, a team, or all sales agents, and gives turns evenly (R5, R8).

Lock the row first, then read the counts: that order is what makes the shares exact under parallel work.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import peewee
from playhouse.fields import EnumField

from models import sets
from models.agent import Agent, Role
from models.base import Model, database
from models.team import TeamMember


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
    """The fewest turns among those who were here at the last turn: where joiners and returners start."""

    class Meta:
        indexes = ((("kind", "of"), True),)


class PoolMember(Model):
    pool = peewee.ForeignKeyField(Pool, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE", index=False)
    turns = peewee.BigIntegerField(default=0)
    last_turn = peewee.BigIntegerField(default=0)
    here = peewee.BooleanField(default=False)
    """Was in the draw at the last turn."""

    class Meta:
        primary_key = peewee.CompositeKey("pool", "agent")


@dataclass(slots=True)
class Seat:
    """One agent in a locked pool."""

    agent: Agent
    turns: int
    last_turn: int
    was_here: bool
    here: bool


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
        """Give the next turn: fewest turns, then longest without one, then by `key`, never by seniority."""
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
                "here": seat.here,
            }
            for seat in self.seats
        ]

    def _level_newcomers(self) -> None:
        """Who was not in the last draw starts level with the pool: no flood for joiners and returners."""
        for seat in self.seats:
            if seat.here and not seat.was_here:
                seat.turns = max(seat.turns, self.row.level)


def lock(keys: Iterable[PoolKey]) -> dict[PoolKey, LockedPool]:
    """Lock these pools, in one order for everybody, and read their members as they are now."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    sets.insert(
        Pool,
        [{"kind": key.kind, "of": key.of, "turn": 0, "level": 0} for key in wanted],
        "ON CONFLICT DO NOTHING",
    )
    rows = (
        Pool.select()
        .where(peewee.Tuple(Pool.kind, Pool.of).in_([tuple(key) for key in wanted]))
        .order_by(Pool.kind, Pool.of)
        .for_update()
    )
    return {PoolKey(row.kind, row.of): LockedPool(row, _seats(row)) for row in list(rows)}


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
    "turns = excluded.turns, last_turn = excluded.last_turn, here = excluded.here"
)


def _seats(pool: Pool) -> list[Seat]:
    query = (
        _agents_of(PoolKey(pool.kind, pool.of))
        .select_extend(PoolMember.turns, PoolMember.last_turn, PoolMember.here)
        .join_from(
            Agent,
            PoolMember,
            peewee.JOIN.LEFT_OUTER,
            on=((PoolMember.agent == Agent.id) & (PoolMember.pool == pool.id)),
        )
        .objects()
    )
    return [_seat(agent) for agent in query]


def _seat(agent: Any) -> Seat:
    was_here = bool(agent.__dict__.get("here"))
    return Seat(agent, agent.turns or 0, agent.last_turn or 0, was_here, Agent.here.fget(agent))


def _agents_of(key: PoolKey) -> Any:
    columns = (Agent.id, Agent.name, Agent.email, Agent.whatsapp, Agent.active, Agent.available)
    agents = Agent.select(*columns)
    match key.kind:
        case PoolKind.TEAM:
            return agents.join(TeamMember).where(TeamMember.team == key.of)
        case PoolKind.RULE:
            from models.rule import RuleAgent

            return agents.join(RuleAgent).where(RuleAgent.rule == key.of)
        case _:
            return agents.where(Agent.role == Role.SALES_AGENT, Agent.active)


def _why_not(agent: Agent) -> str:
    return "away" if agent.active else "not active"


def _lot(key: str, agent_id: int) -> bytes:
    return hashlib.blake2b(f"{key}/{agent_id}".encode(), digest_size=8).digest()

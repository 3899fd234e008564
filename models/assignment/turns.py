"""The even turns of a pool that is locked: who is next, and where newcomers start. In memory."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent

if TYPE_CHECKING:
    from models.assignment.pool import Pool


STRIDE = 2520
"""What one turn adds to the load of an agent of weight 1; it can be divided by every weight."""


@dataclass(slots=True)
class Seat:
    """One agent in a locked pool."""

    agent: Agent
    turns: int
    load: int
    """The turns in the measure of the agent's weight, in STRIDEs: the least has the next turn."""
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

    def __init__(self, row: "Pool", seats: list[Seat]) -> None:
        self.row = row
        self.seats = seats
        self._here = [seat for seat in seats if seat.here]
        self._skipped = {seat.agent.id: _why_not(seat.agent) for seat in seats if not seat.here}
        self._changed = False
        self._level_newcomers()

    def give_turn(self, key: str) -> Turn:
        """Give the next turn: least load, then longest without one, then by `key`, never by
        seniority."""
        counts = {seat.agent.id: seat.turns for seat in self._here}
        if not self._here:
            return Turn(None, counts, self._skipped)
        seat = self._next(key)
        self.row.turn += 1
        seat.turns += 1
        seat.load += STRIDE // seat.agent.weight
        seat.last_turn = self.row.turn
        self._changed = True
        return Turn(seat.agent, counts, self._skipped)

    def give_turn_to_another(self, key: str, had: frozenset[int]) -> Turn:
        """As `give_turn`, passing over who `had` the contact already, by agent id."""
        here, skipped = self._here, self._skipped
        passed_over = {seat.agent.id: "did not reply" for seat in here if seat.agent.id in had}
        self._here = [seat for seat in here if seat.agent.id not in had]
        self._skipped = skipped | passed_over
        try:
            return self.give_turn(key)
        finally:
            self._here, self._skipped = here, skipped

    def rows(self) -> list[dict[str, Any]]:
        """The members as they must be written; empty when no turn was given."""
        if not self._changed:
            return []
        self.row.level = min(seat.load for seat in self._here)
        return [
            {
                "pool": self.row.id,
                "agent": seat.agent.id,
                "turns": seat.turns,
                "load": seat.load,
                "last_turn": seat.last_turn,
                "seen": self.row.turn,
            }
            for seat in self._here
        ]

    def _next(self, key: str) -> Seat:
        """Lots are drawn only among equals: they cost more than all the rest."""
        least = min((seat.load, seat.last_turn) for seat in self._here)
        equals = [seat for seat in self._here if (seat.load, seat.last_turn) == least]
        return min(equals, key=lambda seat: _lot(key, seat.agent.id))

    def _level_newcomers(self) -> None:
        """Who missed a turn starts level with the pool: no flood for joiners and returners."""
        for seat in self._here:
            if seat.seen < self.row.turn:
                seat.load = max(seat.load, self.row.level)
                seat.turns = max(seat.turns, self.row.level * seat.agent.weight // STRIDE)


def _why_not(agent: Agent) -> str:
    return "away" if agent.active else "not active"


def _lot(key: str, agent_id: int) -> bytes:
    return hashlib.blake2b(f"{key}/{agent_id}".encode(), digest_size=8).digest()

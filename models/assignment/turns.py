"""The even turns of a pool that is locked: who is next, and where newcomers start. In memory."""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.agents.presence import CLOSED_ONLY
from models.assignment.capacity import Rooms

if TYPE_CHECKING:
    from models.assignment.pool import Pool


STRIDE = 2520
"""What one turn adds to the load of an agent of weight 1; it can be divided by every weight."""


@dataclass(slots=True)
class Seat:
    """One agent in a locked pool."""

    agent: Agent
    why_not: str | None
    """Why they are not there to be given a contact, whatever their room; None: they are."""
    turns: int = 0
    load: int = 0
    """The turns in the measure of the agent's weight, in STRIDEs: the least has the next turn."""
    last_turn: int = 0
    seen: int = -1

    @property
    def here(self) -> bool:
        return self.why_not is None


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn given: to whom, and the counts that decided it, for the trace (R12)."""

    agent: Agent | None
    counts: dict[int, int]
    """Turns of each agent who could have had it, before it was given, by agent id."""
    skipped: dict[int, str]
    """Why the others of the pool were passed over, by agent id."""
    weights: dict[int, int] = field(default_factory=dict)
    """Turns in a cycle of each who could have had it; empty where all weigh the same."""


class LockedPool:
    """A pool whose row this transaction holds: what it reads stays true until the commit."""

    def __init__(self, row: "Pool", seats: list[Seat], rooms: Rooms, waiting: bool) -> None:
        self.row = row
        self.seats = seats
        self.waiting = waiting
        """Somebody waits in this pool's backlog."""
        self._rooms = rooms
        self._began = row.turn
        self._here = [seat for seat in seats if seat.here]
        self._last = self._here
        """Who was here at the last turn."""
        self._skipped = {seat.agent.id: seat.why_not for seat in seats if seat.why_not}
        self._limited = any(rooms.limits(seat.agent.id) for seat in self._here)
        self._for_closed = [seat for seat in seats if seat.why_not == CLOSED_ONLY]
        self._pass_over_full()
        self._level_newcomers()
        self._weights = _weights(self._here)

    def give_turn(self, key: str) -> Turn:
        """Give the next turn: least load, then longest without one, then by `key`, never by
        seniority."""
        self._pass_over_full()
        counts = {seat.agent.id: seat.turns for seat in self._here}
        if not self._here:
            return Turn(None, counts, self._skipped)
        seat = self._next(key)
        self.row.turn += 1
        seat.turns += 1
        seat.load += STRIDE // seat.agent.weight
        seat.last_turn = self.row.turn
        self._see()
        self._rooms.take(seat.agent.id)
        return Turn(seat.agent, counts, self._skipped, self._weights)

    def give_turn_of_closed(self, key: str) -> Turn:
        """As `give_turn`, of a contact that also roles see that do not sell (A6)."""
        here, skipped, blind = self._here, self._skipped, {one.agent.id for one in self._for_closed}
        self._here = here + self._for_closed
        self._skipped = {id: reason for id, reason in skipped.items() if id not in blind}
        try:
            return self.give_turn(key)
        finally:
            self._here, self._skipped = here, skipped

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
        if self.row.turn == self._began:
            return []
        for seat in self._last:
            seat.seen = self.row.turn
        self.row.level = min(seat.load for seat in self._last)
        return [
            {
                "pool": self.row.id,
                "agent": seat.agent.id,
                "turns": seat.turns,
                "load": seat.load,
                "last_turn": seat.last_turn,
                "seen": seat.seen,
            }
            for seat in self.seats
            if seat.seen > self._began
        ]

    def _next(self, key: str) -> Seat:
        """Lots are drawn only among equals: they cost more than all the rest."""
        least = min((seat.load, seat.last_turn) for seat in self._here)
        equals = [seat for seat in self._here if (seat.load, seat.last_turn) == least]
        return min(equals, key=lambda seat: _lot(key, seat.agent.id))

    def _see(self) -> None:
        """Who has become full may be so for long: until when each was here is kept at each turn."""
        self._last = self._here
        if self._limited:
            for seat in self._here:
                seat.seen = self.row.turn

    def _pass_over_full(self) -> None:
        """A turn, of this pool or another, may have been the last that an agent had room for."""
        if not self._limited:
            return
        why_not = {seat.agent.id: self._rooms.why_not(seat.agent.id) for seat in self._here}
        full = {id: reason for id, reason in why_not.items() if reason}
        if full:
            self._skipped = self._skipped | full
            self._here = [seat for seat in self._here if seat.agent.id not in full]

    def _level_newcomers(self) -> None:
        """Who missed a turn starts level with the pool: no flood for joiners and returners."""
        for seat in self._here + self._for_closed:
            if seat.seen < self.row.turn:
                seat.load = max(seat.load, self.row.level)
                seat.turns = max(seat.turns, self.row.level * seat.agent.weight // STRIDE)


def _weights(seats: list[Seat]) -> dict[int, int]:
    weights = {seat.agent.id: seat.agent.weight for seat in seats}
    return weights if len(set(weights.values())) > 1 else {}


def _lot(key: str, agent_id: int) -> bytes:
    return hashlib.blake2b(f"{key}/{agent_id}".encode(), digest_size=8).digest()

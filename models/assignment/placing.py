"""Contacts that a rule or the fallback took get their owners, when the batch is written: their
former one, else whose turn it is in the pool, else they wait. R5, R8, X2, X7.

Contacts are locked already; pools come next, then agents with a capacity: last and shortly, in one
order for everybody (docs/architecture.md, "One order of locks"). Which rule takes whom is decided
elsewhere.
"""

from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.assignment import pool
from models.assignment.assignment import Assignment, Outcome
from models.assignment.pool import PoolKey
from models.assignment.turns import Turn
from models.conditions.condition import Facts
from models.notices import telling
from models.queues import backlog

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact


@dataclass(frozen=True, slots=True)
class Placement:
    """A rule or the fallback takes a contact; a pool decides who gets it."""

    contact: "Contact"
    trigger: str
    rule_id: int | None
    ruleset_id: int | None
    pool: PoolKey | None
    """None: it is for the former owner only."""
    facts: Facts
    cause: str
    waited: bool = False
    """It comes out of the backlog, and stays there when nobody can take it now."""


def give_owners(batch: "Batch") -> None:
    """Give the contacts that were taken their owners, oldest first."""
    if not batch.placements:
        return
    places = _Places(batch)
    for placement in batch.placements:
        if not placement.contact.owned:
            places.find_owner(placement)
        placement.contact.placed = False
    pool.write(places.pools.values())


class _Places:
    """The locked pools of a batch, and who waits for them already."""

    def __init__(self, batch: "Batch") -> None:
        self._batch = batch
        wanted = Counter(one.pool for one in batch.placements if one.pool is not None)
        self.pools = pool.lock(wanted, beside=_former_owners(batch), named=batch.named)
        # One more than could leave: behind them all it is seen whether somebody is left.
        self._waiting = {
            key: deque(backlog.oldest(key, wanted[key] + 1))
            for key, locked in self.pools.items()
            if locked.waiting
        }

    def find_owner(self, placement: Placement) -> None:
        """Find an owner, or keep the contact waiting."""
        self._batch.cause = placement.cause
        former = self._former_owner(placement.contact)
        if former is not None:
            self._give(placement, former, _returned_json(placement.pool))
        elif placement.pool is not None:
            self._take_turn(placement, placement.pool)

    def _take_turn(self, placement: Placement, key: PoolKey) -> None:
        contact, waiting = placement.contact, self._waiting.get(key)
        if waiting and waiting[0] != contact.id:
            self._wait(placement, key, Turn(None, {}, {}), "others were waiting before")
            return
        locked, lot = self.pools[key], f"contact:{contact.id}"
        closed = contact.closed_at is not None
        turn = locked.give_turn_of_closed(lot) if closed else locked.give_turn(lot)
        if turn.agent is None:
            self._wait(placement, key, turn, _nobody(turn))
            return
        if waiting:
            waiting.popleft()
        self._give(placement, turn.agent, pool.as_kept(key, turn))

    def _former_owner(self, contact: "Contact") -> Agent | None:
        """Who had the contact before, if they are there and have room; no turn of theirs is
        spent."""
        seat = self.pools.beside.get(contact.former_owner_id or 0)
        if seat is None or not seat.here or self.pools.rooms.why_not(seat.agent.id):
            return None
        self.pools.rooms.take(seat.agent.id)
        return seat.agent

    def _give(self, placement: Placement, agent: Agent, why: dict[str, Any]) -> None:
        assignment = self._note(placement, Outcome.ASSIGNED, why, agent.id)
        placement.contact.assign(agent)
        telling.tell_of_assignment(self._batch, placement.contact, agent, assignment)

    def _wait(self, placement: Placement, key: PoolKey, turn: Turn, reason: str) -> None:
        contact = placement.contact
        if placement.waited:
            return
        self._note(placement, Outcome.NOBODY, pool.as_kept(key, turn))
        contact.record("contact.unplaced", reason=reason)
        if contact.closed_at is None:
            self._batch.backlog.join(
                contact=contact.id,
                pool_kind=key.kind,
                pool_of=key.of,
                trigger=placement.trigger,
                rule=placement.rule_id,
                ruleset=placement.ruleset_id,
                facts=placement.facts.to_json(),
                cause=placement.cause,
                last_error=reason,
            )

    def _note(
        self, placement: Placement, outcome: Outcome, why: dict[str, Any], agent: int | None = None
    ) -> int:
        return self._batch.new(
            Assignment,
            contact=placement.contact.id,
            agent=agent,
            outcome=outcome,
            trigger=placement.trigger,
            rule=placement.rule_id,
            ruleset=placement.ruleset_id,
            facts=placement.facts.to_json(),
            pool=why,
            returned=why.get("returned", False),
            cause=placement.cause,
        )


def _former_owners(batch: "Batch") -> set[int]:
    """Of the contacts to place, when such contacts are to return (X7)."""
    if not batch.catalogue.organisation.return_to_former_owner:
        return set()
    former = {one.contact.former_owner_id for one in batch.placements if not one.contact.owned}
    return {id for id in former if id is not None}


def _returned_json(key: PoolKey | None) -> dict[str, Any]:
    told = {"kind": key.kind.value, "of": key.of} if key else {}
    return told | {"counts": {}, "skipped": {}, "returned": True}


def _nobody(turn: Turn) -> str:
    """Full with which numbers is in the trace."""
    reasons = sorted({reason.partition(" (")[0] for reason in turn.skipped.values()})
    if not reasons:
        return "the pool is empty"
    return f"everybody of the pool is {' or '.join(reasons)}"

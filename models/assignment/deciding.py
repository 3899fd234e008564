"""Who gets a contact: rules first, then the fallback, then an even turn in the pool. R1 to R12.

A change set is decided while it is handled (`fire`), the turns are given when the batch is written
(`settle_placements`): pools are locked last and shortly.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.assignment import notices, pool
from models.assignment.assignment import Assignment, Outcome
from models.assignment.matching import CompiledRule
from models.assignment.pool import FALLBACK, PoolKey, PoolKind
from models.assignment.rule import Trigger
from models.assignment.turns import Turn
from models.conditions.condition import Facts

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact

FALLBACK_TRIGGER = "fallback"
MANUAL_TRIGGER = "manual"


@dataclass(frozen=True, slots=True)
class Placement:
    """A rule or the fallback takes a contact; a pool decides who gets it."""

    contact: "Contact"
    trigger: str
    rule: CompiledRule | None
    ruleset_id: int | None
    pool: PoolKey
    facts: Facts
    cause: str


def fire(batch: "Batch", contact: "Contact") -> None:
    """One change set of `contact` is complete: try the rules once for all of it."""
    created, changed = contact.created_by_message, contact.changed
    contact.created_by_message = contact.changed = False
    rules = batch.catalogue.rules
    if contact.owned or rules.empty or not (created or changed):
        return
    triggers = [one for one in triggers_of(created, changed) if rules.listens(one)]
    fallback = created and batch.catalogue.organisation.fallback
    if triggers or fallback:
        _decide(batch, contact, triggers, fallback)


def settle_placements(batch: "Batch") -> None:
    """Give the contacts that were taken their turns, oldest first, under the locks of their
    pools."""
    pools = pool.lock(placement.pool for placement in batch.placements)
    for placement in batch.placements:
        if not placement.contact.owned:
            turn = pools[placement.pool].give_turn(f"contact:{placement.contact.id}")
            _settle(batch, placement, turn)
        placement.contact.placed = False
    pool.write(pools.values())


def assign_by_hand(batch: "Batch", contact: "Contact", agent: Agent, tell: bool = True) -> None:
    """A person or a program says who owns the contact, whoever owned it before. Who took it
    themselves need not be told."""
    if contact.owner_id == agent.id:
        return
    contact.assign(agent, by_hand=True)
    assignment = batch.new(
        Assignment,
        contact=contact.id,
        agent=agent.id,
        outcome=Outcome.ASSIGNED,
        trigger=MANUAL_TRIGGER,
        cause=batch.cause,
    )
    if tell:
        notices.tell(batch, contact, agent, assignment)


def release_by_hand(batch: "Batch", contact: "Contact") -> None:
    if contact.owned:
        batch.new(
            Assignment,
            contact=contact.id,
            agent=contact.owner_id,
            outcome=Outcome.RELEASED,
            trigger=MANUAL_TRIGGER,
            cause=batch.cause,
        )
        contact.release()


def triggers_of(created: bool, changed: bool) -> list[Trigger]:
    """Which rules a change set concerns, in the order in which they are tried."""
    concerned = ((Trigger.WHATSAPP_CONTACT_CREATED, created), (Trigger.CONTACT_UPDATED, changed))
    return [trigger for trigger, meant in concerned if meant]


def pool_of(rule: CompiledRule) -> PoolKey:
    if rule.team_id is not None:
        return PoolKey(PoolKind.TEAM, rule.team_id)
    return PoolKey(PoolKind.RULE, rule.id)


def _decide(batch: "Batch", contact: "Contact", triggers: list[Trigger], fallback: bool) -> None:
    facts = contact.facts()
    placement = _placement(batch, contact, facts, triggers, fallback)
    if placement is not None:
        contact.placed = True
        batch.placements.append(placement)
    elif not contact.placed:
        _note_unmatched(batch, contact, facts, triggers)


def _placement(
    batch: "Batch", contact: "Contact", facts: Facts, triggers: list[Trigger], fallback: bool
) -> Placement | None:
    rules = batch.catalogue.rules

    def placement(trigger: str, rule: CompiledRule | None, key: PoolKey) -> Placement:
        return Placement(contact, trigger, rule, rules.ruleset_id, key, facts, batch.cause)

    for trigger in triggers:
        rule = rules.first_match(trigger, facts)
        if rule is not None:
            return placement(trigger.value, rule, pool_of(rule))
    if fallback:
        return placement(FALLBACK_TRIGGER, None, FALLBACK)
    return None


def _settle(batch: "Batch", placement: Placement, turn: Turn) -> None:
    contact, agent = placement.contact, turn.agent
    batch.cause = placement.cause
    assignment = batch.new(
        Assignment,
        contact=contact.id,
        agent=agent.id if agent else None,
        outcome=Outcome.ASSIGNED if agent else Outcome.NOBODY,
        trigger=placement.trigger,
        rule=placement.rule.id if placement.rule else None,
        ruleset=placement.ruleset_id,
        facts=placement.facts.to_json(),
        pool=_pool_json(placement.pool, turn),
        cause=placement.cause,
    )
    if agent is None:
        contact.record("contact.unplaced", reason=_nobody(turn))
    else:
        contact.assign(agent)
        notices.tell(batch, contact, agent, assignment)


def _note_unmatched(
    batch: "Batch", contact: "Contact", facts: Facts, triggers: list[Trigger]
) -> None:
    """Rules were tried in vain: keep why, for whoever asks why nobody owns this contact (R12)."""
    for trigger in triggers:
        batch.new(
            Assignment,
            contact=contact.id,
            outcome=Outcome.UNMATCHED,
            trigger=trigger.value,
            ruleset=batch.catalogue.rules.ruleset_id,
            facts=facts.to_json(),
            cause=batch.cause,
        )


def _pool_json(key: PoolKey, turn: Turn) -> dict[str, Any]:
    return {"kind": key.kind.value, "of": key.of, "counts": turn.counts, "skipped": turn.skipped}


def _nobody(turn: Turn) -> str:
    """Full with which numbers is in the trace."""
    reasons = sorted({reason.partition(" (")[0] for reason in turn.skipped.values()})
    if not reasons:
        return "the pool is empty"
    return f"everybody of the pool is {' or '.join(reasons)}"

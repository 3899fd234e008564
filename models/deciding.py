"""Who gets a contact: rules first, then the fallback, then an even turn in the pool. R1 to R12.

A change set is decided while it is handled (`fire`), the turns are given when the batch is written
(`settle_claims`): pools are locked last and shortly.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models import pool
from models.agent import Agent
from models.assignment import Assignment, Outcome
from models.condition import Facts
from models.matching import CompiledRule
from models.notification import Notification, assigned_payload
from models.outbox import OutboxKind
from models.pool import FALLBACK, PoolKey, PoolKind, Turn
from models.rule import Trigger

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact

FALLBACK_TRIGGER = "fallback"
MANUAL_TRIGGER = "manual"


@dataclass(frozen=True, slots=True)
class Claim:
    """A rule or the fallback takes a contact; a pool decides who gets it."""

    contact: "Contact"
    trigger: str
    rule: CompiledRule | None
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
    facts = _snapshot(contact)
    claim = _claim(batch, contact, facts, created, changed)
    if claim is not None:
        contact.claimed = True
        batch.claims.append(claim)
    elif not contact.claimed:
        _note_unmatched(batch, contact, facts, created, changed)


def settle_claims(batch: "Batch") -> None:
    """Give the claimed contacts their turns, oldest claim first, under the locks of their pools."""
    pools = pool.lock(claim.pool for claim in batch.claims)
    for claim in batch.claims:
        if not claim.contact.owned:
            turn = pools[claim.pool].give_turn(f"contact:{claim.contact.id}")
            _settle(batch, claim, turn)
        claim.contact.claimed = False
    pool.write(pools.values())


def assign_by_hand(batch: "Batch", contact: "Contact", agent: Agent) -> None:
    """A person or a program says who owns the contact, whoever owned it before."""
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
    _notify(batch, contact, agent, assignment)


def release_by_hand(batch: "Batch", contact: "Contact") -> None:
    if contact.owned:
        batch.add(
            Assignment,
            id=batch.next_id(Assignment),
            contact=contact.id,
            agent=contact.owner_id,
            outcome=Outcome.RELEASED,
            trigger=MANUAL_TRIGGER,
            cause=batch.cause,
        )
        contact.release()


def triggers_of(created: bool, changed: bool) -> list[Trigger]:
    """Which rules a change set concerns, in the order in which they are tried."""
    concerned = {
        Trigger.WHATSAPP_CONTACT_CREATED: created,
        Trigger.CONTACT_UPDATED: changed,
    }
    return [trigger for trigger, meant in concerned.items() if meant]


def pool_of(rule: CompiledRule) -> PoolKey:
    if rule.team_id is not None:
        return PoolKey(PoolKind.TEAM, rule.team_id)
    return PoolKey(PoolKind.RULE, rule.id)


def _claim(
    batch: "Batch", contact: "Contact", facts: Facts, created: bool, changed: bool
) -> Claim | None:
    rules = batch.catalogue.rules
    for trigger in triggers_of(created, changed):
        rule = rules.first_match(trigger, facts)
        if rule is not None:
            return Claim(contact, trigger.value, rule, pool_of(rule), facts, batch.cause)
    if created and batch.catalogue.organisation.fallback:
        return Claim(contact, FALLBACK_TRIGGER, None, FALLBACK, facts, batch.cause)
    return None


def _settle(batch: "Batch", claim: Claim, turn: Turn) -> None:
    contact, agent = claim.contact, turn.agent
    assignment = batch.new(
        Assignment,
        contact=contact.id,
        agent=agent.id if agent else None,
        outcome=Outcome.ASSIGNED if agent else Outcome.NOBODY,
        trigger=claim.trigger,
        rule=claim.rule.id if claim.rule else None,
        ruleset=batch.catalogue.rules.ruleset_id,
        facts=to_json(claim.facts),
        pool=_pool_json(claim.pool, turn),
        cause=claim.cause,
    )
    if agent is None:
        contact.record("contact.unplaced", reason=_nobody(turn))
    else:
        contact.assign(agent)
        _notify(batch, contact, agent, assignment)


def _note_unmatched(
    batch: "Batch", contact: "Contact", facts: Facts, created: bool, changed: bool
) -> None:
    """Rules were tried in vain: keep why, for whoever asks why nobody owns this contact (R12)."""
    tried = [one for one in triggers_of(created, changed) if batch.catalogue.rules.listens(one)]
    for trigger in tried[-1:]:
        batch.add(
            Assignment,
            id=batch.next_id(Assignment),
            contact=contact.id,
            outcome=Outcome.UNMATCHED,
            trigger=trigger.value,
            ruleset=batch.catalogue.rules.ruleset_id,
            facts=to_json(facts),
            cause=batch.cause,
        )


def _notify(batch: "Batch", contact: "Contact", agent: Agent, assignment: int) -> None:
    """The page, the email and, if the agent gave a number, WhatsApp: each once for this assignment
    (W6)."""
    payload = assigned_payload(agent, contact)
    notification = batch.new(Notification, agent=agent.id, assignment=assignment, payload=payload)
    batch.owe(
        OutboxKind.EMAIL,
        lane=f"agent:{agent.id}:email",
        payload=payload,
        contact=contact.id,
        notification=notification,
    )
    if agent.whatsapp:
        _notify_on_whatsapp(batch, contact, agent, notification)


def _notify_on_whatsapp(
    batch: "Batch", contact: "Contact", agent: Agent, notification: int
) -> None:
    organisation = batch.catalogue.organisation
    name = contact.name or "A new contact"
    batch.owe(
        OutboxKind.WHATSAPP,
        lane=f"agent:{agent.id}:whatsapp",
        payload={
            "type": "template",
            "name": organisation.notice_template,
            "language": organisation.notice_language,
            "parameters": [agent.name, name],
        },
        contact=contact.id,
        notification=notification,
        number=contact.number,
        recipient=agent.whatsapp,
    )


def _snapshot(contact: "Contact") -> Facts:
    """The facts as they are now: later changes of the same batch must not rewrite the trace."""
    facts = contact.facts()
    return Facts(**{**_fields(facts), "traits": dict(facts.traits)})


def to_json(facts: Facts) -> dict[str, Any]:
    return {**_fields(facts), "tags": sorted(facts.tags), "traits": dict(facts.traits)}


def from_json(raw: dict[str, Any]) -> Facts:
    return Facts(**{**raw, "tags": frozenset(raw["tags"])})


def _fields(facts: Facts) -> dict[str, Any]:
    names = ("name", "email", "status", "source", "state", "tags", "traits")
    return {name: getattr(facts, name) for name in names}


def _pool_json(key: PoolKey, turn: Turn) -> dict[str, Any]:
    return {"kind": key.kind.value, "of": key.of, "counts": turn.counts, "skipped": turn.skipped}


def _nobody(turn: Turn) -> str:
    return "everybody of the pool is away or not active" if turn.skipped else "the pool is empty"

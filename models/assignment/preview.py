"""What the rules would do with a contact, told without doing any of it (X4)."""

from dataclasses import dataclass
from typing import Any

from models.agents.agent import Agent
from models.assignment import deciding, pool, seats
from models.assignment.capacity import Rooms
from models.assignment.matching import CompiledRule
from models.assignment.pool import FALLBACK, PoolKey
from models.assignment.rule import Trigger
from models.assignment.trace import name_of_pool
from models.base import database
from models.catalogue import Catalogue
from models.conditions.condition import Facts


@dataclass(frozen=True, slots=True)
class PreviewSeat:
    """A seat of the pool as a preview shows it."""

    agent: Agent
    turns: int
    """Contacts that this agent had from the pool, newcomers levelled."""
    why_not: str | None
    """``away``, ``on leave``, ``full (3 of 3)`` …; None for who may be given a contact now."""
    weight: int | None
    """Turns in a cycle, where not all have the same."""


@dataclass(frozen=True, slots=True)
class Preview:
    trigger: Trigger
    story: list[dict[str, Any]]
    rule: CompiledRule | None
    pool: PoolKey | None
    pool_name: str | None
    seats: list[PreviewSeat]
    next: Agent | None
    verdict: str


def preview(
    trigger: Trigger, facts: Facts, owner: Agent | None, key: str, former_id: int | None = None
) -> Preview:
    """What would happen now. `key` breaks ties, as the contact's id does: ``contact:7``;
    `former_id` is who had the contact before."""
    catalogue = Catalogue.current()
    rule = catalogue.rules.first_match(trigger, facts)
    pool_key = _pool(catalogue, trigger, rule)
    shown, agent = _peek(pool_key, key) if pool_key else ([], None)
    former = _able_again(catalogue, former_id)
    return Preview(
        trigger=trigger,
        story=catalogue.rules.explain(trigger, facts),
        rule=rule,
        pool=pool_key,
        pool_name=name_of_pool(*pool_key, rule.name if rule else None) if pool_key else None,
        seats=shown,
        next=(former if pool_key else None) or agent,
        verdict=_verdict(catalogue, owner, rule, pool_key, agent, former),
    )


def _pool(catalogue: Catalogue, trigger: Trigger, rule: CompiledRule | None) -> PoolKey | None:
    if rule:
        return deciding.pool_of(rule)
    created = trigger is Trigger.WHATSAPP_CONTACT_CREATED
    falls_back = created and catalogue.organisation.fallback and not catalogue.rules.empty
    return FALLBACK if falls_back else None


def _peek(key: PoolKey, tie: str) -> tuple[list[PreviewSeat], Agent | None]:
    """The pool as it stands and whose turn it is; what giving the turn changed is taken back."""
    with database.atomic() as transaction:
        locked = pool.lock([key])[key]
        sitting = [(seat.agent, seat.turns) for seat in locked.seats]
        turn = locked.give_turn(tie)
        transaction.rollback()
    shown = [
        PreviewSeat(agent, turns, turn.skipped.get(agent.id), turn.weights.get(agent.id))
        for agent, turns in sitting
    ]
    return sorted(shown, key=lambda seat: (seat.turns, seat.agent.name)), turn.agent


def _able_again(catalogue: Catalogue, agent_id: int | None) -> Agent | None:
    """Who had the contact before, if it would go back to them."""
    if agent_id is None or not catalogue.organisation.return_to_former_owner:
        return None
    [seat] = seats.of_agents([agent_id]).values()
    full = Rooms([seat.agent], lock=False).why_not(agent_id)
    return seat.agent if seat.here and not full else None


def _verdict(
    catalogue: Catalogue,
    owner: Agent | None,
    rule: CompiledRule | None,
    pool_key: PoolKey | None,
    agent: Agent | None,
    former: Agent | None,
) -> str:
    if owner:
        return f"Nothing: {owner.name} owns this contact, and rules only give what nobody owns."
    if catalogue.rules.empty:
        return "Nothing: there is no active rule, so neither rules nor fallback act."
    if pool_key is None:
        return "Nothing: no rule matches."
    taker = f"The rule “{rule.name}”" if rule else "The fallback"
    if former:
        return f"{taker} takes the contact, and it goes back to {former.name}, who had it before."
    if agent is None:
        return f"{taker} takes the contact, but nobody of the pool can be given it now."
    return f"{taker} takes the contact and gives it to {agent.name}."

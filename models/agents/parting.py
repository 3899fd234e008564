"""An agent stops, for good or selling: what becomes of their open contacts is said, and done in
sets. No contact stays behind unseen.

Contacts are locked first, then the settings, then all pools, then the agent (models/assignment/
standstill.py). With the pools held nobody is given one meanwhile.
"""

from enum import StrEnum
from typing import Any

from models.agents import staff
from models.agents.agent import Agent, Role
from models.agents.visibility import SALES
from models.assignment import by_hand, deciding
from models.assignment.standstill import hold_now, stand_still
from models.batch import Batch, unit_of_work
from models.contact import Contact
from models.interactions import parting as interactions
from models.notices import telling
from models.refusal import Refusal


class Fate(StrEnum):
    RELEASE = "release"
    """Nobody owns them any more, and the rules are tried as if they had just come."""
    KEEP = "keep"
    """They stay with who has stopped. Not with who goes on in a role that does not see them."""


def stop(agent: Agent, values: dict[str, Any], fate: Fate | Agent | None, cause: str) -> None:
    """Set `values`, with which `agent` stops; their open contacts meet their `fate`, or go to the
    agent who is named.

    Raises Refusal when there are such contacts and nothing is said.
    """
    with unit_of_work(cause, size=max(_open(agent).count(), 1)) as batch:
        hold(agent.id)
        contacts = batch.load(hold_now(*_open_ones(agent)))
        if contacts:
            _check_fate(agent, len(contacts), fate, values.get("role", agent.role))
        met = _unseen(agent, values, batch.load(hold_now(_met_by(agent.id))))
        staff.change(agent, values)
        if fate is Fate.RELEASE:
            _release(batch, contacts)
        elif isinstance(fate, Agent):
            _hand_on(batch, contacts, agent, fate)
        if isinstance(fate, Agent):
            interactions.hand_on(batch, met, agent, fate)
        else:
            interactions.leave(batch, met, agent)


def stops(agent: Agent, values: dict[str, Any]) -> bool:
    """Whether with `values` the agent can no longer take care of open contacts: not active, or in
    a role that does not see them."""
    sells = values.get("role", agent.role) in SALES
    return values.get("active") is False or (agent.role in SALES and not sells)


def _check_fate(agent: Agent, count: int, fate: Fate | Agent | None, role: Role) -> None:
    many = f"{count} open contact{'s' if count > 1 else ''}"
    heir = "the email of the agent who gets them"
    if fate is None:
        keep = "keep, " if role in SALES else ""
        raise Refusal(
            f"{agent.name} has {many}: say in `contacts` what becomes of "
            f"them: release, {keep}or {heir}",
            "contacts",
        )
    if fate is Fate.KEEP and role not in SALES:
        raise Refusal(
            f"{agent.name} has {many}, which the role {Role(role).value} does not see: say release "
            f"in `contacts`, or {heir}",
            "contacts",
        )


def _open(agent: Agent) -> Any:
    return Contact.select(Contact.id).where(*_open_ones(agent))


def _open_ones(agent: Agent) -> tuple[Any, ...]:
    return (Contact.owner == agent, Contact.closed_at.is_null())


def hold(agent_id: int) -> None:
    """Before anything else is locked for an agent who may stop: their contacts, and those whom they
    are to meet. Closed contacts too: who reopens one sees then that its owner has left. Who names
    them an owner by hand at this moment comes before it, or begins anew (by_hand.hold_named)."""
    owned = Contact.select(Contact.id).where(Contact.owner == agent_id)
    stand_still(Contact.id.in_(owned | interactions.to_be_met_by(agent_id)))


def _met_by(agent_id: int) -> Any:
    return Contact.id.in_(interactions.to_be_met_by(agent_id))


def _unseen(agent: Agent, values: dict[str, Any], met: list[Contact]) -> list[Contact]:
    """Of those whom the agent is to meet, whom they will not: all of them, unless they go on in a
    role that sees closed contacts."""
    goes_on = values.get("active", agent.active)
    return [contact for contact in met if contact.closed_at is None or not goes_on]


def _release(batch: Batch, contacts: list[Contact]) -> None:
    for contact in contacts:
        by_hand.release_by_hand(batch, contact)
        deciding.fire_anew(batch, contact)


def _hand_on(batch: Batch, contacts: list[Contact], before: Agent, heir: Agent) -> None:
    """The heir is told once of them all."""
    for contact in contacts:
        by_hand.assign_untold(batch, contact, heir)
    if contacts:
        telling.tell_of_many(batch, heir, before, contacts)

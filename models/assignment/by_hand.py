"""Naming a contact's owner, or nobody: by a person or a program, past the rules. Who may is in
claiming.py."""

from typing import TYPE_CHECKING

from models.agents.agent import Agent
from models.assignment.assignment import MANUAL_TRIGGER, Assignment, Outcome
from models.notices import telling

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact


def assign_by_hand(batch: "Batch", contact: "Contact", agent: Agent) -> None:
    """A person or a program says who owns the contact, whoever owned it before."""
    if contact.owner_id != agent.id:
        telling.tell_of_assignment(batch, contact, agent, assign_untold(batch, contact, agent))


def assign_untold(batch: "Batch", contact: "Contact", agent: Agent) -> int:
    """Give the contact to `agent` without telling them of this one. Answers the assignment's
    id."""
    contact.assign(agent, by_hand=True)
    return batch.new(
        Assignment,
        contact=contact.id,
        agent=agent.id,
        outcome=Outcome.ASSIGNED,
        trigger=MANUAL_TRIGGER,
        cause=batch.cause,
    )


def release_by_hand(batch: "Batch", contact: "Contact") -> None:
    """Nobody owns the contact any more; the rules are not tried for that."""
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

"""Naming a contact's owner, or nobody: by a person or a program, past the rules. Who may is in
claiming.py."""

from typing import TYPE_CHECKING

from models import sets
from models.agents.agent import Agent
from models.assignment.assignment import (
    MANUAL_TRIGGER,
    REOPENED_TRIGGER,
    Assignment,
    Outcome,
)
from models.base import Outrun, database
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
    batch.named[agent.id] = (agent.active, agent.role)
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
    _release(batch, contact, MANUAL_TRIGGER)


def release_reopened(batch: "Batch", contact: "Contact") -> None:
    """Its owner does not see it any more, now that it is open."""
    _release(batch, contact, REOPENED_TRIGGER)


def hold_named(batch: "Batch") -> None:
    """Until the commit those who were named do not leave, nor change their role: of two at once
    the second sees what the first did. Behind everything else that is locked, as all agents.

    Raises Outrun when one did since it was decided: begun anew, it is said to who named them.
    """
    if not batch.named:
        return
    for id, active, role in database.execute_sql(HELD, (sets.listed(sorted(batch.named)),)):
        if batch.named[id] != (active, role):
            raise Outrun("an agent left while contacts were given to them")


HELD = f"""
SELECT id, active, role FROM agent WHERE id = ANY({sets.array("bigint")}) ORDER BY id FOR SHARE
"""


def _release(batch: "Batch", contact: "Contact", trigger: str) -> None:
    if contact.owned:
        batch.new(
            Assignment,
            contact=contact.id,
            agent=contact.owner_id,
            outcome=Outcome.RELEASED,
            trigger=trigger,
            cause=batch.cause,
        )
        contact.release()

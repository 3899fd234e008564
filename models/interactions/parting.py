"""Interactions of an agent who stops: who gets the agent's contacts meets these people instead, and
is told once. The others stay on record with who has stopped, and their contacts are looked at. A6,
X2.

The contacts are locked by who calls (models/agents/parting.py).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.interactions import handing, timeline
from models.interactions.interaction import Interaction

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact

LOOK = "{}, who has stopped, was to meet them: give the interaction to a colleague"


def to_be_met_by(agent_id: int) -> Any:
    """The query of the contacts with whom something of the agent's waits for an outcome."""
    waiting = (Interaction.assignee == agent_id) & Interaction.outcome.is_null()
    return Interaction.select(Interaction.contact).where(
        waiting, Interaction.contact.is_null(False)
    )


def hand_on(batch: "Batch", contacts: Iterable["Contact"], before: Agent, heir: Agent) -> None:
    """What waits with `contacts`, missed ones too, is the heir's, who is told once of it all, and
    reminded of each."""
    ids = sorted(contact.id for contact in contacts)
    theirs = (Interaction.assignee == before) & Interaction.contact.in_(ids)
    waiting = theirs & Interaction.outcome.is_null()
    held = list(Interaction.select().where(waiting).order_by(Interaction.starts_at, Interaction.id))
    Interaction.update(assignee=heir, reminded_at=None, updated_at=batch.now).where(
        waiting
    ).execute()
    for one in held:
        timeline.record_handed_on(batch, one, heir)
        one.assignee = heir
    handing.settle(held, before)
    handing.tell_of_leaver(batch, before, heir, held)


def leave(batch: "Batch", contacts: Iterable["Contact"], before: Agent) -> None:
    """Nobody is named who would keep what is still ahead: a person decides. What was missed is past
    and asks for nothing."""
    ahead = Interaction.select(Interaction.contact).where(
        Interaction.assignee == before,
        Interaction.outcome.is_null(),
        Interaction.ends_at > batch.now,
    )
    expected = {id for (id,) in ahead.tuples()}
    for contact in contacts:
        if contact.id in expected:
            contact.ask_to_look(LOOK.format(before.name))

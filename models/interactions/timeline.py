"""What the timeline of its contact tells of an interaction. Of a personal one nobody's tells."""

from typing import TYPE_CHECKING

from models.agents.agent import Agent
from models.interactions.interaction import Interaction

if TYPE_CHECKING:
    from models.batch import Batch


def record_made(batch: "Batch", made: Interaction) -> None:
    """It was planned, or completed: who was met is contacted."""
    contact = batch.contacts.get(made.contact_id or 0)
    outcome = batch.catalogue.options.get(made.outcome_id or 0)
    if contact is None:
        return
    if outcome is None:
        contact.record("interaction.planned", **_facts(batch, made))
        return
    contact.count_as_contacted(min(made.starts_at, batch.now))
    contact.record("interaction.completed", **_facts(batch, made), outcome=outcome.name)


def record_handed_on(batch: "Batch", was: Interaction, heir: Agent) -> None:
    """What `was` its assignee's is the heir's now: by the time that the timeline knows it by."""
    contact = batch.contacts.get(was.contact_id or 0)
    if contact is not None:
        before = batch.catalogue.agents[was.assignee_id].name
        contact.record("interaction.handed_on", **_facts(batch, was, heir), before=before)


def record_deleted(batch: "Batch", one: Interaction) -> None:
    """What it was, whose and when: all that is left of it."""
    contact = batch.contacts.get(one.contact_id or 0)
    if contact is not None:
        contact.record("interaction.deleted", **_facts(batch, one))


def _facts(batch: "Batch", one: Interaction, heir: Agent | None = None) -> dict[str, str | int]:
    """One without a type is called an interaction. It is its assignee's, or the heir's now."""
    kind = batch.catalogue.options.get(one.type_id or 0)
    agent = heir or batch.catalogue.agents[one.assignee_id]
    return {
        "interaction": one.id,
        "type": kind.name if kind else "Interaction",
        "agent": agent.name,
        "starts_at": one.starts_at.isoformat(),
    }

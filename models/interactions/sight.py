"""Who sees an interaction, and who may change it. A6, I2, I9."""

from typing import Any

from models.agents.agent import Agent
from models.agents.visibility import manages, sees_all, visible_to
from models.contact import Contact
from models.interactions.interaction import Interaction, InteractionKind

STANDARD = Interaction.kind == InteractionKind.STANDARD


def seen_by(agent: Agent | None) -> Any:
    """The condition for a query of interactions that `agent` may see: one's own, and those with a
    contact that one sees. A personal one is nobody else's business. None is a program."""
    if agent is None:
        return Interaction.id.is_null(False)
    mine = Interaction.assignee == agent
    if sees_all(agent):
        return mine | STANDARD
    with_seen = Interaction.contact.in_(Contact.select(Contact.id).where(visible_to(agent)))
    return mine | (STANDARD & with_seen)


def may_change(interaction: Interaction, agent: Agent | None) -> bool:
    """Its assignee and who manages; a personal one its assignee alone."""
    if agent is None or interaction.assignee_id == agent.id:
        return True
    return interaction.kind is InteractionKind.STANDARD and manages(agent)

"""Who sees opportunities and purchases: whoever sees their contact. A6."""

from typing import Any

from models.agents.agent import Agent
from models.agents.visibility import sees_all, visible_to
from models.contact import Contact


def seen_by(agent: Agent | None, model: Any) -> Any:
    """The condition for a query of `model`, which refers to contacts. None is a program."""
    if sees_all(agent):
        return model.id.is_null(False)
    return model.contact.in_(Contact.select(Contact.id).where(visible_to(agent)))

"""What an agent was told, as far as they may still see it, and what they have seen. A6, X13."""

from collections.abc import Sequence
from typing import Any

import peewee

from models.agents.agent import Agent
from models.agents.visibility import sees_all, visible_to
from models.clock import now
from models.contact import Contact
from models.interactions.interaction import Interaction
from models.interactions.wording import ALL_OF_A_DAY
from models.notices.notification import Notification

MOST_COUNTED = 100
"""More unread ones than this nobody counts: every page asks."""
LINK = Notification.payload["link"].as_text()


def notifications_of(agent: Agent) -> Any:
    """The query of them. Who does not sell sees no letter about an open contact, be it of an
    interaction with one, nor one about many: it was written when their role, or the contact's
    status, was another. A day of interactions names nobody."""
    query = Notification.select().where(Notification.agent == agent)
    if sees_all(agent):
        return query
    seen = _paths(Contact, "/contacts/").where(visible_to(agent))
    return query.where(LINK.in_(seen) | _of_own_interactions(agent))


def unseen(agent: Agent, contact_id: int) -> bool:
    """Whether there is something about the contact that the agent has not looked at."""
    return bool(Notification.select().where(*_unseen(agent, f"/contacts/{contact_id}")).exists())


def unseen_interaction(agent: Agent, id: int) -> bool:
    """The same of an interaction."""
    return bool(Notification.select().where(*_unseen(agent, f"/interactions/{id}")).exists())


def see(agent: Agent, contact_id: int) -> None:
    """Who looks at the contact has seen what they were told about it."""
    _see(agent, f"/contacts/{contact_id}")


def see_interactions(agent: Agent, ids: Sequence[int]) -> None:
    """The same of interactions."""
    _see(agent, *(f"/interactions/{id}" for id in ids))


def _see(agent: Agent, *links: str) -> None:
    Notification.update(read_at=now()).where(*_unseen(agent, *links)).execute()


def _unseen(agent: Agent, *links: str) -> list[Any]:
    own = Notification.agent == agent
    return [own, Notification.read_at.is_null(), LINK.in_(links)]


def unread(agent: Agent) -> int:
    """How many they have not read, up to MOST_COUNTED: quick however many contacts there are."""
    waiting = Notification.select(Notification.id).where(
        Notification.agent == agent, Notification.read_at.is_null()
    )
    if not sees_all(agent):
        seen = Contact.select(Contact.id).where(visible_to(agent))
        of_contacts = Notification.contact.in_(seen) & ~LINK.startswith("/interactions/")
        waiting = waiting.where(of_contacts | _of_own_interactions(agent))
    count: int = waiting.limit(MOST_COUNTED).count()
    return count


def _of_own_interactions(agent: Agent) -> Any:
    """With whom the agent may see, or with nobody; and whole days of them."""
    seen = Contact.select(Contact.id).where(visible_to(agent))
    with_whom = Interaction.contact.is_null() | Interaction.contact.in_(seen)
    own = _paths(Interaction, "/interactions/").where(Interaction.assignee == agent, with_whom)
    return LINK.in_(own) | LINK.startswith(ALL_OF_A_DAY)


def _paths(model: Any, section: str) -> Any:
    """The addresses of what there is, as letters link to them."""
    return model.select(peewee.Value(section).concat(model.id.cast("text")))

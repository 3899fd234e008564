"""What an agent was told, as far as they may still see it, and what they have seen. A6, X13."""

from typing import Any

import peewee

from models.agents.agent import Agent
from models.agents.visibility import sees_all, visible_to
from models.clock import now
from models.contact import Contact
from models.notices.notification import Notification

MOST_COUNTED = 100
"""More unread ones than this nobody counts: every page asks."""


def notifications_of(agent: Agent) -> Any:
    """The query of them. Who does not sell sees no letter about an open contact, nor one about
    many: it was written when their role, or the contact's status, was another."""
    query = Notification.select().where(Notification.agent == agent)
    if sees_all(agent):
        return query
    link = Notification.payload["link"].as_text()
    contact = peewee.Value("/contacts/").concat(Contact.id.cast("text"))
    seen = Contact.select(contact).where(visible_to(agent))
    return query.where(link.in_(seen))


def unseen(agent: Agent, contact_id: int) -> bool:
    """Whether there is something about the contact that the agent has not looked at."""
    return bool(Notification.select().where(*_unseen(agent, contact_id)).exists())


def see(agent: Agent, contact_id: int) -> None:
    """Who looks at the contact has seen what they were told about it."""
    Notification.update(read_at=now()).where(*_unseen(agent, contact_id)).execute()


def _unseen(agent: Agent, contact_id: int) -> list[Any]:
    link = Notification.payload["link"].as_text()
    own = Notification.agent == agent
    return [own, Notification.read_at.is_null(), link == f"/contacts/{contact_id}"]


def unread(agent: Agent) -> int:
    """How many they have not read, up to MOST_COUNTED: quick however many contacts there are."""
    waiting = Notification.select(Notification.id).where(
        Notification.agent == agent, Notification.read_at.is_null()
    )
    if not sees_all(agent):
        seen = Contact.select(Contact.id).where(visible_to(agent))
        waiting = waiting.where(Notification.contact.in_(seen))
    count: int = waiting.limit(MOST_COUNTED).count()
    return count

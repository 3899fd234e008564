"""What an agent was told, as far as they may still see it. A6, X13."""

from typing import Any

import peewee

from models.agents.agent import Agent
from models.agents.visibility import sees_all, visible_to
from models.contact import Contact
from models.notices.notification import Notification


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

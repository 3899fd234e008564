"""How far each agent has read each conversation. Changes nothing of the contact."""

import peewee
from peewee import fn

from models.agents.agent import Agent
from models.base import Model
from models.contact.contact import Contact
from models.contact.message import SPEECHLESS, Author, Message


class ConversationRead(Model):
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE", index=False)
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE")
    message = peewee.BigIntegerField()
    """The id of the newest message when the agent looked last."""

    class Meta:
        primary_key = peewee.CompositeKey("agent", "contact")


def mark(agent: Agent, contact_id: int, message_id: int) -> None:
    """`agent` has read so far. A page that was opened earlier takes nothing back."""
    further = fn.GREATEST(ConversationRead.message, peewee.EXCLUDED.message)
    ConversationRead.insert(agent=agent, contact=contact_id, message=message_id).on_conflict(
        conflict_target=[ConversationRead.agent, ConversationRead.contact],
        update={ConversationRead.message: further},
    ).execute()


def read_until(agent: Agent, contact_id: int) -> int:
    """The newest message that `agent` has read; 0: none."""
    found = ConversationRead.get_or_none(
        ConversationRead.agent == agent, ConversationRead.contact == contact_id
    )
    return found.message if found else 0


def last_heard(contact_id: object) -> "peewee.ModelSelect":
    """The query of the id of the newest message that the contact wrote. A reaction is none."""
    own = Message.select(Message.id).where(
        Message.contact == contact_id,
        Message.author == Author.CONTACT,
        Message.type.not_in(SPEECHLESS),
    )
    return own.order_by(Message.id.desc()).limit(1)

"""Notes: what colleagues tell each other about a contact. The contact never sees them."""

from typing import Any

import peewee

from models.agents.agent import Agent
from models.base import Model, moment
from models.contact.contact import Contact

LONGEST = 4096
"""Characters."""


class Note(Model):
    id = peewee.BigAutoField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="SET NULL", null=True, index=False)
    """None: a program wrote it."""
    text = peewee.TextField()
    created_at = moment()

    class Meta:
        indexes = ((("contact", "id"), False),)


def write(contact: Contact, text: str, agent: Agent | None) -> int:
    """Keep a note of `agent` about `contact`. Answers its id."""
    return contact.batch.new(Note, contact=contact.id, agent=agent.id if agent else None, text=text)


def of_contact(contact_id: int) -> Any:
    """The query of a contact's notes, newest first."""
    return Note.select().where(Note.contact == contact_id).order_by(Note.id.desc())

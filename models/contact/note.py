"""Notes: what colleagues tell each other about a contact. The contact never sees them."""

import peewee

from models.agents.agent import Agent
from models.base import Model, moment
from models.contact.contact import Contact


class Note(Model):
    id = peewee.BigAutoField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="SET NULL", null=True, index=False)
    """None: a program wrote it."""
    text = peewee.TextField()
    created_at = moment()

    class Meta:
        indexes = ((("contact", "id"), False),)

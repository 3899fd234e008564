"""Agents: the people who answer, with their role. R3 to R8 give them contacts."""

from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.base import Model, moment


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    SALES_MANAGER = "sales_manager"
    SALES_AGENT = "sales_agent"
    SUPPORT = "support"
    OPERATIONS = "operations"
    ACCOUNT_MANAGER = "account_manager"


class Agent(Model):
    id = peewee.BigAutoField()
    name = peewee.TextField()
    email = peewee.TextField()
    role = EnumField(Role, default=Role.SALES_AGENT, max_length=20)
    whatsapp = peewee.TextField(null=True)
    """Digits with country code: where the agent is told on WhatsApp (W6)."""
    active = peewee.BooleanField(default=True)
    available = peewee.BooleanField(default=True)
    """False while away: nobody gets a contact then (X1)."""
    password_hash = peewee.TextField(null=True)
    created_at = moment()

    @property
    def here(self) -> bool:
        """May be given a contact now."""
        return bool(self.active and self.available)


Agent.add_index(Agent.index(peewee.fn.LOWER(Agent.email), unique=True, name="agent_email_unique"))
Agent.add_index(
    Agent.index(
        Agent.whatsapp,
        unique=True,
        where=Agent.whatsapp.is_null(False),
        name="agent_whatsapp_unique",
    )
)

"""Agents: the people who answer, with their role. R3 to R8 give them contacts."""

from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.base import Model, moment, partial_index


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    SALES_MANAGER = "sales_manager"
    SALES_AGENT = "sales_agent"
    SUPPORT = "support"
    OPERATIONS = "operations"
    ACCOUNT_MANAGER = "account_manager"

    @property
    def sells(self) -> bool:
        """Works towards a sale: sees every contact and can own an open one. The others see those
        in a closure status only, and take over such ones (A6)."""
        return self not in {Role.SUPPORT, Role.OPERATIONS, Role.ACCOUNT_MANAGER}


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
    timezone = peewee.TextField(null=True)
    """Of `hours`, leave, quiet hours and the digest; None: the organisation's."""
    hours = peewee.JSONField(null=True)
    """When they work, by weekday: ``{"mon": [["09:00", "17:30"]], …}``; None: always (X1)."""
    capacity = peewee.IntegerField(null=True, constraints=[peewee.Check("capacity >= 0")])
    """So many open contacts at most are given to them; None: any number (X3)."""
    weight = peewee.IntegerField(default=1, constraints=[peewee.Check("weight BETWEEN 1 AND 10")])
    """Turns in a cycle of a pool, beside those of the others (X3)."""
    password_hash = peewee.TextField(null=True)
    calendar_hash = peewee.TextField(null=True)
    """SHA-256 of the secret in the address of their calendar feed; None: there is none."""
    created_at = moment()

    @property
    def here(self) -> bool:
        """Has neither left nor said to be away. Hours and leave are in presence.py."""
        return bool(self.active and self.available)


class Leave(Model):
    """Days on which an agent is away, first and last included, in the agent's time zone (X1)."""

    id = peewee.BigAutoField()
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE")
    first_day = peewee.DateField()
    last_day = peewee.DateField(constraints=[peewee.Check("last_day >= first_day")])
    reason = peewee.TextField(default="")


Agent.add_index(Agent.index(peewee.fn.LOWER(Agent.email), unique=True, name="agent_email_unique"))
partial_index(
    Agent,
    "agent_calendar_unique",
    "calendar_hash",
    where=Agent.calendar_hash.is_null(False),
    unique=True,
)
partial_index(
    Agent, "agent_whatsapp_unique", "whatsapp", where=Agent.whatsapp.is_null(False), unique=True
)

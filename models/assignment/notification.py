"""What an agent is told: once for each assignment, in the pages, and from there by email and
WhatsApp (W6)."""

from typing import Any

import peewee

from models.agents.agent import Agent
from models.assignment.assignment import Assignment
from models.base import Model, TimeField, moment


class Notification(Model):
    id = peewee.BigAutoField()
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE", index=False)
    assignment = peewee.ForeignKeyField(Assignment, on_delete="CASCADE", unique=True)
    payload = peewee.JSONField()
    created_at = moment()
    read_at = TimeField(null=True)

    class Meta:
        indexes = ((("agent", "id"), False),)


def assigned_payload(agent: Agent, contact: Any) -> dict[str, Any]:
    """What the agent of an assignment is told, as plain data that mail and pages lay out."""
    name = contact.name or "A new contact"
    return {
        "to": agent.email,
        "subject": f"{name} is yours",
        "paragraphs": [f"Hello {agent.name},", f"{name} was assigned to you."],
        "facts": [[trait, _shown(value)] for trait, value in contact.traits.items()],
        "link": f"/contacts/{contact.id}",
    }


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

"""What an agent is told, each thing once: in the pages, and from there by email and WhatsApp (W6,
A11, X9)."""

from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.agents.agent import Agent
from models.base import Model, TimeField, moment, partial_index
from models.contact import Contact


class NotificationKind(StrEnum):
    ASSIGNED = "assigned"
    DEADLINE = "deadline"
    """A closure deadline comes, is there, or has passed (A11, X9)."""
    FIRST_REPLY = "first_reply"
    """A contact waits for the owner's first word (X5)."""
    ESCALATION = "escalation"
    """A manager is told what an owner did not do."""
    PERSON = "person"
    """A contact asks for a person, or a workflow hands it over (X11)."""
    STATUS = "status"
    """A contact entered a status whose automation says so (M5)."""
    DIGEST = "digest"
    WEBHOOK = "webhook"
    """A webhook endpoint was switched off because nothing arrives there (X14)."""
    MERGED = "merged"
    """A contact of theirs was the same person as a colleague's (X6)."""
    INTERACTION = "interaction"
    """An interaction of theirs begins soon, or somebody gave them one, moved or took it (I1)."""
    CAMPAIGN = "campaign"
    """A campaign was paused by something that everybody's message would meet (C4)."""


class Notification(Model):
    id = peewee.BigAutoField()
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE", index=False)
    kind = EnumField(NotificationKind, default=NotificationKind.ASSIGNED, max_length=12)
    key = peewee.TextField(unique=True)
    """What this tells, so that it is told once: ``assignment:7``,
    ``deadline:12:2026-01-15:0:3``."""
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", null=True, index=False)
    """Whom it is about; None when it is about many."""
    payload = peewee.JSONField()
    created_at = moment()
    read_at = TimeField(null=True)

    class Meta:
        indexes = ((("agent", "id"), False),)


partial_index(
    Notification, "notification_contact", "contact", where=Notification.contact.is_null(False)
)
partial_index(Notification, "notification_unread", "agent", where=Notification.read_at.is_null())
partial_index(
    Notification, "notification_of_many", "created_at", where=Notification.contact.is_null()
)

"""What an agent is told, each thing once: in the pages, and from there by email and WhatsApp (W6,
A11, X9)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import peewee
from playhouse.fields import EnumField

from models.agents.agent import Agent
from models.base import Model, TimeField, moment
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


Notification.add_index(
    Notification.index(
        Notification.contact,
        where=Notification.contact.is_null(False),
        name="notification_contact",
    )
)
Notification.add_index(
    Notification.index(
        Notification.created_at,
        where=Notification.contact.is_null(),
        name="notification_of_many",
    )
)


def told(
    agent: Agent, subject: str, sentence: str, facts: list[list[str]], link: str
) -> dict[str, Any]:
    """What `agent` is told, as plain data that mail, pages and templates lay out. `link` is a
    path."""
    return {
        "to": agent.email,
        "subject": subject,
        "paragraphs": [f"Hello {agent.name},", sentence],
        "facts": facts,
        "link": link,
    }


def assigned_payload(agent: Agent, contact: Any) -> dict[str, Any]:
    """What the agent of an assignment is told."""
    name = contact.called()
    sentence = f"{name} was assigned to you."
    return told(agent, f"{name} is yours", sentence, answers_of(contact), link_to(contact))


def answers_of(contact: Any) -> list[list[str]]:
    """What the contact has answered, by trait."""
    return [[trait, _shown(value)] for trait, value in contact.traits.items()]


def link_to(contact: Any) -> str:
    return f"/contacts/{contact.id}"


def handed_on_payload(agent: Agent, before: Agent, contacts: Sequence[Any]) -> dict[str, Any]:
    """The same, of many contacts at once; of the first some it says who they are."""
    count = len(contacts)
    whose = f"{count} contact{'s' if count > 1 else ''} of {before.name}"
    subject = f"{whose} {'are' if count > 1 else 'is'} yours"
    sentence = f"{whose}, who has stopped, now belong to you."
    named = [[f"Contact {one.id}", one.called()] for one in contacts[:NAMED]]
    return told(agent, subject, sentence, named, "/contacts")


def imported_payload(agent: Agent, kind: str, count: int) -> dict[str, Any]:
    """What an agent is told of an import, once for all its contacts."""
    many = f"{count} imported contact{'s' if count > 1 else ''}"
    if kind == NotificationKind.ASSIGNED:
        subject = f"{many} {'are' if count > 1 else 'is'} yours"
        sentence = f"{many} {'were' if count > 1 else 'was'} assigned to you."
    else:
        subject = f"{many} entered a status that you are told of"
        sentence = f"{subject}."
    return told(agent, subject, sentence, [], "/contacts")


NAMED = 20
"""Contacts that one notice names at most."""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

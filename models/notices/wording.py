"""What agents are told, as plain data that mail, pages and templates lay out; here of contacts that
are theirs now. What reminders of deadlines and first replies say lives in
models/reminders/wording.py, what is said of interactions in models/interactions/wording.py, the
digest in models/reminders/digest.py."""

from collections.abc import Sequence
from typing import Any

from models.agents.agent import Agent
from models.notices.notification import NotificationKind


def notice(
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
    return notice(agent, f"{name} is yours", sentence, answers_of(contact), link_to(contact))


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
    return notice(agent, subject, sentence, named, "/contacts")


def imported_payload(agent: Agent, kind: str, count: int) -> dict[str, Any]:
    """What an agent is told of an import, once for all its contacts."""
    many = f"{count} imported contact{'s' if count > 1 else ''}"
    if kind == NotificationKind.ASSIGNED:
        subject = f"{many} {'are' if count > 1 else 'is'} yours"
        sentence = f"{many} {'were' if count > 1 else 'was'} assigned to you."
    else:
        subject = f"{many} entered a status that you are told of"
        sentence = f"{subject}."
    return notice(agent, subject, sentence, [], "/contacts")


NAMED = 20
"""Contacts that one notice names at most."""


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

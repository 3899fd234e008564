"""Calling a colleague to a contact who asks for a person (X11): the owner, or whoever the rules
find; nobody found, the managers. Who wanted it and how it was understood is not known here."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.assignment import notices
from models.assignment.notification import NotificationKind, assigned_payload
from models.reminders.recipients import managers

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact

NOBODY_OWNS = "Nobody owns this contact yet: claim it, or give it to somebody."


@dataclass(frozen=True, slots=True)
class Call:
    """`cause` makes it one call, however many are told of it."""

    contact: "Contact"
    owner_id: int | None
    """Who had the contact when the call was made."""
    cause: str


def call(batch: "Batch", contact: "Contact") -> None:
    """Somebody shall come. Who is told is known when the rules have given their turns."""
    batch.calls.append(Call(contact, contact.owner_id, batch.cause))


def settle_calls(batch: "Batch") -> None:
    """Tell the owner, or the managers. Who has just been given the contact hears so anyway."""
    for one in batch.calls:
        owner = batch.catalogue.agents.get(one.owner_id or 0)
        if owner is not None and owner.active:
            _tell(batch, one, owner)
        elif owner is not None or not one.contact.owned:
            for agent in managers(batch.catalogue):
                _tell(batch, one, agent)


def _tell(batch: "Batch", one: Call, agent: Agent) -> None:
    notices.notify(
        batch,
        agent,
        NotificationKind.PERSON,
        f"person:{one.cause}:{agent.id}",
        wanted_payload(agent, one.contact),
        contact=one.contact,
    )


def wanted_payload(agent: Agent, contact: Any) -> dict[str, Any]:
    """What a colleague who is called is told, as plain data that mail and pages lay out."""
    name = contact.name or "A contact"
    asked = f"{name} asks for a person. The bot is silent now."
    whose = [] if contact.owned else [NOBODY_OWNS]
    return assigned_payload(agent, contact) | {
        "subject": f"{name} asks for a person",
        "paragraphs": [f"Hello {agent.name},", asked, *whose],
    }

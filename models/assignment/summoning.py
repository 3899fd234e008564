"""Summoning a colleague to a contact who asks for a person, or whom a workflow hands over (X11).

The owner is told, or whoever the rules find; nobody found, the managers. How it came to that is not
known here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.notices import telling
from models.notices.notification import NotificationKind
from models.notices.recipients import managers
from models.notices.wording import assigned_payload

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact

ASKS, NEEDS = "asks for a person", "needs a person"
NOBODY_OWNS = "Nobody owns this contact yet: claim it, or give it to somebody."


@dataclass(frozen=True, slots=True)
class Summons:
    """`cause` makes it one summons, however many are told of it."""

    contact: "Contact"
    owner_id: int | None
    """Who had the contact when it was made."""
    cause: str
    what: str
    why: str


def summon(batch: "Batch", contact: "Contact", what: str = ASKS, why: str = "") -> None:
    """Somebody shall come. Who is told is known when the rules have given their turns."""
    batch.summons.append(Summons(contact, contact.owner_id, batch.cause, what, why))


def tell_summoned(batch: "Batch") -> None:
    """Tell the owner, or the managers. Who has just been given the contact hears so anyway."""
    for one in batch.summons:
        owner = batch.catalogue.agents.get(one.owner_id or 0)
        if owner is not None and owner.active:
            _tell(batch, one, owner)
        elif owner is not None or not one.contact.owned:
            for agent in managers(batch.catalogue):
                _tell(batch, one, agent)


def _tell(batch: "Batch", one: Summons, agent: Agent) -> None:
    telling.notify(
        batch,
        agent,
        NotificationKind.PERSON,
        f"person:{one.cause}:{agent.id}",
        _payload(one, agent),
        contact=one.contact,
    )


def _payload(one: Summons, agent: Agent) -> dict[str, Any]:
    """What a colleague who is summoned is told, as plain data that mail and pages lay out."""
    name = one.contact.called()
    why = f": {one.why}" if one.why else ""
    said = f"{name} {one.what}{why}. The bot is silent now."
    whose = [] if one.contact.owned else [NOBODY_OWNS]
    return assigned_payload(agent, one.contact) | {
        "subject": f"{name} {one.what}",
        "paragraphs": [f"Hello {agent.name},", said, *whose],
    }

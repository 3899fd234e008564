"""Carries out what a status's automation says, in the change set that brought the contact there.

Tags and the state change at once, so that assignment rules see them; messages and notices wait
until everything is decided, so that they know the owner and the last answers. What an automation
causes bears its name as the cause, and never sets off another one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.automation.actions import Action, Notified, filled
from models.contact.state import State
from models.notices import telling
from models.notices.notification import Notification, NotificationKind
from models.notices.recipients import managers, owner_of
from models.notices.wording import answers_of, link_to, notice

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact
    from models.settings.automation import Automation
    from models.settings.status import Status

CAUSE = "automation:"


@dataclass(frozen=True, slots=True)
class Entrance:
    """A contact has entered a status whose automation has something left to do."""

    contact: "Contact"
    status: str
    automation: "Automation"


def enter(batch: "Batch", contact: "Contact", status: "Status") -> None:
    """`contact` has just entered `status`."""
    automation = batch.catalogue.automations.get(status.id)
    if automation is None or batch.cause.startswith(CAUSE):
        return
    contact.record("status.entered", status=status.name, automation=automation.id)
    brought_here_by, batch.cause = batch.cause, f"{CAUSE}{automation.id}"
    for action in automation.actions:
        _change(contact, action)
    batch.cause = brought_here_by
    # Whoever comes twice within one batch is written to once.
    entrance = Entrance(contact, status.name, automation)
    batch.entrances.setdefault((contact.id, automation.id), entrance)


def follow_up(batch: "Batch") -> None:
    """Send and tell what the automations of this batch say; the batch is about to be written."""
    for entrance in batch.entrances.values():
        batch.cause = f"{CAUSE}{entrance.automation.id}"
        for action in entrance.automation.actions:
            if "send" in action:
                _send(entrance.contact, action["send"])
            elif "notify" in action:
                _notify(entrance, action["notify"])


def _change(contact: "Contact", action: Action) -> None:
    match action:
        case {"tag": name}:
            contact.add_tag(name)
        case {"untag": name}:
            contact.remove_tag(name)
        case {"state": state}:
            contact.set_state(State(state))


def _send(contact: "Contact", template: dict[str, Any]) -> None:
    contact.say_if_allowed(filled(template, contact.facts()))


def _notify(entrance: Entrance, whom: str) -> None:
    contact = entrance.contact
    receivers = list(_receivers(contact, whom))
    if not receivers:
        contact.record("status.nobody_told", status=entrance.status, whom=whom)
    for agent in receivers:
        _tell(entrance, agent)


def _receivers(contact: "Contact", whom: str) -> Iterable[Agent]:
    if whom == Notified.MANAGERS:
        return managers(contact.batch.catalogue)
    owner = owner_of(contact, contact.batch.catalogue)
    return [owner] if owner else []


def _tell(entrance: Entrance, agent: Agent) -> None:
    contact, batch = entrance.contact, entrance.contact.batch
    # Of a batch its own: a contact may enter a status again and again.
    key = f"status:{contact.id}:{entrance.automation.id}:{batch.next_id(Notification)}"
    payload = _payload(entrance, agent)
    telling.notify(batch, agent, NotificationKind.STATUS, key, payload, contact=contact)


def _payload(entrance: Entrance, agent: Agent) -> dict[str, Any]:
    contact = entrance.contact
    name = contact.called()
    sentence = f"{name} has entered the status {entrance.status}."
    subject = f"{name} is now {entrance.status}"
    return notice(agent, subject, sentence, answers_of(contact), link_to(contact))

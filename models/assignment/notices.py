"""Telling an agent something, such as an assignment: in the pages, by email and, if they gave a
number, on WhatsApp (W6)."""

from typing import TYPE_CHECKING, Any

from models.agents.agent import Agent
from models.assignment.notification import Notification, NotificationKind, assigned_payload
from models.work.outbox import OutboxKind

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact


def tell(batch: "Batch", contact: "Contact", agent: Agent, assignment: int) -> None:
    """Each way once for this assignment: unique indexes see to it."""
    notify(
        batch,
        agent,
        NotificationKind.ASSIGNED,
        f"assignment:{assignment}",
        assigned_payload(agent, contact),
        contact=contact,
        assignment=assignment,
    )


def notify(
    batch: "Batch",
    agent: Agent,
    kind: NotificationKind,
    key: str,
    payload: dict[str, Any],
    contact: "Contact",
    assignment: int | None = None,
) -> None:
    """Tell `agent` what `payload` says. `key` names what is told: it must be new."""
    notification = batch.new(
        Notification,
        agent=agent.id,
        kind=kind,
        key=key,
        assignment=assignment,
        payload=payload,
    )
    batch.owe(
        OutboxKind.EMAIL,
        lane=f"agent:{agent.id}:email",
        payload=payload,
        contact=contact.id,
        notification=notification,
    )
    if agent.whatsapp:
        _tell_on_whatsapp(batch, contact, agent, notification)


def _tell_on_whatsapp(batch: "Batch", contact: "Contact", agent: Agent, notification: int) -> None:
    """By template: nobody knows whether the agent's 24-hour window is open."""
    organisation = batch.catalogue.organisation
    batch.owe(
        OutboxKind.WHATSAPP,
        lane=f"agent:{agent.id}:whatsapp",
        payload={
            "type": "template",
            "name": organisation.notice_template,
            "language": organisation.notice_language,
            "parameters": [agent.name, contact.name or "A new contact"],
        },
        contact=contact.id,
        notification=notification,
        number=contact.number,
        recipient=agent.whatsapp,
    )

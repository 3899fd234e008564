"""Telling an agent of an assignment: in the pages, by email and, if they gave a number, on WhatsApp
(W6)."""

from typing import TYPE_CHECKING

from models.agents.agent import Agent
from models.assignment.notification import Notification, assigned_payload
from models.work.outbox import OutboxKind

if TYPE_CHECKING:
    from models.batch import Batch
    from models.contact import Contact


def tell(batch: "Batch", contact: "Contact", agent: Agent, assignment: int) -> None:
    """Each way once for this assignment: unique indexes see to it."""
    payload = assigned_payload(agent, contact)
    notification = batch.new(
        Notification,
        agent=agent.id,
        key=f"assignment:{assignment}",
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
    tell_on_whatsapp(batch, contact, agent, notification)


def tell_on_whatsapp(batch: "Batch", contact: "Contact", agent: Agent, notification: int) -> None:
    """Whoever gave a number. By template: nobody knows whether the agent's 24-hour window is
    open."""
    if agent.whatsapp is None:
        return
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

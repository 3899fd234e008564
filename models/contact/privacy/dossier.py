"""Everything that is kept about one person, as plain data: what who asks what we know of them gets
(X19).

Colleagues' notes are about the person and belong to it; colleagues are named, and nothing else is
said of them. Raw deliveries say the same as the messages and are left out.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.assignment.assignment import Assignment
from models.campaigns.campaign import Campaign, CampaignRecipient
from models.catalogue import Catalogue
from models.clock import now
from models.contact.card import cards
from models.contact.contact import Contact, Identifier
from models.contact.event import Event
from models.contact.message import Message
from models.contact.note import Note
from models.contact.timeline import sentence
from models.interactions.interaction import Interaction, Post
from models.notices.notification import Notification
from models.queues.item import WorkState
from models.queues.job import JobRow
from models.queues.outbox import OutboxItem
from models.sales.opportunity import Opportunity
from models.sales.purchase import Purchase
from models.workflow.tables import Run

Section = list[dict[str, Any]]

PLAIN = (
    *("name", "username", "email", "town", "postcode", "state"),
    *("closure_deadline", "closed_at", "origin", "flag"),
    *("last_heard_at", "last_contacted_at", "silenced_at", "opted_out_at", "created_at"),
    *("updated_at", "status_since"),
)
"""Of the contact itself."""


def dossier(contact: Contact) -> dict[str, Any]:
    """As JSON has it."""
    told = {name: section(contact) for name, section in SECTIONS.items()}
    return {"exported_at": _plain(now()), "contact": _contact(contact), **told}


def _contact(contact: Contact) -> dict[str, Any]:
    [card] = cards([contact])
    shown = {name: _plain(getattr(contact, name)) for name in PLAIN}
    return {
        "id": contact.id,
        **shown,
        "company": contact.company.name if contact.company_id else None,
        "status": card.status.name,
        "source": card.source.name if card.source else None,
        "owner": card.owner.name if card.owner else None,
        "traits": card.traits,
        "tags": [tag.name for tag in card.tags],
    }


def _identifiers(contact: Contact) -> Section:
    """Also those that lead to them no more."""
    return [
        _picked(row, ("kind", "value", "active", "created_at")) for row in _of(Identifier, contact)
    ]


def _messages(contact: Contact) -> Section:
    names = (
        *("author", "type", "text", "content", "delivery", "error", "sent_at", "edited_at"),
        *("revoked_at", "number", "wamid"),
    )
    return _by_people(_of(Message, contact), *names)


def _notes(contact: Contact) -> Section:
    return _by_people(_of(Note, contact), "text", "created_at")


def _interactions(contact: Contact) -> Section:
    """Calls, visits and the like, with what colleagues said about them."""
    rows = list(_of(Interaction, contact))
    names = {id: option.name for id, option in Catalogue.current().options.items()}
    agents = Catalogue.current().agents
    return [
        _picked(row, ("starts_at", "ends_at", "note", "completed_at"))
        | {name: names.get(getattr(row, f"{name}_id")) for name in CHOSEN}
        | {"agent": agents[row.assignee_id].name}
        | {"posts": _by_people(row.post_set.order_by(Post.id), "text", "created_at")}
        for row in rows
    ]


CHOSEN = ("type", "purpose", "outcome", "next_action")


def _opportunities(contact: Contact) -> Section:
    names = ("name", "value", "expected_on", "state", "decided_at", "created_at")
    return _by_people(_of(Opportunity, contact), *names)


def _purchases(contact: Contact) -> Section:
    names = ("bought_at", "reference", "currency", "total", "note", "created_at")
    return [
        _picked(row, names)
        | {"items": [_picked(item, ("name", "product", "quantity", "price")) for item in row.items]}
        for row in _of(Purchase, contact)
    ]


def _events(contact: Contact) -> Section:
    return [
        {"at": _plain(row.at), "name": row.name, "sentence": sentence(row), "data": row.data}
        for row in _of(Event, contact)
    ]


def _assignments(contact: Contact) -> Section:
    """Why they were given to whom, with what was looked at."""
    names = ("outcome", "trigger", "facts", "created_at", "replied_at")
    return _by_people(_of(Assignment, contact), *names)


def _workflows(contact: Contact) -> Section:
    catalogue = Catalogue.current()
    names = ("state", "step", "trail", "started_at", "ended_at")
    return [
        {"workflow": catalogue.version(row.version_id).workflow.name} | _picked(row, names)
        for row in _of(Run, contact)
    ]


def _notifications(contact: Contact) -> Section:
    """What colleagues were told about them."""
    told = ("subject", "paragraphs", "facts")
    agents = Catalogue.current().agents
    return [
        {
            "to": agents[row.agent_id].name,
            "at": _plain(row.created_at),
            **{name: row.payload.get(name) for name in told},
        }
        for row in _of(Notification, contact)
    ]


def _campaigns(contact: Contact) -> Section:
    rows = CampaignRecipient.select(Campaign.name, CampaignRecipient.state)
    found = rows.join(Campaign).where(CampaignRecipient.contact == contact).order_by(Campaign.id)
    return [{"campaign": name, "state": _plain(state)} for name, state in found.tuples()]


def _imports(contact: Contact) -> Section:
    """What was given for them in jobs, and is kept."""
    rows = JobRow.select().where(JobRow.contact == contact, JobRow.data.is_null(False))
    return [_picked(row, ("number", "data", "reason")) for row in rows]


def _owed(contact: Contact) -> Section:
    """What is on its way to them or about them."""
    waiting = _of(OutboxItem, contact).where(OutboxItem.state != WorkState.DONE)
    return [_picked(row, ("kind", "payload", "state", "created_at")) for row in waiting]


def _by_people(rows: Iterable[Any], *names: str) -> Section:
    agents = Catalogue.current().agents
    return [
        _picked(row, names)
        | {"agent": agents[row.agent_id].name if row.agent_id in agents else None}
        for row in rows
    ]


def _of(model: Any, contact: Contact) -> Any:
    return model.select().where(model.contact == contact.id).order_by(model.id)


def _picked(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "value", value)


SECTIONS: dict[str, Callable[[Contact], Section]] = {
    "identifiers": _identifiers,
    "messages": _messages,
    "notes": _notes,
    "interactions": _interactions,
    "opportunities": _opportunities,
    "purchases": _purchases,
    "events": _events,
    "assignments": _assignments,
    "workflows": _workflows,
    "notifications": _notifications,
    "campaigns": _campaigns,
    "imports": _imports,
    "owed": _owed,
}

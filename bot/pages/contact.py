"""`/contacts/ID`: who they are, who takes care of them and why, what was said and what happened."""

from dataclasses import dataclass

from flask import current_app, render_template

from bot.mail import notice
from bot.moved import contact_missing
from bot.pages.session import me
from bot.pages.site import pages
from bot.pages.words import ours
from models.agents.visibility import manages, visible
from models.assignment import trace
from models.catalogue import Catalogue
from models.clock import now
from models.contact import Contact, note
from models.contact.card import Card, cards
from models.contact.event import Event
from models.contact.message import Message
from models.notices.notification import Notification
from models.work.outbox import OutboxItem, OutboxKind

MESSAGES = 200
EVENTS = 100
NOTES = 50
TRACES = 10


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that an agent was told about this contact, or will be."""

    item: OutboxItem
    email: dict[str, str] | None
    """To, subject and text; None for a notice on WhatsApp."""


@pages.get("/contacts/<id:id>")
def contact(id: int) -> str:
    card = _card(id)
    _mark_read(id)
    return render_template(
        "contact.html",
        card=card,
        now=now(),
        explained=trace.explain(list(trace.of_contact(id).limit(TRACES)), me()),
        messages=_messages(id),
        notes=list(note.of_contact(id).limit(NOTES)),
        agents=Catalogue.current().agents,
        may_act=manages(me()) or card.contact.owner_id in (None, me().id),
        events=_events(id),
        notices=_notices(id),
        mail=bool(current_app.extensions["usher"].config.smtp_url),
    )


def _card(id: int) -> Card:
    found = Contact.get_or_none(Contact.id == id)
    if found is None or not visible(me(), found):
        raise contact_missing(id, me())
    return cards([found])[0]


def _messages(id: int) -> list[Message]:
    """The latest, oldest first."""
    chosen = Message.select().where(Message.contact == id)
    latest = chosen.order_by(Message.created_at.desc(), Message.id.desc()).limit(MESSAGES)
    return sorted(latest, key=lambda one: (one.created_at, ours(one), one.id))


def _events(id: int) -> list[Event]:
    """The latest, newest first."""
    chosen = Event.select().where(Event.contact == id)
    return list(chosen.order_by(Event.id.desc()).limit(EVENTS))


def _notices(id: int) -> list[Notice]:
    """The latest, newest first; of one notification the email stands first."""
    rows = OutboxItem.select().where(
        OutboxItem.contact == id, OutboxItem.notification.is_null(False)
    )
    latest = rows.order_by(OutboxItem.notification.desc(), OutboxItem.kind).limit(TRACES * 2)
    return [_notice(row) for row in latest]


def _notice(item: OutboxItem) -> Notice:
    base_url = current_app.extensions["usher"].config.base_url
    is_email = item.kind is OutboxKind.EMAIL
    return Notice(item, notice.email(item.payload, base_url) if is_email else None)


def _mark_read(id: int) -> None:
    """Who looks at the contact has seen what they were told about it."""
    Notification.update(read_at=now()).where(
        Notification.agent == me(),
        Notification.read_at.is_null(),
        Notification.payload["link"].as_text() == f"/contacts/{id}",
    ).execute()

"""`/contacts/ID`: who they are, who takes care of them and why, who was told, what happened.
What was said is in their conversation."""

from dataclasses import dataclass

from flask import current_app, render_template

from bot.mail import notice
from bot.pages.conversations.seen import note_seen
from bot.pages.sales.beside import beside
from bot.pages.session import me
from bot.pages.site import pages
from bot.pages.whom import Care, card_of
from models.assignment import trace
from models.catalogue import Catalogue
from models.clock import now
from models.contact import State, note
from models.contact.event import Event
from models.queues.outbox import OutboxItem, OutboxKind

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
    card = card_of(id)
    note_seen(id)
    return render_template(
        "contact.html",
        card=card,
        now=now(),
        explained=trace.explain(list(trace.of_contact(id).limit(TRACES)), me()),
        notes=list(note.of_contact(id).limit(NOTES)),
        agents=Catalogue.current().agents,
        care=Care(card.contact),
        states=list(State),
        beside=beside(card.contact),
        currency=Catalogue.current().organisation.currency,
        stages=Catalogue.current().options,
        events=_events(id),
        notices=_notices(id),
        mail=bool(current_app.extensions["usher"].config.smtp_url),
    )


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

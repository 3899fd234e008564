"""`/`: what there is today: contacts by status, the newest ones, what was given to me."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from peewee import fn

from bot.pages.session import me
from bot.pages.site import pages
from models.agents.visibility import seen_counts, visible_to
from models.catalogue import Catalogue
from models.clock import begin_of, local_date, now
from models.contact import Contact
from models.contact.card import cards
from models.contact.finding.filters import Wanted
from models.contact.finding.listing import listed
from models.notices.notification import Notification, NotificationKind
from models.notices.reading import notifications_of
from models.settings.status import Status
from models.work.inbox import InboxItem
from models.work.item import WorkState
from models.work.outbox import OutboxItem

NEWEST = 10
NOTICES = 6


@dataclass(frozen=True, slots=True)
class Figures:
    contacts: int
    unassigned: int
    today: int
    mine: int


@pages.get("/")
def home() -> str:
    newest = listed(Wanted(), me()).limit(NEWEST)
    return render_template(
        "home.html",
        figures=_figures(),
        statuses=_statuses(),
        newest=cards(list(newest)),
        notices=list(_notices()),
        parked={"inbox": _parked(InboxItem), "outbox": _parked(OutboxItem)},
    )


def _figures() -> Figures:
    counted = Contact.select(
        fn.COUNT(Contact.id),
        fn.COUNT(Contact.id).filter(Contact.owner.is_null()),
        fn.COUNT(Contact.id).filter(Contact.created_at >= _midnight()),
        fn.COUNT(Contact.id).filter(Contact.owner == me()),
    ).where(visible_to(me()))
    return Figures(*counted.tuples().get())


def _statuses() -> list[tuple[Status, int]]:
    statuses = Catalogue.current().statuses
    held = seen_counts(Contact.status, statuses, me())
    return [(one, held.get(one.id, 0)) for one in statuses.values()]


def _notices() -> Any:
    return (
        notifications_of(me())
        .where(
            Notification.read_at.is_null(),
            Notification.kind != NotificationKind.DIGEST,  # This page says it itself.
        )
        .order_by(Notification.id.desc())
        .limit(NOTICES)
    )


def _parked(table: Any) -> int:
    count: int = table.select().where(table.state == WorkState.PARKED).count()
    return count


def _midnight() -> datetime:
    """When the organisation's day began."""
    zone = Catalogue.current().organisation.timezone
    return begin_of(local_date(now(), zone), zone)

"""`/`: what needs me now, what there is today, what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, render_template, url_for
from peewee import fn

from bot.pages.session import me
from bot.pages.site import pages
from models.agents.visibility import administers, manages, seen_counts, visible_to
from models.assignment.assignment import Assignment, Outcome
from models.catalogue import Catalogue
from models.clock import begin_of, local_date, now
from models.contact import Contact
from models.contact.card import Card, cards
from models.contact.finding.browsing import page
from models.contact.finding.counting import Total
from models.contact.finding.filters import NOBODY, Wanted
from models.notices.notification import Notification, NotificationKind
from models.notices.reading import notifications_of
from models.settings.status import Status
from models.work.inbox import InboxItem
from models.work.item import WorkState
from models.work.outbox import OutboxItem

SHOWN = 6
"""Contacts of a pile; more are a click away."""
NOTICES = 6
SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Pile:
    """Contacts that wait for the same thing."""

    title: str
    empty: str
    when: str
    """What moment of a contact is told: an attribute of it."""
    cards: list[Card]
    total: Total
    query: dict[str, Any]
    """Of the contacts page that shows all of them."""
    opens: str = "pages.contact"
    """The page to which a name leads."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do before the shop works by itself."""

    title: str
    done: bool
    url: str


@pages.get("/")
def home() -> str:
    return render_template(
        "home.html",
        piles=list(_piles()),
        figures=_figures(),
        statuses=_statuses(),
        notices=list(_notices()),
        tasks=_tasks() if administers(me()) else [],
        parked={"inbox": _parked(InboxItem), "outbox": _parked(OutboxItem)},
    )


def _piles() -> Iterator[Pile]:
    if not me().role.sells:
        yield _pile(
            "Closed lately",
            "No contact is closed yet: before that sales takes care of them.",
            "closed_at",
            Wanted(closed=True, sort="-closed_at"),
            {"closed": "true", "sort": "-closed_at"},
        )
        return
    yield _pile(
        "Wait for your answer",
        "Everybody has an answer from you.",
        "last_heard_at",
        Wanted(owner=[me()], unanswered=True, closed=False, sort="last_heard_at"),
        {"owner": me().email, "unanswered": "true", "closed": "false", "sort": "last_heard_at"},
        "pages.conversation",
    )
    soon = local_date(now() + SOON, _zone())
    yield _pile(
        "To be closed soon",
        "No deadline of yours in the next days.",
        "closure_deadline",
        Wanted(owner=[me()], closed=False, until={"deadline": soon}, sort="closure_deadline"),
        {
            **{"owner": me().email, "closed": "false", "sort": "closure_deadline"},
            "deadline_to": soon.isoformat(),
        },
    )
    yield _pile(
        "Nobody has them",
        "Every open contact has somebody.",
        "created_at",
        Wanted(owner=[NOBODY], closed=False, sort="created_at"),
        {"owner": NOBODY, "closed": "false", "sort": "created_at"},
    )


def _pile(
    title: str, empty: str, when: str, wanted: Wanted, query: dict[str, Any], *opens: str
) -> Pile:
    found = page(wanted, me(), SHOWN)
    return Pile(title, empty, when, cards(found.contacts), found.total, query, *opens)


def _figures() -> dict[str, int]:
    """Of today: mine, and of the whole team for who leads it."""
    midnight = begin_of(local_date(now(), _zone()), _zone())
    came = Contact.select().where(visible_to(me()), Contact.created_at >= midnight)
    leads = manages(me())
    theirs = list(Catalogue.current().agents) if leads else [me().id]
    given = Assignment.select(fn.COUNT(Assignment.contact.distinct())).where(
        Assignment.agent.in_(theirs),
        Assignment.outcome == Outcome.ASSIGNED,
        Assignment.created_at >= midnight,
    )
    closed = Contact.select().where(visible_to(me()), Contact.closed_at >= midnight)
    if not leads:
        closed = closed.where(Contact.closer == me())
    mine = Contact.select().where(Contact.owner == me(), Contact.closed_at.is_null())
    return {
        "came today": came.count(),
        "given out today" if leads else "given to you today": given.scalar(),
        "closed today": closed.count(),
        "open, yours": mine.count(),
    }


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


def _tasks() -> list[Task]:
    """Empty once all of it is done."""
    catalogue = Catalogue.current()
    sellers = [one for one in catalogue.agents.values() if one.active and one.role.sells]
    written = Contact.select().exists()
    simulator = current_app.extensions["usher"].config.simulator
    first = "/simulator/" if simulator else url_for("pages.setup_whatsapp")
    tasks = [
        Task("Go through the set-up", catalogue.organisation.set_up, url_for("pages.setup")),
        Task("Add colleagues who sell", len(sellers) > 1, url_for("pages.setup_people")),
        Task("Say who gets which contact", bool(catalogue.rules.rules), url_for("pages.rules")),
        Task("Let a first customer write", written, first),
    ]
    return [] if all(one.done for one in tasks) else tasks


def _parked(table: Any) -> int:
    count: int = table.select().where(table.state == WorkState.PARKED).count()
    return count


def _zone() -> str:
    zone: str = Catalogue.current().organisation.timezone
    return zone

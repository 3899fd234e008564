"""`/`: what needs me now, what there is today, what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, render_template, url_for

from bot.api.contacts.filters import ME
from bot.pages import calling
from bot.pages.contacts.asked import Asked
from bot.pages.interactions.today import day, is_customer
from bot.pages.session import me
from bot.pages.site import pages
from models.agents.visibility import administers, manages
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.contact import Contact
from models.contact.finding.filters import NOBODY
from models.notices.notification import Notification, NotificationKind
from models.notices.reading import notifications_of
from models.reports.today import in_statuses, today

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
    """What moment of a contact is told."""
    asked: Asked
    """Who they are; the contacts' page shows all of them."""
    opens: str = "pages.contact"
    """The page to which a name leads."""

    def found(self) -> Any:
        """The first of them."""
        query = {**self.asked.filter, "sort": self.asked.sort, "page_size": SHOWN}
        return calling.get("/contacts", query)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do before the shop works by itself."""

    title: str
    done: bool
    url: str


@pages.get("/")
def home() -> str:
    leads = administers(me())
    return render_template(
        "home.html",
        piles=[(pile, pile.found()) for pile in _piles()],
        figures=_figures(),
        statuses=in_statuses(me()),
        notices=list(_notices()),
        tasks=_tasks() if leads else [],
        day=day(),
        is_customer=is_customer,
        parked={table: _parked(table) for table in ("inbox", "outbox")} if leads else {},
    )


def _piles() -> Iterator[Pile]:
    if not me().role.sells:
        yield Pile(
            "Closed lately",
            "No contact is closed yet: before that sales takes care of them.",
            "closed_at",
            Asked({"closed": ["true"]}, "-closed_at"),
        )
        return
    yield Pile(
        "Wait for your answer",
        "Everybody has an answer from you.",
        "last_heard_at",
        Asked({"owner": [ME], "unanswered": ["true"], "closed": ["false"]}, "last_heard_at"),
        "pages.conversation",
    )
    soon = local_date(now() + SOON, Catalogue.current().organisation.timezone).isoformat()
    yield Pile(
        "To be closed soon",
        "No deadline of yours in the next days.",
        "closure_deadline",
        Asked({"owner": [ME], "closed": ["false"], "deadline_to": [soon]}, "closure_deadline"),
    )
    yield Pile(
        "Nobody has them",
        "Every open contact has somebody.",
        "created_at",
        Asked({"owner": [NOBODY], "closed": ["false"]}, "created_at"),
    )


def _figures() -> dict[str, int]:
    found = today(me())
    return {
        "came today": found.came,
        "given out today" if manages(me()) else "given to you today": found.given,
        "closed today": found.closed,
        "open, yours": found.open,
    }


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


def _parked(table: str) -> int:
    found: int = calling.get(f"/{table}", {"state": "parked", "page_size": 1})["total"]
    return found

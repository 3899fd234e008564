"""The first-reply timer: a contact who wrote waits for the owner's first word. First the owner is
reminded; then the contact goes to somebody else, or the managers are told (X5).

The timer is a moment on the contact. It starts when a batch that gave an owner is written, and
whoever answers, closes or releases stops it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from peewee import fn

from models import sets
from models.agents.agent import Agent
from models.assignment import reassigning
from models.base import database
from models.catalogue import Catalogue
from models.contact import Contact
from models.contact.message import IN_VAIN, SPEAKS
from models.local_time import zone_of
from models.notices import telling
from models.notices.notification import NotificationKind
from models.notices.recipients import managers, owner_of
from models.reminders import wording
from models.reminders.working import after_working
from models.settings.organisation import FirstReplyThen

if TYPE_CHECKING:
    from models.batch import Batch

UNSET = 60
"""Minutes within which a first reply counts as in time while the timer is off (X16)."""


def start(batch: "Batch") -> None:
    """Start the timers of contacts who got an owner in this batch, or wrote to theirs for the first
    time, and wait for a word; stop those of contacts who lost theirs. Without the setting it costs
    nothing."""
    if batch.catalogue.organisation.first_reply_minutes is None:
        return
    contacts = batch.contacts.values()
    moved = [one for one in contacts if "owner" in one._dirty or one.newly_heard]
    waiting = _waiting(moved)
    for contact in moved:
        owner = owner_of(contact, batch.catalogue)
        if owner and contact.closed_at is None and contact.id in waiting:
            contact.await_reply(_due(batch, owner), step=0)
        else:
            contact.stop_reply_timer()


def due_after(moment: datetime, owner: Agent, catalogue: Catalogue) -> datetime:
    """Until when who got a contact at `moment` is to write to it, in their working time."""
    organisation = catalogue.organisation
    length = timedelta(minutes=organisation.first_reply_minutes or UNSET)
    leave = catalogue.leave.get(owner.id, ())
    return after_working(moment, length, owner.hours, zone_of(owner, organisation), leave)


def overdue(moment: datetime, limit: int) -> list[int]:
    """Ids of up to `limit` contacts whose first reply is overdue, the longest first."""
    query = Contact.select(Contact.id).where(Contact.reply_due_at <= moment)
    return [id for (id,) in query.order_by(Contact.reply_due_at).limit(limit).tuples()]


def oldest_overdue(moment: datetime) -> timedelta:
    """How long the reply that is overdue longest waits for what follows."""
    oldest = Contact.select(fn.MIN(Contact.reply_due_at)).where(Contact.reply_due_at <= moment)
    at: datetime | None = oldest.scalar()
    return moment - at if at else timedelta()


def chase(batch: "Batch", contacts: Iterable[Contact]) -> int:
    """Do what follows, of contacts that the batch has locked. Answers for how many: somebody may
    have answered meanwhile."""
    due = [one for one in contacts if one.reply_due_at and one.reply_due_at <= batch.now]
    others: list[Contact] = []
    for contact in due:
        owner = owner_of(contact, batch.catalogue)
        if contact.owner_id is None or contact.closed_at is not None or not _on(batch):
            contact.stop_reply_timer()
        elif owner and contact.reply_step == 0:
            _remind(batch, contact, owner)
        else:
            others.append(contact)
    _pass_on(batch, others)
    return len(due)


def _pass_on(batch: "Batch", contacts: list[Contact]) -> None:
    """The reminder did not help."""
    then = batch.catalogue.organisation.first_reply_then
    if then is FirstReplyThen.REASSIGN:
        contacts = reassigning.reassign(batch, contacts)
    for contact in contacts:
        if then is not FirstReplyThen.NOTHING:
            _escalate(batch, contact)
        contact.stop_reply_timer()


def _remind(batch: "Batch", contact: Contact, owner: Agent) -> None:
    key = f"first_reply:{contact.id}:{contact.reply_due_at}:{owner.id}"
    payload = wording.first_reply(contact, owner)
    telling.notify(batch, owner, NotificationKind.FIRST_REPLY, key, payload, contact=contact)
    contact.record("contact.reply_awaited", agent=owner.name)
    contact.await_reply(_due(batch, owner), step=1)


def _escalate(batch: "Batch", contact: Contact) -> None:
    for manager in managers(batch.catalogue):
        key = f"escalation:{contact.id}:{contact.reply_due_at}:{manager.id}"
        payload = wording.no_reply(contact, manager)
        telling.notify(batch, manager, NotificationKind.ESCALATION, key, payload, contact=contact)
    contact.record("contact.escalated", agent=wording.owner_name(contact))


def _on(batch: "Batch") -> bool:
    return batch.catalogue.organisation.first_reply_minutes is not None


def _due(batch: "Batch", owner: Agent) -> datetime:
    return due_after(batch.now, owner, batch.catalogue)


def _waiting(contacts: list[Contact]) -> set[int]:
    """Who of them wrote last, be it in this batch, and no person since."""
    known = {one.id: one.unanswered for one in contacts if one.unanswered is not None}
    unknown = [one.id for one in contacts if one.id not in known and one.last_heard_at]
    waiting = {id for id, unanswered in known.items() if unanswered}
    if unknown:
        rows = database.execute_sql(LAST_WORDS, (sets.listed(unknown),))
        waiting |= {id for id, author in rows if author == "contact"}
    return waiting


LAST_WORDS = f"""
SELECT contact.id, word.author
FROM json_array_elements_text(%s::json) AS c(id) JOIN contact ON contact.id = c.id::bigint,
LATERAL (
    SELECT m.author FROM message m WHERE m.contact_id = contact.id AND m.author <> 'bot'
        AND {SPEAKS} AND NOT {IN_VAIN}
    ORDER BY m.id DESC LIMIT 1
) AS word
"""

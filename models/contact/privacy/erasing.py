"""Erasing one person (X19): what is tied to the contact goes at once, in one transaction. Rows that
speak of them and are tied to nobody are looked for afterwards, see remains.py.

What waits in the inbox is cancelled before the contact is locked, as the drain locks it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import peewee

from models.agents.agent import Agent
from models.base import database
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.contact.company import Company
from models.contact.contact import Contact
from models.contact.holding import hold_conversations
from models.contact.message import Author, Message
from models.contact.privacy import saved_searches
from models.contact.privacy.erasure import Erasure, Sought, names_of, sought_of
from models.idempotency import KeptAnswer
from models.notices.notification import Notification
from models.queues import bell
from models.queues.job import Job, JobRow, JobState
from models.queues.outbox import OutboxItem
from models.simulated import forget as forget_simulated
from models.webhooks import announcing, delivery

REDELIVERED_FOR = timedelta(days=8)
"""So long WhatsApp's id of a message is kept, for it may be delivered again."""
LATE = timedelta(days=30)
"""A receipt may come so long after the message."""
LEFT_OUT = "(left out)"


def erase(
    contact_id: int,
    by: Agent | None,
    cause: str,
    reason: str = "",
    mark: Callable[[str], str] | None = None,
) -> Erasure | None:
    """Answers the record of it; None when there is no such contact (any more). `mark` makes of a
    number or id what may be kept of it."""
    moment, organisation = now(), Catalogue.current().organisation
    leaves = moment - timedelta(days=organisation.keep_work_days) + REDELIVERED_FOR
    cancel(sought_of(contact_id), leaves)
    contact = _held(contact_id)
    if contact is None:
        return None
    sought = replace(sought_of(contact_id), names=sorted(names_of(contact)))
    kept = _figures(contact, organisation.timezone)
    announcing.erased(contact, cause, moment)
    delivery.forget([contact_id])
    KeptAnswer.forget(contact_id)
    forget_simulated(sought.phones, sought.ids)
    _blank_jobs(contact_id)
    _leave_out_of_letters(contact_id, sought.names)
    saved_searches.leave_out(sought)
    database.execute_sql(EXPECT_RECEIPTS, (moment, moment, leaves, contact_id, moment - LATE))
    Contact.delete().where(Contact.id == contact_id).execute()
    _remove_their_company(contact.company_id)
    bell.ring_after_commit(bell.Queue.TIMERS)  # They search for what remains.
    bell.ring_after_commit(bell.Queue.BACKLOG)  # Its owner has room for somebody who waits.
    return Erasure.create(
        former_id=contact_id,
        at=moment,
        agent=by,
        cause=cause,
        reason=reason,
        marks=[mark(one) for one in (*sought.phones, *sought.ids)] if mark else [],
        kept=kept,
        sought=sought.to_json(),
        place={"leaves": leaves.isoformat()},
    )


def _held(contact_id: int) -> Contact | None:
    """Locked with all that is said to them, also while the contact was waited for."""
    hold_conversations([contact_id])
    contact: Contact | None = Contact.select().where(Contact.id == contact_id).for_update().first()
    hold_conversations([contact_id])
    return contact


def cancel(sought: Sought, leaves: datetime) -> None:
    """What has arrived from them and waits is not handled any more; its id is known as long as it
    may be delivered again."""
    whos = [*sought.phones, *sought.ids]
    database.execute_sql(CANCEL, (leaves, whos))


def _figures(contact: Contact, timezone: str) -> dict[str, Any]:
    """What reports count, without saying who it was: days, not moments."""
    catalogue = Catalogue.current()
    source = catalogue.sources.get(contact.source_id or 0)
    owner = catalogue.agents.get(contact.owner_id or 0)
    said = Message.select(Message.author).where(Message.contact == contact)
    closed = local_date(contact.closed_at, timezone).isoformat() if contact.closed_at else None
    return {
        "created_on": local_date(contact.created_at, timezone).isoformat(),
        "closed_on": closed,
        "status": catalogue.statuses[contact.status_id].name,
        "source": source.name if source else None,
        "state": contact.state.value,
        "owner": owner.email if owner else None,
        "messages_in": said.where(Message.author == Author.CONTACT).count(),
        "messages_out": said.where(Message.author != Author.CONTACT).count(),
    }


def _remove_their_company(company_id: int | None) -> None:
    """To which nobody else belongs: its name may be theirs."""
    left = Contact.select().where(Contact.company == Company.id)
    Company.delete().where(Company.id == company_id, ~peewee.fn.EXISTS(left)).execute()


def _blank_jobs(contact_id: int) -> None:
    """What was given for them in a job, and a job that was about them alone."""
    alone = JobRow.select(JobRow.job).where(JobRow.contact == contact_id)
    own = Job.id.in_(alone) & (Job.total == 1)
    Job.update(state=JobState.STOPPED, ended_at=now()).where(
        own, Job.state == JobState.PENDING
    ).execute()
    Job.update(order={}).where(own).execute()
    JobRow.update(data=None, reason=None).where(JobRow.contact == contact_id).execute()


def _leave_out_of_letters(contact_id: int, names: Iterable[str]) -> None:
    """Digests and the like name several people: this one no more."""
    many = Notification.select().where(Notification.contact.is_null())
    label, names = f"Contact {contact_id}", set(names)
    for row in many:
        facts = [_left_out(fact, label, names) for fact in row.payload["facts"]]
        if facts != row.payload["facts"]:
            payload = row.payload | {"facts": facts}
            Notification.update(payload=payload).where(Notification.id == row.id).execute()
            sent = OutboxItem.update(payload=payload)
            sent.where(OutboxItem.notification == row.id).execute()


def _left_out(fact: list[str], label: str, names: set[str]) -> list[str]:
    """A fact is what it is about, and its value: some names, cut short."""
    title, value = fact
    named = title == label or any(name[:SHORTEST_CUT] in value for name in names)
    return [title, LEFT_OUT] if named or label in value else fact


SHORTEST_CUT = 60
"""Characters of a name that a letter shows at least."""

CANCEL = """
UPDATE inbox_item SET state = 'done', payload = '', lane = 'erased', last_error = NULL,
    done_at = %s
WHERE id IN (
    SELECT id FROM inbox_item WHERE state = 'pending' AND split_part(lane, ':', 2) = ANY(%s)
    ORDER BY id FOR UPDATE
)
"""

# What WhatsApp will yet tell of messages to them is taken for known.
EXPECT_RECEIPTS = """
INSERT INTO inbox_item
    (external_id, lane, kind, number, payload, state, attempts, due_at, created_at, done_at)
SELECT 's:' || m.wamid || ':' || s.status, 'erased', 'status', '', '', 'done', 0, %s, %s, %s
FROM message m CROSS JOIN (
    VALUES ('sent'), ('delivered'), ('read'), ('played'), ('failed')) AS s(status)
WHERE m.contact_id = %s AND m.author <> 'contact' AND m.wamid IS NOT NULL AND m.created_at > %s
ON CONFLICT (external_id) DO NOTHING
"""

"""One change of many contacts: each is a change set of its own, rules are tried for each, hundreds
are written at once (C2)."""

from typing import Any

from models import sets
from models.agents.visibility import visible
from models.batch import Batch, unit_of_work
from models.bulk.wishes import with_things
from models.contact import Contact, changes
from models.contact.changes import Unsuitable
from models.queues.job import Job, JobRow
from models.refusal import Refusal

PORTION = 500
"""Contacts that are changed in one transaction."""

GONE = "there is no such contact any more"


def hold(contacts: Any) -> None:
    """Lock those of the query, if one portion does them all, before rows name them: a row holds its
    contact too, but less, and two who both have that and want more wait for each other."""
    ids = [id for (id,) in contacts.limit(PORTION).tuples()]
    if len(ids) < PORTION:
        held = Contact.select(Contact.id).where(sets.among(Contact.id, ids))
        held.order_by(Contact.id).for_update().execute()


def portion(job: Job) -> None:
    """Change the next contacts."""
    rows = job.next_rows(PORTION)
    with unit_of_work(job.cause, size=max(len(rows), 1)) as batch:
        batch.load(row.contact_id for row in rows if row.contact_id)
        wish = with_things(job.order["changes"], batch.catalogue)
        for row in rows:
            _change(batch, job, row, wish)
        job.settle(rows)


def _change(batch: Batch, job: Job, row: JobRow, wish: dict[str, Any]) -> None:
    contact = batch.contacts.get(row.contact_id or 0)
    if contact is None or not visible(job.agent, contact):
        row.refuse(GONE)
        return
    reason = _reason_against(contact, wish, job)
    if reason:
        row.refuse(reason)
    else:
        changes.apply(contact, wish, job.agent)
        row.finish()


def _reason_against(contact: Contact, wish: dict[str, Any], job: Job) -> str | None:
    """Asked before anything is changed: of a contact all is done, or nothing."""
    try:
        changes.check(contact, wish, job.agent)
    except (Refusal, Unsuitable) as error:
        return str(error)
    return None

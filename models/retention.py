"""What is not needed any more goes by itself, in small steps (X19). How long it is kept is set by
the organisation; when somebody looks is not known here.

Each step is one short statement that skips what somebody else holds. What it looks for is the end
of a small index, so a step that finds nothing costs next to nothing.

What a step takes is chosen in ``ANY(ARRAY(...))``, which PostgreSQL reads once. ``IN (...)`` may be
planned as a loop that reads it again for each row: what it holds already is passed over then, and
a step of five hundred takes everything.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.base import database
from models.idempotency import KEPT_FOR as ANSWERS_KEPT_FOR
from models.settings.organisation import Organisation

STEP = 500
"""Rows."""
UPLOADS_KEPT_FOR = timedelta(days=1)
"""A file that waits to be imported; its refused rows go with it."""
ATTACHMENTS_KEPT_FOR = timedelta(days=1)
"""A file that went out: from then on WhatsApp keeps it."""
PACES_KEPT_FOR = timedelta(days=1)
"""A pace that has passed says nothing."""


@dataclass(frozen=True, slots=True)
class Perishable:
    """One kind of thing that goes when it is old."""

    name: str
    before: Callable[[Organisation, datetime], datetime | None]
    """What is older than that goes; None: it is kept for ever."""
    step: str
    """SQL: takes away up to so many rows that are older."""
    oldest: str | None = None
    """SQL for the age of the oldest."""


def clear_away(moment: datetime) -> int:
    """One step of each kind. Answers how many rows that were."""
    organisation = Organisation.the()
    gone = 0
    for one in PERISHABLE:
        before = one.before(organisation, moment)
        if before is not None:
            gone += database.execute_sql(one.step, {"before": before, "step": STEP}).rowcount
    return gone


def overdue(moment: datetime) -> Iterator[tuple[str, timedelta]]:
    """By kind, for how long the oldest ought to be gone already."""
    organisation = Organisation.the()
    for one in PERISHABLE:
        before = one.before(organisation, moment)
        if before is not None and one.oldest is not None:
            (oldest,) = database.execute_sql(one.oldest).fetchone()
            yield one.name, max(before - oldest, timedelta()) if oldest else timedelta()


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of an earlier month, or its last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _payloads(organisation: Organisation, moment: datetime) -> datetime:
    return moment - timedelta(days=organisation.keep_payloads_days)


def _work(organisation: Organisation, moment: datetime) -> datetime:
    return moment - timedelta(days=organisation.keep_work_days)


def _messages(organisation: Organisation, moment: datetime) -> datetime | None:
    months = organisation.keep_messages_months
    return months_before(moment, months) if months else None


def _first(table: str, old: str, id: str = "id") -> str:
    """SQL for the first of those rows that are `old` (a condition, and their order) and that nobody
    holds."""
    return f"""ANY(ARRAY(
        SELECT {id} FROM {table} WHERE {old} LIMIT %(step)s FOR UPDATE SKIP LOCKED
    ))"""


def _delete(table: str, old: str, id: str = "id") -> str:
    """SQL that takes those away."""
    return f"DELETE FROM {table} WHERE {id} = {_first(table, old, id)}"


def _done(only: str = "true") -> str:
    """SQL for what was done long ago, of the tables of work."""
    return f"state = 'done' AND {only} AND done_at < %(before)s ORDER BY done_at"


def _oldest_done(table: str, only: str = "true") -> str:
    return f"SELECT min(done_at) FROM {table} WHERE state = 'done' AND {only}"


WITH_PAYLOAD, BARE = "payload <> ''", "payload = ''"

# By their ids messages come in the order of time: the first ones are the oldest.
OLD_MESSAGES = """
WITH old AS MATERIALIZED (
    SELECT id, contact_id FROM (
        SELECT id, contact_id, created_at FROM message ORDER BY id LIMIT %(step)s
    ) AS first WHERE created_at < %(before)s
), quoted AS (
    DELETE FROM event WHERE name IN ('message.edited', 'message.revoked')
    AND contact_id IN (SELECT contact_id FROM old)
    AND (data ->> 'message')::bigint IN (SELECT id FROM old)
)
DELETE FROM message WHERE id IN (SELECT id FROM old)
"""
# A campaign's job tells how it went, and stays with it.
OLD_ROWS = """
DELETE FROM job_row WHERE (job_id, number) IN (
    SELECT r.job_id, r.number FROM job j JOIN job_row r ON r.job_id = j.id
    WHERE j.ended_at < %(before)s AND j.kind <> 'campaign' LIMIT %(step)s
)
"""
OLD_UPLOADS = """
DELETE FROM job_row WHERE (job_id, number) IN (
    SELECT r.job_id, r.number FROM job j JOIN job_row r ON r.job_id = j.id
    WHERE j.ended_at < %(before)s AND j.kind = 'import' AND j."order" ->> 'kept' IS NOT NULL
    LIMIT %(step)s
)
"""
OLD_JOBS = """
DELETE FROM job j WHERE j.ended_at < %(before)s AND j.kind <> 'campaign'
AND NOT EXISTS (SELECT 1 FROM job_row r WHERE r.job_id = j.id)
"""
# What waits to be sent needs its file; what a person has to try again, for a month.
OLD_ATTACHMENTS = """
DELETE FROM attachment WHERE message_id = ANY(ARRAY(
    SELECT a.message_id FROM attachment a LEFT JOIN outbox_item o ON o.message_id = a.message_id
    WHERE a.created_at < %(before)s AND (
        o.id IS NULL OR o.done_at < %(before)s
        OR (o.state = 'parked' AND a.created_at < %(before)s - interval '30 days')
    )
    ORDER BY a.created_at LIMIT %(step)s FOR UPDATE OF a SKIP LOCKED
))
"""

PERISHABLE = (
    Perishable(
        "payloads",
        _payloads,
        "UPDATE inbox_item SET payload = '' WHERE id = "
        + _first("inbox_item", _done(WITH_PAYLOAD)),
        _oldest_done("inbox_item", WITH_PAYLOAD),
    ),
    Perishable(
        "received",
        _work,
        _delete("inbox_item", _done(BARE)),
        _oldest_done("inbox_item", BARE),
    ),
    Perishable(
        "sent",
        _work,
        _delete("outbox_item", _done()),
        _oldest_done("outbox_item"),
    ),
    Perishable(
        "waited",
        _work,
        _delete("backlog_item", _done()),
        _oldest_done("backlog_item"),
    ),
    Perishable(
        "webhooks",
        _payloads,
        # Arrived or given up: who wanted it again has had as long to ask.
        _delete("webhook_delivery", "done_at < %(before)s ORDER BY done_at"),
        "SELECT min(done_at) FROM webhook_delivery WHERE done_at IS NOT NULL",
    ),
    Perishable("job_rows", _work, OLD_ROWS),
    Perishable("uploads", lambda _, moment: moment - UPLOADS_KEPT_FOR, OLD_UPLOADS),
    Perishable("jobs", _work, OLD_JOBS, "SELECT min(ended_at) FROM job WHERE kind <> 'campaign'"),
    Perishable(
        "notices",
        _work,
        _delete(
            "notification",
            "contact_id IS NULL AND created_at < %(before)s ORDER BY created_at",
        ),
    ),
    Perishable(
        "messages",
        _messages,
        OLD_MESSAGES,
        "SELECT created_at FROM (SELECT * FROM message ORDER BY id LIMIT 1) AS first "
        "UNION ALL SELECT NULL LIMIT 1",
    ),
    Perishable("attachments", lambda _, moment: moment - ATTACHMENTS_KEPT_FOR, OLD_ATTACHMENTS),
    Perishable(
        "answers",
        lambda _, moment: moment - ANSWERS_KEPT_FOR,
        _delete("kept_answer", "created_at < %(before)s ORDER BY created_at"),
    ),
    Perishable(
        "paces",
        lambda _, moment: moment - PACES_KEPT_FOR,
        _delete("pace", "free_at < %(before)s", id="key"),
    ),
)

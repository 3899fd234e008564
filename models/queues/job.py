"""Jobs: long work on many contacts that somebody ordered, such as an import. A job is done portion
by portion, each in a transaction of its own with what it did, so that a kill repeats nothing; it
can be watched and stopped. What a portion does is known to the kinds, in models/bulk.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import peewee
from playhouse.fields import EnumField

from models import sets
from models.agents.agent import Agent
from models.base import Model, TimeField, database, moment, partial_index
from models.clock import now
from models.contact import Contact
from models.queues import bell


class JobKind(StrEnum):
    CHANGE = "change"
    CAMPAIGN = "campaign"
    """Its rows are the campaign's recipients."""
    IMPORT = "import"


class JobState(StrEnum):
    PENDING = "pending"
    PAUSED = "paused"
    """Until a person lets it go on."""
    DONE = "done"
    STOPPED = "stopped"
    """A person wanted no more of it: what was done stays done."""
    FAILED = "failed"
    """A fault of ours, told in `last_error`; what was done stays done."""


class RowState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


class Job(Model):
    id = peewee.BigAutoField()
    kind = EnumField(JobKind, max_length=10)
    state = EnumField(JobState, default=JobState.PENDING, max_length=10)
    agent = peewee.ForeignKeyField(Agent, on_delete="RESTRICT", null=True)
    """Through whose eyes, and with whose rights; None: a program's."""
    cause = peewee.TextField()
    order = peewee.JSONField(default=dict)
    """What is to be done with each row, by ids: names may change meanwhile."""
    total = peewee.IntegerField(default=0)
    """Rows."""
    done = peewee.IntegerField(default=0)
    refused = peewee.IntegerField(default=0)
    position = peewee.IntegerField(default=0)
    """The number up to which no row is left to do."""
    tally = peewee.JSONField(default=dict)
    """Of an import, how many rows had which end: ``{"created": 7, "updated": 3}``."""
    told = peewee.JSONField(default=dict)
    """Of how many contacts whom is to be told when it is over: ``{"assigned:4": 12}``."""
    attempts = peewee.IntegerField(default=0)
    """Portions in a row that failed."""
    last_error = peewee.TextField(null=True)
    due_at = TimeField(default=now)
    worked_at = TimeField(default=now)
    """Whose turn was longest ago is next: a long job holds up no short one."""
    created_at = moment()
    ended_at = TimeField(null=True)

    @property
    def keeps(self) -> bool:
        """Whether what was given for its rows stays, so that they can be done anew otherwise."""
        return bool(self.order.get("kept"))

    @classmethod
    def claim(cls, id: int | None = None) -> "Job | None":
        """Lock the job whose turn it is, or this one, until the end of the transaction."""
        due = cls.select().where(cls.state == JobState.PENDING, cls.due_at <= now())
        if id is not None:
            due = due.where(cls.id == id)
        free = due.order_by(cls.worked_at, cls.id).for_update(skip_locked=True)
        return free.first()

    def next_rows(self, limit: int) -> list["JobRow"]:
        """The first rows that are not done; when there are none any more, the job is over."""
        rows = sets.select(JobRow, NEXT, (self.id, self.position, limit))
        if len(rows) < limit:
            self.state, self.ended_at = JobState.DONE, now()
        return rows

    def settle(self, rows: Iterable["JobRow"], keeping: bool = False) -> None:
        """Write what became of `rows`, the first that were left to do, in one statement, and count
        it. `keeping`: also what was given for them."""
        rows = list(rows)
        refused = sum(row.state is RowState.REFUSED for row in rows)
        self.refused += refused
        self.done += len(rows) - refused
        kept = [
            {
                "number": row.number,
                "state": row.state,
                "contact": row.contact_id,
                "reason": row.reason,
            }
            for row in rows
        ]
        if kept:
            self.position = rows[-1].number
            database.execute_sql(SETTLE, (self.keeps or keeping, sets.document(kept), self.id))

    def count(self, tally: Mapping[str, int], told: Mapping[str, int]) -> None:
        self.tally = dict(Counter(self.tally) + Counter(tally))
        self.told = dict(Counter(self.told) + Counter(told))

    def stop(self) -> bool:
        """Do no more of it, after the portion that is under way. False when it is over."""
        stopped = Job.update(state=JobState.STOPPED, ended_at=now())
        return bool(stopped.where(Job.id == self.id, Job.state == JobState.PENDING).execute())


class JobRow(Model):
    """One thing of the job to do, and what became of it."""

    job = peewee.ForeignKeyField(Job, on_delete="CASCADE", index=False)
    number = peewee.IntegerField()
    """From 1, in the order in which they are done; of a file its row, as a spreadsheet counts."""
    contact = peewee.ForeignKeyField(Contact, on_delete="SET NULL", null=True)
    """Whom it is about, as far as that is known."""
    data = peewee.JSONField(null=True)
    """What somebody gave for it; of what is done it is in the contact and no longer here."""
    state = EnumField(RowState, default=RowState.PENDING, max_length=10)
    reason = peewee.TextField(null=True)
    """Why it was refused, or what a person should know of it."""

    class Meta:
        primary_key = peewee.CompositeKey("job", "number")

    def finish(self, contact: int | None = None) -> None:
        self.state = RowState.DONE
        if contact is not None:
            self.contact = contact

    def refuse(self, reason: str) -> None:
        self.state, self.reason = RowState.REFUSED, reason


partial_index(JobRow, "job_row_pending", "job", "number", where="state = 'pending'")
partial_index(Job, "job_pending", "worked_at", where="state = 'pending'")
partial_index(Job, "job_ended", "ended_at", where=Job.ended_at.is_null(False))


def order(kind: JobKind, agent: Agent | None, cause: str, wish: dict[str, Any]) -> Job:
    """A job without rows yet; it is begun when this transaction is committed."""
    bell.ring_after_commit(bell.Queue.JOBS)
    return Job.create(kind=kind, agent=agent, cause=cause, order=wish)


def fill(job: Job, contacts: Any) -> None:
    """A row for each contact of the query `contacts`, which selects ids: as it is now, whatever it
    would answer later."""
    number = peewee.SQL("row_number() OVER (ORDER BY id)")
    chosen = contacts.order_by().cte("chosen", columns=("id",))
    rows = peewee.Select(from_list=[chosen]).columns(
        peewee.Value(job.id, converter=False), number, chosen.c.id, peewee.SQL("'pending'")
    )
    fields = [JobRow.job, JobRow.number, JobRow.contact, JobRow.state]
    JobRow.insert_from(rows.with_cte(chosen), fields).execute()
    job.total = JobRow.select().where(JobRow.job == job).count()
    job.save()


def fill_with(job: Job, rows: Sequence[tuple[int, Any]]) -> None:
    """A row for each of `rows`, numbers with what was given. Save the job after the last one."""
    sets.insert(
        JobRow,
        [
            {"job": job.id, "number": number, "data": data, "state": RowState.PENDING}
            for number, data in rows
        ],
    )
    job.total += len(rows)


# From where we were: the index still leads to every row that was done before, until it is cleaned.
NEXT = "job_id = %s AND number > %s AND state = 'pending' ORDER BY number LIMIT %s"
SETTLE = """
UPDATE job_row AS t SET state = r.state, contact_id = r.contact, reason = r.reason,
    data = CASE WHEN r.state = 'done' AND NOT r.keeps THEN NULL ELSE t.data END
FROM (
    SELECT *, %s::boolean AS keeps FROM json_to_recordset(%s::json)
        AS x(number int, state text, contact bigint, reason text)
) AS r
WHERE t.job_id = %s AND t.number = r.number
"""

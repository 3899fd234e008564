"""A file whose rows wait in a job until somebody has said what they mean: tried as often as one
likes, imported once. It goes by itself after a day (models/retention.py)."""

from models.agents.agent import Agent
from models.base import database
from models.bulk.import_order import ImportOrder
from models.clock import now
from models.queues import bell
from models.queues.job import Job, JobKind, JobRow, JobState, RowState
from models.retention import UPLOADS_KEPT_FOR


def begin(agent: Agent | None, order: ImportOrder) -> Job:
    """A job that does nothing yet. Its clock runs as if it were over."""
    return Job.create(
        kind=JobKind.IMPORT,
        agent=agent,
        cause=order.by,
        order=order.to_json(),
        state=JobState.PAUSED,
        ended_at=now(),
    )


def found(id: int, agent: Agent | None, lock: bool = False) -> Job | None:
    """Only for who gave it: its rows are taken with their rights."""
    query = Job.select().where(Job.id == id, Job.kind == JobKind.IMPORT, Job.agent == agent)
    job: Job | None = (query.for_update() if lock else query).first()
    if job is None or not job.keeps:
        return None
    old = job.ended_at is not None and job.ended_at < now() - UPLOADS_KEPT_FOR
    return None if old else job


def anew(job: Job, order: ImportOrder) -> None:
    """Do all its rows by this order, whatever became of them by another. What somebody who was
    erased had in it stays refused."""
    there = (JobRow.job == job) & JobRow.data.is_null(False)
    again = JobRow.update(state=RowState.PENDING, contact=None, reason=None)
    again.where(there, JobRow.state != RowState.PENDING).execute()
    blank = JobRow.select().where(JobRow.job == job, JobRow.data.is_null()).count()
    job.order, job.cause = order.to_json(), f"import:{job.id}"
    job.state, job.due_at, job.ended_at = JobState.PENDING, now(), None
    job.position, job.done, job.refused, job.attempts = 0, 0, blank, 0
    job.tally, job.told, job.last_error = {}, {}, None
    job.save()
    bell.ring_after_commit(bell.Queue.JOBS)


def throw_away(job: Job) -> None:
    database.execute_sql("DELETE FROM job WHERE id = %s", (job.id,))

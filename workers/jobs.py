"""Goes on with the jobs that people ordered, one portion after the other, each in a transaction of
its own. Holds no rule."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from models.base import AWAY, database
from models.bulk import changing, ending, importing
from models.campaigns import sending
from models.clock import now
from models.queues.bell import Queue
from models.queues.job import Job, JobKind, JobState
from models.refusal import Refusal
from workers.loop import until_quiet, with_database
from workers.story import story

PORTIONS: dict[JobKind, Callable[[Job], None]] = {
    JobKind.CHANGE: changing.portion,
    JobKind.CAMPAIGN: sending.portion,
    JobKind.IMPORT: importing.portion,
}
PATIENCE = 4
"""So often a failed portion is tried again, after 1, 2, 4 … seconds; then a person must look."""

log = structlog.get_logger(__name__)


@with_database(Queue.JOBS)
def drain() -> None:
    """RQ's job: do what is ordered. Two at once are harmless: each holds another job."""
    until_quiet(work_off, linger=0)


def work_off() -> int:
    """One portion of the job whose turn it is. Answers 0 when nothing is due."""
    return _portion(Job.claim)


def go_on(id: int) -> bool:
    """One portion of this job; False when somebody else is at it, or it is not due."""
    return bool(_portion(lambda: Job.claim(id)))


def _portion(claim: Callable[[], Job | None]) -> int:
    held: Job | None = None
    try:
        with database.atomic():
            held = claim()
            if held is not None:
                PORTIONS[held.kind](held)
                held.attempts, held.last_error, held.worked_at = 0, None, now()
                held.save()
    except AWAY:
        raise
    except Exception as error:
        if held is None:
            raise
        _failed(held.id, error)
    return 0 if held is None else 1


def _failed(id: int, error: Exception) -> None:
    """Nothing of the portion was kept."""
    log.error("jobs.failed", job=id, error=type(error).__name__)
    with database.atomic():
        job = Job.select().where(Job.id == id, Job.state == JobState.PENDING).for_update().first()
        if job is None:
            return
        job.attempts += 1
        job.last_error = story(error)
        job.due_at = now() + timedelta(seconds=2 ** (job.attempts - 1))
        if isinstance(error, Refusal) or job.attempts > PATIENCE:
            job.state, job.ended_at = JobState.FAILED, now()
        job.save()
        if job.state is JobState.FAILED:
            ending.tell(job)

"""The shape of every job of RQ: work until nothing is due, linger a moment for what comes next,
end."""

import time
from collections.abc import Callable
from functools import wraps

import structlog

from models.base import AWAY, database
from models.queues.bell import Queue
from workers import context

LINGER = 0.5
"""Seconds of quiet after which a job ends. Until then it looks by itself: a message that comes
meanwhile does not wait for a job to start."""
PAUSE = 0.01
"""Seconds between two looks."""
BUDGET = 60.0
"""Seconds after which a job ends even under load, so that RQ gets its turn; the sweep rings
again."""

log = structlog.get_logger(__name__)


def with_database(queue: Queue) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Gives a job its connection. Without the database the job ends; the next ring begins
    another."""

    def of_job(job: Callable[[], None]) -> Callable[[], None]:
        @wraps(job)
        def run() -> None:
            try:
                with database.connection_context():
                    job()
            except AWAY as error:
                log.warning(f"{queue}.database_away", error=type(error).__name__)
                database.close_all()

        return run

    return of_job


def until_quiet(work: Callable[[], int], linger: float = LINGER, budget: float = BUDGET) -> int:
    """Call `work` until it answers 0 for `linger` seconds. Answers how much was done."""
    started = quiet_since = time.monotonic()
    total = 0
    while time.monotonic() - started < budget and not context.ending():
        done = work()
        total += done
        if done:
            quiet_since = time.monotonic()
        elif time.monotonic() - quiet_since >= linger:
            break
        else:
            time.sleep(PAUSE)
    return total

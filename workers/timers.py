"""What comes due by itself: time-outs of workflow runs, reminders, the end of what is old. Rows are
due, so a restart forgets nothing. Holds no rule."""

from collections.abc import Sequence

from handlers.timeouts import time_out
from models import retention
from models.batch import unit_of_work
from models.clock import now
from models.contact import tally
from models.contact.privacy import remains
from models.queues.bell import Queue
from models.webhooks import replaying
from models.workflow.outcome import RunState
from models.workflow.tables import Run
from workers import reminders
from workers.loop import until_quiet, with_database
from workers.sifting import sift

BATCH = 200
TIDYING = 2.0
"""Seconds that one sweep spends at most on what is to go: it must hold up nothing that is due."""


@with_database(Queue.TIMERS)
def sweep() -> None:
    """RQ's job: do what is due. Two at once are harmless: the contacts' locks let one do it."""
    until_quiet(time_out_runs, linger=0)
    until_quiet(reminders.remind, linger=0)
    until_quiet(replaying.give_up_on_what_is_off, linger=0)
    until_quiet(remains.search, linger=0, budget=TIDYING)
    until_quiet(clear_away, linger=0, budget=TIDYING)
    until_quiet(count_messages, linger=0, budget=TIDYING)


def time_out_runs() -> int:
    """Time out one batch of silent runs. Answers how many."""
    running = Run.select(Run.contact).where(Run.state == RunState.RUNNING, Run.due_at <= now())
    due = running.order_by(Run.due_at).limit(BATCH).tuples()
    return sift("timeout", [contact_id for (contact_id,) in due], _time_out)


def _time_out(contact_ids: Sequence[int]) -> int:
    with unit_of_work("timeout", size=len(contact_ids)) as batch:
        return sum(time_out(contact) for contact in batch.load(contact_ids))


def clear_away() -> int:
    """One step of what is old enough to go (X19)."""
    return retention.clear_away(now())


def count_messages() -> int:
    """One step of what has come to rest, for the figures (X17)."""
    return tally.keep(now())

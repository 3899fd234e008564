"""What comes due by itself: time-outs of workflow runs, reminders, the end of old deliveries. Rows
are due, so a restart forgets nothing. Holds no rule."""

from handlers.timeouts import time_out
from models.batch import unit_of_work
from models.clock import now
from models.webhooks import replaying
from models.workflow.outcome import RunState
from models.workflow.tables import Run
from workers import reminders
from workers.loop import until_quiet, with_database

BATCH = 200


@with_database("timers")
def sweep() -> None:
    """The job: do what is due. Two at once are harmless: the contacts' locks let one do it."""
    until_quiet(time_out_runs, linger=0)
    until_quiet(reminders.remind, linger=0)
    until_quiet(replaying.give_up_on_what_is_off, linger=0)
    until_quiet(replaying.clear_away, linger=0)


def time_out_runs() -> int:
    """Time out one batch of silent runs. Answers how many."""
    due = [
        contact_id
        for (contact_id,) in Run.select(Run.contact)
        .where(Run.state == RunState.RUNNING, Run.due_at <= now())
        .order_by(Run.due_at)
        .limit(BATCH)
        .tuples()
    ]
    if not due:
        return 0
    with unit_of_work("timeout", size=len(due)) as batch:
        return sum(time_out(contact) for contact in batch.load(due))

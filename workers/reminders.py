"""Reminders that come due by the clock, in bounded batches; the job `timers` calls it. Two at once
are harmless: the contacts' locks let one of them tell. Holds no rule."""

from models.batch import unit_of_work
from models.clock import now
from models.reminders import digest, first_reply, ladder

BATCH = 200


def remind() -> int:
    """One batch of each kind. Answers how much was done."""
    return deadlines() + first_replies() + digests()


def deadlines() -> int:
    """Closure deadlines that come, are there, or have passed."""
    due = ladder.due(now(), BATCH)
    if not due:
        return 0
    with unit_of_work("reminder", size=len(due)) as batch:
        ladder.hold()
        return ladder.climb(batch, batch.load(due))


def first_replies() -> int:
    """Contacts whose owner has not written in time."""
    due = first_reply.overdue(now(), BATCH)
    if not due:
        return 0
    with unit_of_work("reminder", size=len(due)) as batch:
        return first_reply.chase(batch, batch.load(due))


def digests() -> int:
    """The letters about the day."""
    due = digest.due(now(), BATCH)
    if not due:
        return 0
    with unit_of_work("digest", size=len(due)) as batch:
        digest.hold()
        return digest.write(batch, due)

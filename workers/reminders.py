"""Reminders that come due by the clock, in bounded batches; the job `timers` calls it. Two at once
are harmless: the contacts' locks let one of them tell. Holds no rule."""

from collections.abc import Sequence

from models.batch import unit_of_work
from models.clock import now
from models.reminders import beginning, digest, first_reply, ladder
from workers.sifting import sift

BATCH = 200


def remind() -> int:
    """One batch of each kind. Answers how much was done."""
    return beginnings() + deadlines() + first_replies() + digests()


def beginnings() -> int:
    """Interactions that begin soon: first, for they are soon too late."""
    return sift("interaction", beginning.due(now(), BATCH), _announce)


def deadlines() -> int:
    """Closure deadlines that come, are there, or have passed."""
    for due in ladder.due(now(), BATCH):
        if told := sift("reminder", due, _climb):
            return told
    return 0


def first_replies() -> int:
    """Contacts whose owner has not written in time."""
    return sift("first_reply", first_reply.overdue(now(), BATCH), _chase)


def digests() -> int:
    """The letters about the day."""
    return sift("digest", digest.due(now(), BATCH), _write)


def _announce(interaction_ids: Sequence[int]) -> int:
    with unit_of_work("reminder", size=len(interaction_ids)) as batch:
        return beginning.remind(batch, interaction_ids)


def _climb(contact_ids: Sequence[int]) -> int:
    with unit_of_work("reminder", size=len(contact_ids)) as batch:
        ladder.hold()
        return ladder.climb(batch, batch.load(contact_ids))


def _chase(contact_ids: Sequence[int]) -> int:
    with unit_of_work("reminder", size=len(contact_ids)) as batch:
        return first_reply.chase(batch, batch.load(contact_ids))


def _write(days: Sequence[digest.Day]) -> int:
    with unit_of_work("digest", size=len(days)) as batch:
        digest.hold()
        return digest.write(batch, days)

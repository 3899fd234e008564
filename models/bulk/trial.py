"""What a dry run knows of itself. Each portion of it is taken back, so the next one would not see
whom it would have made: rows that would bring identifiers which led to nobody are noted here, and
done once more in front of those that mean the same. So a dry run says what the import will. X12.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any

import peewee

from models import sets
from models.base import Model, database
from models.bulk.rows import Given
from models.contact.identity.keys import Key, lookup_keys
from models.queues.job import Job, JobRow

MOST = 2000
"""Rows that are done once more in front of a portion."""
Brought = tuple[int, Sequence[Key]]
"""The number of a row, and the identifiers that it is the first to bring."""


class TrialMark(Model):
    """Which row would be the first to bring an identifier: of that no more than a number, which
    another may have as well. A row too many is harmless."""

    job = peewee.ForeignKeyField(Job, on_delete="CASCADE", index=False)
    mark = peewee.BigIntegerField()
    number = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("job", "mark")


def note(job: Job, brought: Iterable[Brought]) -> None:
    first: dict[int, int] = {}
    for number, keys in brought:
        for key in keys:
            first.setdefault(_mark(key), number)
    rows = [{"job": job.id, "mark": mark, "number": first[mark]} for mark in sorted(first)]
    sets.insert(TrialMark, rows, on_conflict="ON CONFLICT DO NOTHING")


def earlier(
    job: Job, given: Iterable[Given], read: Callable[[Any], Given]
) -> list[tuple[JobRow, Given]]:
    """The rows before this portion by which it is decided who those of `given` are, in their
    order."""
    found: dict[int, tuple[JobRow, Given]] = {}
    asked = list(given)
    while asked and len(found) < MOST:
        marks = {_mark(key) for one in asked for key in lookup_keys(one.sender)}
        rows = sets.select(JobRow, FIRST, (job.id, job.id, sets.listed(sorted(marks))))
        new = {row.number: (row, read(row.data)) for row in rows if row.number not in found}
        found |= new
        asked = [one for _, one in new.values()]  # These may be known by what still others brought.
    return [found[number] for number in sorted(found)]


def forget(job: Job) -> None:
    """It is over, in whatever way, or begins anew: what was given for its rows was kept for this
    only."""
    database.execute_sql("DELETE FROM trial_mark WHERE job_id = %s", (job.id,))
    if not job.keeps:
        done = "UPDATE job_row SET data = NULL WHERE job_id = %s AND state = 'done'"
        database.execute_sql(done, (job.id,))


def _mark(key: Key) -> int:
    kind, value = key
    digest = blake2b(f"{kind}:{value}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


FIRST = f"""job_id = %s AND data IS NOT NULL AND number IN (
    SELECT number FROM trial_mark WHERE job_id = %s AND mark = ANY({sets.array("bigint")})
)"""

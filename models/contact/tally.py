"""How many messages were heard, said, and failed, without counting all of them each time. What has
come to rest is counted once, by the ids in which messages come, and kept; only the latest are
counted when somebody asks. What is erased or too old later has been counted: the figures only grow.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import peewee

from models.base import Model, database, read_whole

STEP = 20_000
"""Messages that are counted at once."""
WRITTEN = timedelta(minutes=1)
"""After which nobody writes an earlier id any more: a batch takes seconds."""
SETTLED = timedelta(days=1)
"""After which hardly any message fails any more; one that does is not counted."""


class MessageTally(Model):
    """One row."""

    id = peewee.IntegerField(primary_key=True, constraints=[peewee.Check("id = 1")])
    counted_to = peewee.BigIntegerField()
    """The last message of which it is kept who wrote it."""
    heard = peewee.BigIntegerField()
    said = peewee.BigIntegerField()
    settled_to = peewee.BigIntegerField()
    """The last message of which it is kept whether it failed."""
    failed = peewee.BigIntegerField()


class Told(NamedTuple):
    heard: int
    said: int
    failed: int


def told() -> Told:
    """As it is now."""
    return read_whole(_told)


def keep(moment: datetime) -> int:
    """Count one step of what has come to rest. Answers 0 when that was nothing, or when somebody
    else is at it."""
    with database.atomic():
        held = MessageTally.select().for_update(skip_locked=True).first()
        return _keep(held, moment) if held else 0


def _told() -> Told:
    kept = MessageTally.get_by_id(1)
    heard, said = _written(kept.counted_to, LAST)
    return Told(kept.heard + heard, kept.said + said, kept.failed + _failed(kept.settled_to, LAST))


def _keep(kept: MessageTally, moment: datetime) -> int:
    written, settled = kept.counted_to, kept.settled_to
    last = _last(written, moment - WRITTEN)
    heard, said = _written(written, last)
    kept.counted_to, kept.heard, kept.said = last, kept.heard + heard, kept.said + said
    last = _last(settled, moment - SETTLED)
    kept.settled_to, kept.failed = last, kept.failed + _failed(settled, last)
    moved = (kept.counted_to - written) + (kept.settled_to - settled)
    if moved:
        kept.save()
    return moved


def _last(after: int, before: datetime) -> int:
    """The last message of the next step that is as old; `after` when there is none."""
    (last,) = database.execute_sql(NEXT, (after, STEP, before)).fetchone()
    return int(last or after)


def _written(after: int, last: int) -> tuple[int, int]:
    heard, said = database.execute_sql(WRITTEN_BY, (after, last)).fetchone()
    return heard, said


def _failed(after: int, last: int) -> int:
    (failed,) = database.execute_sql(FAILED, (after, last)).fetchone()
    return int(failed)


LAST = 2**63 - 1
NEXT = """
SELECT max(id) FROM (
    SELECT id, created_at FROM message WHERE id > %s ORDER BY id LIMIT %s
) AS step WHERE created_at < %s
"""
WRITTEN_BY = """
SELECT count(*) FILTER (WHERE author = 'contact'), count(*) FILTER (WHERE author <> 'contact')
FROM message WHERE id > %s AND id <= %s
"""
FAILED = "SELECT count(*) FROM message WHERE id > %s AND id <= %s AND delivery = 'failed'"

"""The shape that the tables of work share: a lane that keeps order, a state, attempts, a due
moment, a last error.

The row is the work: there is no other queue. Redis only says that it is time to look.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import peewee
from playhouse.fields import EnumField

from models import sets
from models.base import Model, TimeField, database, moment, partial_index
from models.clock import now

PENDING = peewee.SQL("state = 'pending'")
DONE = peewee.SQL("state = 'done'")
PARKED = peewee.SQL("state = 'parked'")


class WorkState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    PARKED = "parked"
    """It failed for good, or needs a person: `last_error` says why, and it can be tried again."""


class WorkItem(Model):
    id = peewee.BigAutoField()
    lane = peewee.TextField()
    """Rows of one lane are worked off in the order of their ids; lanes run side by side."""
    state = EnumField(WorkState, default=WorkState.PENDING, max_length=10)
    attempts = peewee.IntegerField(default=0)
    due_at = TimeField(default=now)
    last_error = peewee.TextField(null=True)
    created_at = moment()
    done_at = TimeField(null=True)

    @classmethod
    def claim(
        cls, limit: int, depth: int, among: Sequence[int] | None = None, only: str = "true"
    ) -> list[Any]:
        """Lock the due heads of up to `limit` free lanes and answer them with up to `depth` rows
        of each lane.

        Whoever holds the head holds the lane: another worker skips the head, and what stands
        behind a pending head is nobody's head. Must run in a transaction, whose end frees the
        lanes. `among` restricts the rows to these ids, `only` (SQL on ``i``) the heads.
        """
        ids = sorted(among) if among is not None else None
        heads = database.execute_sql(cls._heads_sql(only), (ids, ids, limit)).fetchall()
        if not heads:
            return []
        rows = cls._lanes([lane for _, lane in heads], depth)
        return [row for row in _due_prefixes(rows) if ids is None or row.id in ids]

    @classmethod
    def retry(cls, id: int) -> bool:
        """Try a parked row once more, now. False when it is not parked."""
        changed = (
            cls.update(state=WorkState.PENDING, due_at=now(), done_at=None)
            .where(cls.id == id, cls.state == WorkState.PARKED)
            .execute()
        )
        return bool(changed)

    @classmethod
    def retry_parked(cls, kind: str | None, limit: int) -> list[int]:
        """Try what is parked once more, of one kind or all, the oldest first. Answers the ids.
        What somebody else tries at this moment is left to them."""
        table = cls._meta.table_name
        parked = database.execute_sql(
            f"""SELECT id FROM "{table}" WHERE state = 'parked'
            AND (%s::text IS NULL OR kind = %s) ORDER BY id LIMIT %s""",
            (kind, kind, limit),
        )
        found = database.execute_sql(
            f"""
            UPDATE "{table}" SET state = 'pending', due_at = clock_timestamp(), done_at = NULL
            WHERE id IN (
                SELECT id FROM "{table}" WHERE state = 'parked'
                AND id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            (cls._free([id for (id,) in parked.fetchall()]),),
        )
        return [id for (id,) in found.fetchall()]

    @classmethod
    def _free(cls, ids: list[int]) -> list[int]:
        """Those of which nobody holds what is locked before such rows."""
        return ids

    @classmethod
    def oldest_due(cls, moment: datetime, only: str = "true") -> timedelta:
        """How long the oldest due row has been waiting: the health of this table (X17).

        What stands behind a row of its lane that is not due yet waits rightly and does not count.
        `only` (SQL on ``i``) restricts the rows.
        """
        table = cls._meta.table_name
        (oldest,) = database.execute_sql(
            f"""
            SELECT min(i.due_at) FROM "{table}" i
            WHERE i.state = 'pending' AND i.due_at <= %s AND {only}
              AND NOT EXISTS (SELECT 1 FROM "{table}" a WHERE a.lane = i.lane
                  AND a.state = 'pending' AND a.id < i.id AND a.due_at > %s)
            """,
            (moment, moment),
        ).fetchone()
        return moment - oldest if oldest else timedelta()

    @classmethod
    def _heads_sql(cls, only: str) -> str:
        table = cls._meta.table_name
        return f"""
            SELECT i.id, i.lane FROM "{table}" i
            WHERE i.state = 'pending' AND i.due_at <= clock_timestamp() AND {only}
              AND (%s::bigint[] IS NULL OR i.id = ANY(%s::bigint[]))
              AND NOT EXISTS (SELECT 1 FROM "{table}" a
                  WHERE a.lane = i.lane AND a.state = 'pending' AND a.id < i.id)
            ORDER BY i.id LIMIT %s FOR UPDATE SKIP LOCKED
        """

    @classmethod
    def _lanes(cls, lanes: list[str], depth: int) -> list[Any]:
        """The first `depth` pending rows of each lane, in order."""
        return list(cls.raw(cls._lanes_sql("*"), sets.listed(lanes), depth))

    @classmethod
    def _lanes_sql(cls, columns: str) -> str:
        """`columns`, and `due` by the database's clock, which all machines share."""
        return f"""
            SELECT f.*, f.due_at <= clock_timestamp() AS due
            FROM json_array_elements_text(%s::json) AS l(lane), LATERAL (
                SELECT {columns} FROM "{cls._meta.table_name}" w
                WHERE w.lane = l.lane AND w.state = 'pending' ORDER BY w.id LIMIT %s
            ) f ORDER BY f.id
        """


def _due_prefixes(rows: list[Any]) -> list[Any]:
    """A lane stops before the first row that is not due yet."""
    held: set[str] = set()
    due = []
    for row in rows:
        if not row.due:
            held.add(row.lane)
        elif row.lane not in held:
            due.append(row)
    return due


def index_lanes(model: type[WorkItem], *first: Any) -> None:
    """The two small indexes that claiming needs; rows that are done leave them. `first`: what
    goes before the order of the ids."""
    table = model._meta.table_name
    partial_index(model, f"{table}_pending", *first, "id", where=PENDING)
    partial_index(model, f"{table}_lane", "lane", "id", where=PENDING)


def index_parked(model: type[WorkItem]) -> None:
    """What needs a person is counted and listed by this; nothing else costs it anything."""
    table = model._meta.table_name
    partial_index(model, f"{table}_parked", "id", where=PARKED)


def index_done(model: type[WorkItem]) -> None:
    """What was done long ago is found by this, and taken away."""
    table = model._meta.table_name
    partial_index(model, f"{table}_done", "done_at", where=DONE)

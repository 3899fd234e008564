"""What arrived: one row for each message, receipt or change of a delivery, stored before it is
understood."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

import peewee

from models import sets
from models.base import database, partial_index
from models.queues.item import WorkItem, index_lanes, index_parked


class Received(NamedTuple):
    """One item of a delivery, as the door splits it off."""

    external_id: str
    """Unique: the same item delivered again has the same."""
    lane: str
    kind: str
    """``message``, ``echo``, ``status``, ``preference``, ``error``, ``change`` or
    ``unreadable``."""
    number: str
    payload: str
    """The raw item as ASCII JSON: NUL and lone surrogates stay escaped, so any item can be
    stored."""


class Claimed(NamedTuple):
    """A row that waits to be handled."""

    id: int
    external_id: str
    lane: str
    kind: str
    number: str
    payload: str
    attempts: int
    created_at: datetime
    due_at: datetime
    due: bool


class InboxItem(WorkItem):
    external_id = peewee.TextField(unique=True)
    kind = peewee.TextField()
    number = peewee.TextField()
    payload = peewee.TextField()

    @classmethod
    def receive(cls, items: Sequence[Received]) -> int:
        """Store what is new among `items` with one statement. Answers how many were new.

        In the order of each lane, and the lanes in one that all processes share: two statements
        with the same rows the other way round would wait for each other for ever.

        Durable when the surrounding transaction, or the statement itself without one, has come
        back.
        """
        if not items:
            return 0
        in_lanes = sorted(items, key=attrgetter("lane"))
        columns = [SEPARATOR.join(column) for column in zip(*in_lanes, strict=True)]
        return int(database.execute_sql(RECEIVE, columns).rowcount)

    @classmethod
    def _lanes(cls, lanes: list[str], depth: int) -> list[Claimed]:
        """As plain tuples: a model of each would take a tenth of the time that handling takes."""
        rows = database.execute_sql(cls._lanes_sql(CLAIMED), (sets.listed(lanes), depth))
        return [Claimed(*row) for row in rows]


CLAIMED = ", ".join(name for name in Claimed._fields if name != "due")

# Stands in no item: identities are printable, and JSON escapes control characters. Columns as
# joined text cost a fifth of psycopg's arrays, and this statement is the door's whole work.
SEPARATOR = "\x1f"

# An array made of one empty text is an empty array: hence the COALESCE.
RECEIVE = """
INSERT INTO inbox_item (external_id, lane, kind, number, payload, state, attempts, due_at,
created_at)
SELECT external_id, lane, kind, COALESCE(number, ''), payload, 'pending', 0, now(), now()
FROM unnest(
    string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f'),
    string_to_array(%s, E'\\x1f'), string_to_array(%s, E'\\x1f')
) AS u(external_id, lane, kind, number, payload)
ON CONFLICT (external_id) DO NOTHING
"""

index_lanes(InboxItem)
index_parked(InboxItem)

# What is rare is listed without reading through all that is not.
partial_index(InboxItem, "inbox_item_odd", "kind", "id", where="kind NOT IN ('message', 'status')")

# Old deliveries lose first their payload, then leave (models/retention.py).
for name, only in (("payload", "payload <> ''"), ("bare", "payload = ''")):
    partial_index(InboxItem, f"inbox_item_{name}", "done_at", where=f"state = 'done' AND {only}")

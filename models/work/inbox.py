"""What arrived: one row for each message, receipt or change of a delivery, stored before it is
understood."""

from collections.abc import Sequence
from typing import NamedTuple

import peewee

from models.base import database
from models.work.item import WorkItem, index_lanes


class Received(NamedTuple):
    """One item of a delivery, as the door splits it off."""

    external_id: str
    """Unique: the same item delivered again has the same."""
    lane: str
    kind: str
    """``message``, ``status``, ``error``, ``change`` or ``unreadable``."""
    number: str
    payload: str
    """The raw item as ASCII JSON: NUL and lone surrogates stay escaped, so any item can be
    stored."""


class InboxItem(WorkItem):
    external_id = peewee.TextField(unique=True)
    kind = peewee.TextField()
    number = peewee.TextField()
    payload = peewee.TextField()

    @classmethod
    def receive(cls, items: Sequence[Received]) -> int:
        """Store what is new among `items`, in their order, with one statement. Answers how many
        were new.

        Durable when the surrounding transaction, or the statement itself without one, has come
        back.
        """
        if not items:
            return 0
        columns = [SEPARATOR.join(column) for column in zip(*items, strict=True)]
        return int(database.execute_sql(RECEIVE, columns).rowcount)


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

"""Locking a contact with all that is said to them, for who takes its rows elsewhere or away. In the
order of the drain, which settles receipts before it changes contacts: messages, what sends them,
contacts. The whole order: docs/architecture.md, "One order of locks"."""

from collections.abc import Iterable

from models.base import database


def hold_conversations(contact_ids: Iterable[int]) -> None:
    """Call it before the contacts are locked."""
    wanted = (sorted(set(contact_ids)),)
    database.execute_sql(MESSAGES, wanted)
    database.execute_sql(OWED, wanted)


MESSAGES = """
SELECT 1 FROM message WHERE contact_id = ANY(%s) AND author <> 'contact' ORDER BY id FOR UPDATE
"""
OWED = "SELECT 1 FROM outbox_item WHERE contact_id = ANY(%s) ORDER BY id FOR UPDATE"

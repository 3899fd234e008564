"""Locking a contact with what is theirs: a row that is changed, or all that is said to them, for
who takes that elsewhere or away. In the order of the drain, which settles receipts before it
changes contacts: messages, what sends them, contacts. The whole order: docs/architecture.md, "One
order of locks"."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from models.base import Model, Outrun, database

if TYPE_CHECKING:
    from models.batch import Batch

Row = TypeVar("Row", bound=Model)


def hold_conversations(contact_ids: Iterable[int]) -> None:
    """Call it before the contacts are locked."""
    wanted = (sorted(set(contact_ids)),)
    database.execute_sql(MESSAGES, wanted)
    database.execute_sql(OWED, wanted)


def hold_behind_contact(batch: "Batch", row: Row, what: str) -> Row:
    """The same row of a contact's (or of nobody's), locked behind that contact. Of two who change
    it the second comes here when the first is done."""
    if row.contact_id is not None:
        batch.load([row.contact_id])
    model = type(row)
    held: Row | None = model.select().where(model.id == row.id).for_update().first()
    if held is None or held.contact_id != row.contact_id:
        raise Outrun(f"the {what} was deleted, or its contact merged, at this moment")
    return held


MESSAGES = """
SELECT 1 FROM message WHERE contact_id = ANY(%s) AND author <> 'contact' ORDER BY id FOR UPDATE
"""
OWED = "SELECT 1 FROM outbox_item WHERE contact_id = ANY(%s) ORDER BY id FOR UPDATE"

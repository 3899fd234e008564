"""What happened to a contact, what was said and what colleagues noted, in one line of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.base import database
from models.contact.event import SENTENCES, Event
from models.contact.message import Message
from models.contact.note import Note


@dataclass(frozen=True, slots=True)
class Entry:
    """Either an event, a message or a note."""

    at: datetime
    event: Event | None = None
    message: Message | None = None
    note: Note | None = None

    @property
    def id(self) -> int:
        row = self.event or self.message or self.note
        assert row
        return int(row.id)


def timeline(contact_id: int, offset: int, limit: int) -> list[Entry]:
    """Oldest first. What a message caused stands behind it, and before what was answered."""
    rows = database.execute_sql(ENTRIES, (*[contact_id] * 3, limit, offset)).fetchall()
    found = {
        kind: _by_id(model, [id for of, id in rows if of == kind]) for kind, model in KINDS.items()
    }
    return [_entry(kind, found[kind][id]) for kind, id in rows]


def length(contact_id: int) -> int:
    """How many entries the whole timeline has."""
    row = database.execute_sql(COUNT, [contact_id] * 3).fetchone()
    return int(row[0])


def sentence(event: Event) -> str:
    """The event in words: one line for a person."""
    words = SENTENCES.get(event.name, event.name)
    if event.data.get("before", "") in (None, ""):
        words = words.replace("changed from {before} to {after}", "set to {after}")
    return words.format_map(_Shown(event.data))


ENTRIES = """
SELECT kind, id FROM (
    SELECT 'event' AS kind, id, at, 1 AS place FROM event WHERE contact_id = %s
    UNION ALL
    SELECT 'message', id, created_at, CASE author WHEN 'contact' THEN 0 ELSE 2 END
    FROM message WHERE contact_id = %s
    UNION ALL
    SELECT 'note', id, created_at, 3 FROM note WHERE contact_id = %s
) entry ORDER BY at, place, id LIMIT %s OFFSET %s
"""
COUNT = """
SELECT (SELECT count(*) FROM event WHERE contact_id = %s)
     + (SELECT count(*) FROM message WHERE contact_id = %s)
     + (SELECT count(*) FROM note WHERE contact_id = %s)
"""
KINDS = {"event": Event, "message": Message, "note": Note}


def _entry(kind: str, row: Any) -> Entry:
    match kind:
        case "event":
            return Entry(row.at, event=row)
        case "message":
            return Entry(row.created_at, message=row)
        case _:
            return Entry(row.created_at, note=row)


class _Shown(dict[str, Any]):
    """The event's data as words."""

    def __getitem__(self, name: str) -> str:
        value = super().get(name)
        if value is None or value == "":
            return "nothing"
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(value)


def _by_id(model: Any, ids: Iterable[int]) -> dict[int, Any]:
    ids = list(ids)
    return {row.id: row for row in model.select().where(model.id.in_(ids))} if ids else {}

"""Files that agents attach to what they say: their bytes, until WhatsApp has them and a day longer.
What a file is called and what it is stands in its message's content; who fetches it is not known
here."""

from typing import Any

import peewee

from models.base import Model, database, moment
from models.contact.message import Message


class Attachment(Model):
    message = peewee.ForeignKeyField(
        Message, on_delete="CASCADE", primary_key=True, backref="attachments"
    )
    message_id: int
    data = peewee.BlobField()
    created_at = moment(index=True)

    @classmethod
    def keep(cls, message_id: int, data: bytes) -> None:
        """In the transaction that says the message."""
        cls.insert(message=message_id, data=data).execute()

    @classmethod
    def read(cls, message_id: int) -> bytes | None:
        """None: it is not kept any more."""
        found = cls.select(cls.data).where(cls.message == message_id).tuples().first()
        return bytes(found[0]) if found else None

    @classmethod
    def size_of(cls, message_id: int) -> int | None:
        """How many bytes there are; None: it is not kept any more."""
        (size,) = database.execute_sql(SIZE, (message_id,)).fetchone() or (None,)
        return size

    @classmethod
    def part(cls, message_id: int, begin: int, length: int) -> bytes:
        """Some of its bytes; none where they are gone meanwhile."""
        row: Any = database.execute_sql(PART, (begin + 1, length, message_id)).fetchone()
        return bytes(row[0]) if row else b""


SIZE = "SELECT octet_length(data) FROM attachment WHERE message_id = %s"
PART = "SELECT substring(data FROM %s FOR %s) FROM attachment WHERE message_id = %s"

"""Answers that are kept, so that a request repeated under its key is not done again (X15)."""

import hashlib
from datetime import timedelta
from typing import IO, Any

import peewee

from models.agents.api_key import ApiKey
from models.base import Model, database, moment, partial_index
from models.clock import now

KEPT_FOR = timedelta(days=7)
PIECE = 1024 * 1024
GONE = 410
"""The status of an answer that is kept no longer."""
SWEEP = 100
"""Old answers that one request clears away at most."""


class KeptAnswer(Model):
    """What the first request under a key was answered. Only answers of success are kept: what was
    refused changed nothing and may be corrected under the same key."""

    id = peewee.BigAutoField()
    api_key = peewee.ForeignKeyField(ApiKey, on_delete="CASCADE", index=False)
    key = peewee.TextField()
    digest = peewee.TextField()
    """Of the request: another request under the same key is a mistake of the caller."""
    status = peewee.IntegerField()
    headers = peewee.JSONField()
    body = peewee.TextField()
    contact = peewee.BigIntegerField(null=True, column_name="contact_id")
    """Whom it tells of, as far as that is known. No foreign key: answers go by themselves."""
    created_at = moment(index=True)

    class Meta:
        indexes = ((("api_key", "key"), True),)

    @classmethod
    def begin(cls, api_key: ApiKey, key: str) -> bool:
        """Hold `key` until the end of the transaction. False while another request holds it."""
        row = database.execute_sql(
            "SELECT pg_try_advisory_xact_lock(%s)", (_lock(api_key.id, key),)
        ).fetchone()
        return bool(row[0])

    @classmethod
    def find(cls, api_key: ApiKey, key: str) -> "KeptAnswer | None":
        found = cls.get_or_none(cls.api_key == api_key, cls.key == key)
        return found if found and found.created_at > now() - KEPT_FOR else None

    @classmethod
    def keep(cls, api_key: ApiKey, key: str, **answer: Any) -> None:
        """Call it in the transaction that did the work: both are there afterwards, or neither."""
        _clear_away()
        cls.delete().where(cls.api_key == api_key, cls.key == key).execute()
        cls.create(api_key=api_key, key=key, **answer)

    @classmethod
    def forget(cls, contact_id: int) -> None:
        """What was answered about a contact is kept no longer (X19)."""
        cls.blank(cls.contact == contact_id)

    @classmethod
    def blank(cls, condition: Any) -> None:
        """The same request again is still known, so that nothing is done twice."""
        cls.update(status=GONE, headers={}, body="", contact=None).where(condition).execute()


partial_index(KeptAnswer, "kept_answer_contact", "contact", where=KeptAnswer.contact.is_null(False))


def digest_of(*parts: bytes) -> str:
    """What tells two requests apart."""
    found = hashlib.sha256()
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def file_digest(file: IO[bytes]) -> str:
    """What tells two files apart; read in pieces, and left at its beginning."""
    found = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


def _lock(api_key: int, key: str) -> int:
    digest = hashlib.blake2b(f"idempotency/{api_key}/{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _clear_away() -> None:
    database.execute_sql(
        "DELETE FROM kept_answer WHERE id IN (SELECT id FROM kept_answer WHERE created_at < %s "
        "LIMIT %s FOR UPDATE SKIP LOCKED)",
        (now() - KEPT_FOR, SWEEP),
    )

"""Answers that are kept, so that a request repeated under its key is not done again (X15): a
program's request, or a form that an agent sent twice."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import IO, Any

import peewee

from models.agents.agent import Agent
from models.agents.api_key import ApiKey
from models.base import Model, database, moment, partial_index
from models.clock import now

KEPT_FOR = timedelta(days=7)
PIECE = 1024 * 1024
DRAFT = {"kind": "draft"}
"""In the place of headers: it is no answer, but what somebody typed and has not saved."""
GONE = 410
"""The status of an answer that is kept no longer."""

Holder = ApiKey | Agent
"""Whose a key is: two of them may choose the same."""


class KeptAnswer(Model):
    """What the first request under a key was answered. Only answers of success are kept: what was
    refused changed nothing and may be corrected under the same key."""

    id = peewee.BigAutoField()
    api_key = peewee.ForeignKeyField(ApiKey, null=True, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, null=True, on_delete="CASCADE", index=False)
    """Whose it is: a program's, or an agent's at a page."""
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
        indexes = ((("api_key", "key"), True), (("agent", "key"), True))
        constraints = (peewee.Check("(api_key_id IS NULL) <> (agent_id IS NULL)"),)

    @classmethod
    def begin(cls, api_key: ApiKey, key: str) -> bool:
        """Hold `key` until the end of the transaction. False while another request holds it."""
        row = database.execute_sql(
            "SELECT pg_try_advisory_xact_lock(%s)", (_lock(api_key.id, key),)
        ).fetchone()
        return bool(row[0])

    @classmethod
    def hold(cls, agent: Agent, key: str) -> None:
        """Hold `key` until it is let go, over all transactions of one form. Waits while another
        request holds it: afterwards there is its answer."""
        database.execute_sql("SELECT pg_advisory_lock(%s)", (_lock(f"agent/{agent.id}", key),))

    @classmethod
    def let_go(cls, agent: Agent, key: str) -> None:
        database.execute_sql("SELECT pg_advisory_unlock(%s)", (_lock(f"agent/{agent.id}", key),))

    @classmethod
    def find(cls, holder: Holder, key: str) -> "KeptAnswer | None":
        found = cls.get_or_none(_held_by(holder), cls.key == key)
        fresh = found and (found.agent_id or found.created_at > now() - KEPT_FOR)
        return found if fresh else None

    @classmethod
    def keep(cls, holder: Holder, key: str, **answer: Any) -> None:
        """Call it in the transaction that did the work: both are there afterwards, or neither. A
        program may take an old key again; forms have new ones, and old answers go by themselves
        (models/retention.py)."""
        if isinstance(holder, Agent):
            cls.insert(agent=holder, key=key, **answer).execute()
            return
        cls.delete().where(_held_by(holder), cls.key == key).execute()
        cls.create(api_key=holder, key=key, **answer)

    @classmethod
    def conclude(cls, agent: Agent, key: str, calls: Sequence[str], **answer: Any) -> None:
        """What a form was answered takes the place of what its calls were: no more is kept than
        is needed to answer it again. It is not waited for until it is on the disk: what the calls
        did and were answered is there, and answers the same once more."""
        theirs = (cls.agent == agent) & cls.key.in_(calls)
        last = cls.select(peewee.fn.max(cls.id)).where(theirs)
        at_ease = peewee.fn.set_config("synchronous_commit", "off", True) == "off"
        cls.update(key=key, **answer).where(cls.id == last, at_ease).execute()
        if len(calls) > 1:
            cls.delete().where(theirs).execute()

    @classmethod
    def remove(cls, agent: Agent, keys: Sequence[str]) -> None:
        """They are of no use any more."""
        cls.delete().where(cls.agent == agent, cls.key.in_(keys)).execute()

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


def _held_by(holder: Holder) -> Any:
    column = KeptAnswer.agent if isinstance(holder, Agent) else KeptAnswer.api_key
    return column == holder


def _lock(holder: int | str, key: str) -> int:
    digest = hashlib.blake2b(f"idempotency/{holder}/{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)

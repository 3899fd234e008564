"""Gives WhatsApp the file of a message, before the message: a call of its own, after which the row
is due at once. So each call keeps within its lease, and who tries the message again finds the file
there. A file that arrives twice does no harm.
"""

import json
import threading
from datetime import timedelta

from bot.config import Config
from bot.outcomes import NotSent
from models.base import database, undisturbed
from models.clock import now
from models.contact.attachment import Attachment
from models.queues.item import WorkState
from models.queues.outbox import OutboxItem
from workers import settling
from workers.errand import Errand, Uploaded
from workers.errand import upload as give

AT_ONCE = threading.BoundedSemaphore(2)
"""Files that are given at a time, in each process: each is in memory as a whole."""
LEASE = timedelta(minutes=3)
"""How long one may take over a slow line."""
GONE = "The file is not kept any more: attach it to a new message."


def upload(errand: Errand, config: Config) -> None:
    """In a thread of its own, that has no connection."""
    with AT_ONCE:
        with database.connection_context():
            file = begin(errand)
        if file is None:
            return
        result = give(errand, file, config)
        with database.connection_context():
            undisturbed(lambda: settle(errand, result))


def begin(errand: Errand) -> bytes | None:
    """The bytes, leased for as long as this may take; None: there is nothing to be done."""
    if not _still_ours(errand, due_at=now() + LEASE, called_at=None):
        return None
    file = Attachment.read(errand.message_id or 0)
    if file is None:
        settling.park(errand.id, errand.message_id, "gone", GONE)
    return file


def settle(errand: Errand, result: Uploaded | NotSent) -> None:
    if not isinstance(result, Uploaded):
        if _still_ours(errand, called_at=None):
            settling.settle(errand, result)
        return
    known = json.dumps({"media_id": result.media_id})
    with database.atomic():
        # Messages come before what sends them.
        database.execute_sql(MESSAGE_KNOWS, (known, errand.message_id))
        database.execute_sql(ROW_KNOWS, (known, now(), errand.id, errand.attempts))


def _still_ours(errand: Errand, **values: object) -> bool:
    """Each lease counts as an attempt: who has another number has the row now."""
    own = (OutboxItem.id == errand.id) & (OutboxItem.attempts == errand.attempts)
    mine = OutboxItem.update(**values).where(own, OutboxItem.state == WorkState.PENDING)
    return bool(mine.execute())


MESSAGE_KNOWS = "UPDATE message SET content = content || %s::jsonb WHERE id = %s"
ROW_KNOWS = """
UPDATE outbox_item SET payload = payload || %s::jsonb, due_at = %s, last_error = NULL
WHERE id = %s AND attempts = %s AND state = 'pending'
"""

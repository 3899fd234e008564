"""Puts the rows of deliveries into the inbox, over a restart of PostgreSQL too."""

import time
from collections.abc import Sequence

import structlog

from bot import connection
from bot.door import patience
from bot.door.patience import Patience
from models.base import AWAY, database
from models.queues.inbox import InboxItem, Received

log = structlog.get_logger(__name__)
waiting = Patience()


def store(items: Sequence[Received]) -> bool:
    """Put `items` on the disk; False when the database is away."""
    began = time.monotonic()
    try:
        _insert(items)
    except AWAY as error:
        if time.monotonic() - began > patience.LONGEST:
            return _not_stored(items, error)
        return _store_afresh(items)
    return True


def _store_afresh(items: Sequence[Received]) -> bool:
    """After PostgreSQL was restarted the pool is full of dead connections: drop them, try once."""
    connection.drop()
    try:
        _insert(items)
    except AWAY as error:
        return _not_stored(items, error)
    return True


def _not_stored(items: Sequence[Received], error: Exception) -> bool:
    log.error("webhook.database_away", error=type(error).__name__, items=len(items))
    return False


def _insert(items: Sequence[Received]) -> None:
    opened = database.connect(reuse_if_open=True)
    try:
        with waiting.over(database.connection()):
            InboxItem.receive(items)
    finally:
        if opened:
            database.close()

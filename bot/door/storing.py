"""Puts the rows of deliveries into the inbox, over a restart of PostgreSQL too."""

from collections.abc import Sequence

import structlog

from bot import connection
from models.base import AWAY, database
from models.queues.inbox import InboxItem, Received

log = structlog.get_logger(__name__)


def store(items: Sequence[Received]) -> bool:
    """Put `items` on the disk; False when the database is away."""
    try:
        _insert(items)
    except AWAY:
        return _store_afresh(items)
    return True


def _store_afresh(items: Sequence[Received]) -> bool:
    """After PostgreSQL was restarted the pool is full of dead connections: drop them, try once."""
    connection.drop()
    try:
        _insert(items)
    except AWAY as error:
        log.error("webhook.database_away", error=type(error).__name__, items=len(items))
        return False
    return True


def _insert(items: Sequence[Received]) -> None:
    opened = database.connect(reuse_if_open=True)
    try:
        InboxItem.receive(items)
    finally:
        if opened:
            database.close()

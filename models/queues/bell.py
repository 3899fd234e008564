"""The bell as the tables know it: somebody is told when rows were committed that are due.

Who listens is known to the composition roots; without anybody the sweep finds the work a little
later.
"""

from collections.abc import Callable
from enum import StrEnum

from models.base import database


class Queue(StrEnum):
    """Whose bell can be rung. Each has a job and processes of its own, in workers/."""

    INBOX = "inbox"
    """What arrived."""
    OUTBOX = "outbox"
    """Messages and emails that are owed."""
    TIMERS = "timers"
    """Whatever falls due by itself, and the search for what erased contacts left behind."""
    BACKLOG = "backlog"
    """Somebody may have become able to take a contact."""
    JOBS = "jobs"
    """Long work that was ordered."""
    WEBHOOKS = "webhooks"
    """What is owed to endpoints."""
    SEARCH = "search"
    """What searches of contacts look at has changed."""


_listener: Callable[[Queue], None] | None = None


def connect(listener: Callable[[Queue], None]) -> None:
    """From now on call `listener` with the queue."""
    global _listener
    _listener = listener


def ring(queue: Queue) -> None:
    """There is work in `queue`. Call it after the commit."""
    if _listener is not None:
        _listener(queue)


def ring_after_commit(queue: Queue) -> None:
    """Ring when this transaction is committed; at once without one."""
    database.after_commit(lambda: ring(queue))

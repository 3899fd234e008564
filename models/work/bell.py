"""The bell as the tables know it: somebody is told when rows were committed that are due.

Who listens is known to the composition roots; without anybody the sweep finds the work a little
later.
"""

from collections.abc import Callable

from models.base import database

_listener: Callable[[str], None] | None = None


def connect(listener: Callable[[str], None]) -> None:
    """From now on call `listener` with the queue's name."""
    global _listener
    _listener = listener


def ring(queue: str) -> None:
    """There is work in `queue`. Call it after the commit."""
    if _listener is not None:
        _listener(queue)


def ring_after_commit(queue: str) -> None:
    """Ring when this transaction is committed; at once without one."""
    database.after_commit(lambda: ring(queue))

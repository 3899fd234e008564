"""Who waits too long for PostgreSQL is told that it is away: a server whose machine stands still
neither answers nor hangs up, and psycopg would wait for it without end. Knows nothing of what is
asked."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

LONGEST = 5.0
"""Seconds. Storing takes some milliseconds; Meta wants its answer within a few seconds."""
LOOKS = 0.5
"""Seconds between two looks at who waits."""


class Patience:
    """Ends connections that were waited for too long: the one who waits gets an error."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[float, Any]] = {}
        self._starting = threading.Lock()
        self._watching = False

    @contextmanager
    def over(self, connection: Any) -> Iterator[None]:
        """Whatever is asked on `connection` within is waited for so long at most."""
        me = threading.get_ident()
        self._waiting[me] = (time.monotonic(), connection)
        if not self._watching:
            self._start()
        try:
            yield
        finally:
            del self._waiting[me]

    def _start(self) -> None:
        """With the first who waits, not before: a process that is forked takes no threads along."""
        with self._starting:
            if not self._watching:
                self._watching = True
                threading.Thread(target=self._watch, name="patience", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(LOOKS)
            for since, connection in list(self._waiting.values()):
                if time.monotonic() - since > LONGEST:
                    _hang_up(connection)


def _hang_up(connection: Any) -> None:
    """Of a connection that was given back at this very moment its next user finds out, as of any
    that has died in the pool."""
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
    except (OSError, psycopg.Error):
        pass

"""Deaths at a chosen word to the database, be it a statement, a copy or a commit: of the process,
by kill -9, or of its connection. What must be left is all of what was asked for, or nothing.

As a program it does one thing for each line that it is told, each in a child that may be killed.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from bot.app import create_app
from models import base
from models.base import database
from models.contact.privacy import remains
from models.tables import TABLES
from tests.conftest import make_config

AFTER_COMMIT, NEVER = 0, 10**6
SEARCH = "search"
"""A step of looking for what remains of who was erased."""


def at_word(number: int, strike: Callable[[], None]) -> Callable[[], None]:
    """`strike` before the word of this number, or after the commit. Answers what takes that
    back."""
    cursor, commit, words = database.cursor, database.commit, count(1)

    def counted(*given: Any) -> Any:
        if next(words) == number:
            strike()
        return cursor(*given)

    def committed() -> None:
        commit()
        if number == AFTER_COMMIT:
            strike()

    database.cursor, database.commit = counted, committed

    def undo() -> None:
        del database.cursor, database.commit

    return undo


def end_connection(url: str) -> Callable[[], None]:
    """Ends the connection of this thread, as when the server is restarted."""

    def strike() -> None:
        process = database.connection().info.backend_pid
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (process,))

    return strike


def picture() -> dict[str, str]:
    """What every table holds, but for when a key was used last."""
    names = [model._meta.table_name for model in TABLES if model._meta.table_name != "api_key"]
    rows = database.execute_sql(" UNION ALL ".join(HOLDS.format(name) for name in names))
    return dict(rows.fetchall())


HOLDS = """
SELECT '{0}', md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{0}" t
"""


class Mortals:
    """Children that ask the API for something, each once, until the word at which they die."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, dies_at: int, **request: Any) -> int:
        """0: it lived, and the API did what was asked. `request` is for a client of Flask."""
        return self._do(dies_at, request)

    def search(self, dies_at: int) -> int:
        return self._do(dies_at, SEARCH)

    def _do(self, dies_at: int, work: Any) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([dies_at, work]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def mortals(url: str, data: Path) -> Iterator[Mortals]:
    command = [sys.executable, "-m", "tests.concurrency.dying", url, str(data)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        yield Mortals(process)
        assert process.stdin
        process.stdin.close()


def _live(url: str, data: Path) -> None:
    app = create_app(make_config(data), lambda queue: None)
    for line in sys.stdin:
        number, work = json.loads(line)
        child = os.fork()
        if not child:
            os.dup2(2, 1)  # Answers are ours: what it logs goes elsewhere.
            base.connect(url)
            at_word(number, lambda: os.kill(os.getpid(), signal.SIGKILL))
            os._exit(_carry_out(app, work))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _carry_out(app: Any, work: Any) -> int:
    if work == SEARCH:
        with database.connection_context():
            return 0 if remains.search() else 1
    answer = app.test_client().open(**work)
    return 0 if answer.status_code < 300 else answer.status_code // 10


if __name__ == "__main__":
    _live(sys.argv[1], Path(sys.argv[2]))

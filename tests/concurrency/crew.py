"""A crew of real worker processes, which drain the inbox of a database until it is empty for a
while."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models import base
from tests.conftest import make_config
from workers import context, inbox
from workers.loop import PAUSE, until_quiet

FORKS = multiprocessing.get_context("forkserver")
"""Processes of their own, with nothing of the test's but what they are given: forked from one that
has no thread and no connection, and which has imported Usher once for all of them."""
FORKS.set_forkserver_preload(["bot.app", "tests.concurrency.crew", "workers.reminders"])


@contextmanager
def crew(url: str, data: Path, size: int) -> Iterator[list[multiprocessing.Process]]:
    """`size` processes at work. Leaving waits for them to find nothing more to do."""
    written = FORKS.Event()
    given = (url, data, written)
    workers = [FORKS.Process(target=_work, args=given, daemon=True) for _ in range(size)]
    for worker in workers:
        worker.start()
    try:
        yield workers
    finally:
        written.set()
    for worker in workers:
        worker.join(timeout=120)
        assert worker.exitcode is not None, "a worker did not end"


def _work(url: str, data: Path, written: Any) -> None:
    base.connect(url)
    context._contexts[:] = [context._Context(make_config(data), None)]
    with base.database.connection_context():
        while not written.wait(PAUSE):
            until_quiet(inbox.work_off, linger=0)
        until_quiet(inbox.work_off, linger=1.0)

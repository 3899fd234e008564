"""A crew of real worker processes, which drain the inbox of a database until it is empty for a
while."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models import base
from tests.conftest import make_config
from workers import context, inbox
from workers.loop import until_quiet

SPAWN = multiprocessing.get_context("spawn")


@contextmanager
def crew(url: str, data: Path, size: int) -> Iterator[list[multiprocessing.Process]]:
    """`size` processes at work. Leaving waits for them to find nothing more to do."""
    workers = [SPAWN.Process(target=_work, args=(url, data), daemon=True) for _ in range(size)]
    for worker in workers:
        worker.start()
    yield workers
    for worker in workers:
        worker.join(timeout=120)
        assert worker.exitcode is not None, "a worker did not end"


def _work(url: str, data: Path) -> None:
    base.connect(url)
    context._contexts[:] = [context._Context(make_config(data), None)]
    with base.database.connection_context():
        until_quiet(inbox.work_off, linger=3.0)

"""Two things at once, of which one waits for the other: threads with connections of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.base import database
from models.queues.inbox import InboxItem
from tests.conftest import make_config
from workers import context


@pytest.fixture
def apart(
    committed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Callable[[], object]], Future[None]]]:
    """Does something in a thread of its own, with a connection of its own."""
    monkeypatch.setattr(context, "_contexts", [context._Context(make_config(tmp_path), None)])

    def connected(work: Callable[[], object]) -> None:
        with database.connection_context():
            work()

    with ThreadPoolExecutor(2) as threads:
        yield lambda work: threads.submit(connected, work)


def write(bsuid: str, *texts: str) -> None:
    """What somebody writes arrives."""
    person = payloads.Person(bsuid, "Dora", phone=None)
    for text in texts:
        InboxItem.receive(split(payloads.delivery(person, items.text(text))))


def somebody_waits(url: str) -> Callable[[], bool]:
    """Whether a transaction waits for another one's lock."""

    def look() -> bool:
        with psycopg.connect(url) as connection:
            asked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            row = connection.execute(asked).fetchone()
            return bool(row and row[0])

    return look

"""The door and a database that restarts, goes away, or is asked by many at once (W1)."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from flask.testing import FlaskClient

from bot.door import patience, storing
from models import base
from models.queues.inbox import InboxItem
from tests.bot.door.opened import post, stored
from tests.bot.whatsapp.payloads import delivery


@pytest.fixture
def committed(migrated: str) -> Iterator[str]:
    """A database in which a delivery is committed, emptied afterwards."""
    base.connect(migrated)
    yield migrated
    base.connect(migrated)
    with base.database.connection_context():
        InboxItem.delete().execute()
    base.database.close_all()


def test_a_delivery_survives_a_restart_of_postgresql(door: FlaskClient, committed: str) -> None:
    assert post(door, delivery("text")).status_code == 200
    end_every_connection(committed)
    assert post(door, delivery("image")).status_code == 200
    with base.database.connection_context():
        assert len(stored()) == 2


def end_every_connection(url: str) -> None:
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(url) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.mark.usefixtures("committed")
def test_with_the_database_away_meta_is_asked_to_come_again(
    door: FlaskClient, rung: list[str]
) -> None:
    base.connect("postgresql://127.0.0.1:1/nowhere")
    answer = post(door, delivery("text"))
    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert rung == []


def test_a_database_that_stands_still_is_not_waited_for_without_end(
    door: FlaskClient, committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LONGEST", 0.1)
    monkeypatch.setattr(patience, "LOOKS", 0.02)
    monkeypatch.setattr(storing, "waiting", patience.Patience())
    assert post(door, delivery("text")).status_code == 200
    monkeypatch.setattr(base, "RESTED", 60)  # Under traffic no connection rests.
    with standing_still(committed):
        assert post(door, delivery("image")).status_code == 503
    assert post(door, delivery("image")).status_code == 200


@contextmanager
def standing_still(url: str) -> Iterator[None]:
    """Whatever serves the pool's connections answers nothing, and hangs up on nobody."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            f"SELECT pid FROM pg_stat_activity WHERE {others} AND backend_type = 'client backend'"
        ).fetchall()
    assert rows
    for (process,) in rows:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for (process,) in rows:
            os.kill(process, signal.SIGCONT)


@pytest.mark.usefixtures("committed")
def test_many_at_once_and_each_twice_are_all_stored_once(door: FlaskClient) -> None:
    bodies = [delivery("text").replace(b"RE9SQS0", b"%d-" % n) for n in range(40)] * 2
    app = door.application

    def deliver(body: bytes) -> int:
        return post(app.test_client(), body).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(deliver, bodies)) == {200}
    with base.database.connection_context():
        assert len(stored()) == 40


@pytest.mark.usefixtures("committed")
def test_the_connection_is_given_back_after_each_delivery(door: FlaskClient) -> None:
    for _ in range(base.database._max_connections + 1):
        assert post(door, delivery("text")).status_code == 200
    assert base.database.is_closed()

"""The pool of connections, and what is read at one moment."""

import psycopg
import pytest

from models import base
from models.base import asked_once, database, read_anew, read_whole


@pytest.fixture
def pooled(migrated: str) -> int:
    """The server's process behind a connection that lies in the pool."""
    base.connect(migrated)
    with database.connection_context():
        return server_process()


def server_process() -> int:
    [process] = database.execute_sql("SELECT pg_backend_pid()").fetchone()
    return int(process)


def test_a_connection_that_was_used_a_moment_ago_is_used_again(pooled: int) -> None:
    with database.connection_context():
        assert server_process() == pooled


def test_a_connection_that_died_while_it_rested_is_replaced(
    migrated: str, pooled: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "RESTED", 0)
    with psycopg.connect(migrated, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pooled])
    with database.connection_context():
        assert server_process() != pooled


def test_a_connection_into_nowhere_is_given_up(pooled: int) -> None:
    """X15: a quarter of an hour is usual."""
    with database.connection_context():
        given = database.connection().info.get_parameters()
    assert (given["tcp_user_timeout"], given["keepalives_idle"]) == ("30000", "30")


def test_what_is_asked_of_one_moment_is_asked_once(pooled: int) -> None:
    answers = iter(range(9))

    def asked() -> int:
        return asked_once("a thing", lambda: next(answers))

    def again() -> list[int]:
        found = [asked(), asked()]
        read_anew()
        return [*found, asked(), asked()]

    with database.connection_context():
        assert [asked(), asked()] == [0, 1]
        assert read_whole(again) == [2, 2, 3, 3]
        assert [read_whole(asked), asked()] == [4, 5]

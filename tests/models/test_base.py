"""The pool of connections."""

import psycopg
import pytest

from models import base
from models.base import database


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

"""A database that neither answers nor hangs up, as a machine that stands still: nobody waits for it
without end. X15."""

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from models import base
from models.base import database


@pytest.fixture
def stopped(migrated: str) -> Iterator[list[int]]:
    """Processes of the server that stand still; they go on after the test."""
    base.connect(migrated)
    standing: list[int] = []
    yield standing
    for process in standing:
        os.kill(process, signal.SIGCONT)
    base.database.close_idle()


def stop_all(standing: list[int], migrated: str) -> None:
    """Every process that serves a connection of the pool."""
    with psycopg.connect(migrated) as other:
        rows = other.execute(
            "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database() AND backend_type = 'client backend'"
        ).fetchall()
    for (process,) in rows:
        os.kill(process, signal.SIGSTOP)
        standing.append(process)
    assert standing


def test_a_connection_that_is_silent_is_replaced(
    stopped: list[int], migrated: str, built: Flask
) -> None:
    client = built.test_client()
    assert client.get("/login").status_code == 200
    stop_all(stopped, migrated)
    began = time.monotonic()
    assert client.get("/login").status_code == 200
    assert time.monotonic() - began < base.PATIENCE + 5


def test_who_stands_in_line_does_not_wait_for_a_silent_server(
    stopped: list[int], built: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PATIENCE", 0.05)
    monkeypatch.setattr(database, "_silent_until", 0.0)
    tried: list[float] = []

    def hang(*args: Any, **options: Any) -> None:
        tried.append(time.monotonic())
        time.sleep(0.06)
        raise psycopg.OperationalError("timeout expired")

    database.close_idle()
    monkeypatch.setattr(psycopg, "connect", hang)
    answers = [built.test_client().get("/login") for _ in range(4)]
    assert [one.status_code for one in answers] == [503] * 4
    assert len(tried) < 4

"""Counting what is asked of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from models.base import database


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that are executed inside, in order."""
    asked: list[str] = []
    execute = database.execute_sql

    def remember(sql: str, *arguments: Any, **options: Any) -> Any:
        asked.append(sql)
        return execute(sql, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(database, "execute_sql", remember)
        yield asked

"""How many contacts a query finds. Few are counted exactly, each time; of many the count of a
moment ago is kept, or PostgreSQL's own guess where counting takes too long."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import peewee

from models.base import database

Answer = TypeVar("Answer")

FEW = 10_000
"""So many are counted exactly."""
LED = 4000
"""So many an index of another table may lead to: they are fetched one by one."""
KEPT, GUESS_KEPT = 10.0, 60.0
"""Seconds for which the count of more is kept, or the guess."""
MOST_KEPT = 200
"""Answers that are kept at a time."""
SHORT, LONG = "100ms", "250ms"
"""What counting may take until it is clear that there are many, and what counting them may."""


@dataclass(frozen=True, slots=True)
class Total:
    count: int
    exact: bool
    """Whether it is true of this very moment."""


def led_to(ids: Any) -> tuple[int, str] | None:
    """How many ids the query finds, and these as JSON; None when there are too many of them."""
    sql, values = written(ids.limit(LED + 1))
    rows, count, listed = database.execute_sql(LISTED.format(sql), values).fetchone()
    return (count, listed or "[]") if rows <= LED else None


LISTED = """
SELECT count(*), count(DISTINCT id), json_agg(DISTINCT id)::text FROM ({}) AS found(id)
"""


def total(ids: Any) -> Total:
    """How many ids the query finds."""
    sql, values = written(ids)
    kept = _kept.answer(sql, values)
    if kept is not None:
        return Total(kept, exact=False)
    limited = f"SELECT count(*) FROM ({sql} LIMIT {FEW + 1}) AS found"
    found = _counted(limited, values, SHORT)
    if found is not None and found <= FEW:
        return Total(found, exact=True)
    return many(ids)


def many(ids: Any) -> Total:
    """The same where it is known that there are more than FEW, or that it takes long."""
    sql, values = written(ids)
    found = _kept.answer(sql, values)
    if found is None:
        moment, seconds = time.monotonic(), KEPT
        found = _counted(f"SELECT count(DISTINCT id) FROM ({sql}) AS found(id)", values, LONG)
        if found is None:
            found, seconds = max(_guessed(sql, values), LED + 1), GUESS_KEPT
        _kept.keep(sql, values, found, moment + seconds)
    return Total(found, exact=False)


class Kept(Generic[Answer]):
    """What statements came to a moment ago."""

    def __init__(self) -> None:
        self._kept: dict[Any, tuple[float, Answer]] = {}

    def answer(self, sql: str, values: Any) -> Answer | None:
        """None when none is kept any more."""
        until, found = self._kept.get(_key(sql, values), (0.0, None))
        return found if time.monotonic() < until else None

    def keep(self, sql: str, values: Any, found: Answer, until: float) -> None:
        """`until`: as time.monotonic() tells it."""
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[_key(sql, values)] = (until, found)

    def clear(self) -> None:
        self._kept.clear()


_kept: Kept[int] = Kept()


def _key(sql: str, values: Any) -> Any:
    return database.database, sql, str(values)


def written(query: Any) -> tuple[str, Any]:
    """Its statement and values."""
    sql, values = database.get_sql_context().sql(query).query()
    return str(sql), values


def _counted(sql: str, values: Any, patience: str) -> int | None:
    """None when it takes too long."""
    try:
        with for_reading(statement_timeout=patience):
            return int(database.execute_sql(sql, values).fetchone()[0])
    except peewee.OperationalError:
        return None


@contextmanager
def for_reading(**settings: str) -> Iterator[None]:
    """What is read inside is read under these settings of PostgreSQL; they are taken back with the
    rest of the transaction, of which nothing is to stay."""
    with database.atomic() as transaction:
        each = ", ".join(["set_config(%s, %s, true)"] * len(settings))
        database.execute_sql(f"SELECT {each}", [one for pair in settings.items() for one in pair])
        yield
        transaction.rollback()


def _guessed(sql: str, values: Any) -> int:
    [plan] = database.execute_sql(f"EXPLAIN (FORMAT JSON) {sql}", values).fetchone()[0]
    return int(plan["Plan"]["Plan Rows"])

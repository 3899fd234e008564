"""How many contacts a filter finds. Few are counted exactly, each time; of many the count of a
moment ago is kept, or PostgreSQL's own guess where counting takes too long."""

import time
from dataclasses import dataclass
from typing import Any

import peewee

from models.base import database

FEW = 10_000
KEPT = 10.0
"""Seconds for which the count of more is kept."""
PATIENCE = "250ms"
"""What counting more may take."""
MOST_KEPT = 200
"""Counts that are kept at a time."""


@dataclass(frozen=True, slots=True)
class Total:
    count: int
    exact: bool
    """Whether it is true of this very moment."""


def few(ids: Any) -> int:
    """How many ids the query finds; FEW + 1 of more."""
    limited = ids.limit(FEW + 1)
    return int(peewee.Select([limited], [peewee.fn.COUNT(peewee.SQL("*"))]).scalar(database))


def total(ids: Any, known_to_be_many: bool = False) -> Total:
    """How many ids the query finds. In a transaction."""
    if not known_to_be_many:
        found = few(ids)
        if found <= FEW:
            return Total(found, exact=True)
    return Total(_many(ids), exact=False)


_kept: dict[Any, tuple[float, int]] = {}
"""By database, statement and values: when it was counted, and what was found."""


def _many(ids: Any) -> int:
    sql, values = database.get_sql_context().sql(ids).query()
    key = (database.database, sql, str(values))
    counted = _kept.get(key)
    if counted is None or time.monotonic() - counted[0] > KEPT:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        counted = _kept[key] = (time.monotonic(), max(_counted(sql, values), FEW + 1))
    return counted[1]


def _counted(sql: str, values: Any) -> int:
    try:
        with database.atomic():
            database.execute_sql(f"SET LOCAL statement_timeout = '{PATIENCE}'")
            found = database.execute_sql(f"SELECT count(*) FROM ({sql}) AS found", values)
            count = int(found.fetchone()[0])
            database.execute_sql("SET LOCAL statement_timeout = DEFAULT")
            return count
    except peewee.OperationalError:
        return _guessed(sql, values)


def _guessed(sql: str, values: Any) -> int:
    [plan] = database.execute_sql(f"EXPLAIN (FORMAT JSON) {sql}", values).fetchone()[0]
    return int(plan["Plan"]["Plan Rows"])

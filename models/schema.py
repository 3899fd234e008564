"""Bringing a database's schema up to date, by the numbered scripts in `models/migrations`."""

from contextlib import suppress
from pathlib import Path

import peewee
from playhouse.migrations import Runner

from models.audit import watched
from models.base import database

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 861_507_332
"""Advisory lock: of several processes that start at once, one migrates and the others wait."""


def migrate() -> list[str]:
    """Apply what is pending. Answers the names of what was applied."""
    with database.connection_context():
        _end_with_us()
        database.execute_sql("SELECT pg_advisory_lock(%s)", (LOCK,))
        try:
            applied = list(_runner().up())
            watched.attach()
            return applied
        finally:
            database.execute_sql("SELECT pg_advisory_unlock(%s)", (LOCK,))


def pending() -> list[str]:
    """The names of the migrations that this database still lacks."""
    return [one.name for one in _runner().status() if one.path and not one.applied]


def _end_with_us() -> None:
    """A process that is killed here takes its statement along: else the server would go on with it,
    or wait for others with it, and nobody could use the tables that it holds."""
    with suppress(peewee.DatabaseError):  # Not every system's server can look whether we live.
        database.execute_sql("SELECT set_config('client_connection_check_interval', '1s', false)")


def _runner() -> Runner:
    return Runner(database, directory=str(MIGRATIONS))

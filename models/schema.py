"""Bringing a database's schema up to date, by the numbered scripts in `models/migrations`."""

from pathlib import Path

from playhouse.migrations import Runner

from models.audit import watched
from models.base import database

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 861_507_332
"""Advisory lock: of several processes that start at once, one migrates and the others wait."""


def migrate() -> list[str]:
    """Apply what is pending. Answers the names of what was applied."""
    with database.connection_context():
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


def _runner() -> Runner:
    return Runner(database, directory=str(MIGRATIONS))

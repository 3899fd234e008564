"""What PostgreSQL's complaints mean to whoever set DATABASE_URL, each with its remedy."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import peewee
import psycopg

from bot.trouble import Trouble

MEANINGS = (
    ("password authentication failed", "refuses the login", "correct its user and password"),
    ("no password supplied", "wants a password", "add it: postgresql://user:password@host/usher"),
    ("no pg_hba.conf entry", "refuses this host or user", "allow it in pg_hba.conf"),
    ('role "', "refuses the login", "correct its user and password"),
    ('database "', "has no such database", "create it (createdb usher), or correct the name"),
    ("permission denied", "refuses a right", "GRANT CREATE ON SCHEMA public to its user"),
    ("must be owner", "refuses a right", "connect as the user who owns the tables"),
    ("too many clients", "has no connection left", "raise max_connections"),
    ("read-only", "only reads", "connect to the primary server"),
)
AWAY = ("does not answer", "start it, or correct the URL")
ERRORS = (peewee.DatabaseError, peewee.InterfaceError, psycopg.Error)


@contextmanager
def explained() -> Iterator[None]:
    """Inside, a complaint about the connection or about a right becomes Trouble."""
    try:
        yield
    except ERRORS as error:
        trouble = explain(error)
        if trouble is None:
            raise
        raise trouble from error


def explain(error: Exception) -> Trouble | None:
    """None for what is not about the connection or a right: then it is a fault of ours."""
    reason = _reason(str(error))
    connection = isinstance(error, peewee.OperationalError | psycopg.OperationalError)
    if not connection and not re.search("permission denied|must be owner", reason):
        return None
    says, remedy = next((found[1:] for found in MEANINGS if found[0] in reason), AWAY)
    return Trouble(f"DATABASE_URL: PostgreSQL {says} ({reason}); {remedy}")


def _reason(text: str) -> str:
    """Of libpq's lines, one for each address that it tried, the last complaint."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no reason given"]
    complaints = [line for line in lines if "failed" in line or "FATAL" in line] or lines[:1]
    return re.split(r"(?:failed|FATAL): +", complaints[-1])[-1]

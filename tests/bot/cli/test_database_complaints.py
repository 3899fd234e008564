"""What PostgreSQL complains about, told to whoever set DATABASE_URL (with the remedy)."""

import peewee
import psycopg
import pytest

from bot.cli.database import explain, explained
from bot.trouble import Trouble


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://u:geheim@127.0.0.1:1/x", "does not answer (Connection refused)"),
        ("postgresql:///x?host=/nowhere", "does not answer (No such file or directory)"),
    ],
)
def test_a_server_that_is_not_there(url, says):
    with pytest.raises(Trouble) as caught, explained():
        psycopg.connect(url, connect_timeout=5)
    assert str(caught.value).startswith(f"DATABASE_URL: PostgreSQL {says}; start it")
    assert "geheim" not in str(caught.value)


SERVER = 'connection to server at "10.0.0.1", port 5432 failed: FATAL:  '


@pytest.mark.parametrize(
    ("complaint", "says", "remedy"),
    [
        ('password authentication failed for user "u"', "refuses the login", "correct its user"),
        ('role "u" does not exist', "refuses the login", "correct its user"),
        ('database "x" does not exist', "has no such database", "createdb"),
        ('no pg_hba.conf entry for host "::1"', "refuses this host or user", "pg_hba.conf"),
        ("the database system is starting up", "does not answer", "start it"),
        ("sorry, too many clients already", "has no connection left", "max_connections"),
    ],
)
def test_a_server_that_refuses(complaint, says, remedy):
    trouble = explain(psycopg.OperationalError(SERVER + complaint))
    assert f"PostgreSQL {says} ({complaint}); " in str(trouble)
    assert remedy in str(trouble)


def test_of_several_addresses_the_last_complaint_is_told():
    lines = 'at "::1" failed: Connection refused\n\tIs it?\nat "127.0.0.1" failed: timeout expired'
    assert "(timeout expired)" in str(explain(psycopg.OperationalError(lines)))


def test_a_missing_right_is_told_with_the_grant():
    error = peewee.ProgrammingError("permission denied for schema public\nLINE 1: CREATE")
    assert "GRANT CREATE ON SCHEMA public" in str(explain(error))


def test_a_fault_of_our_own_is_not_explained_away():
    with pytest.raises(peewee.ProgrammingError), explained():
        raise peewee.ProgrammingError('column "x" does not exist')

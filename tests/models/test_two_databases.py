"""One process, two databases, one after the other: as tests have it, and as restarts may."""

from collections.abc import Iterator

import pytest

from models import base
from models.catalogue import Catalogue
from tests.conftest import _create, _execute
from tests.factories import make_tag

NAMES = ("usher_one", "usher_other")


@pytest.fixture
def two_databases(postgres: str, template: str) -> Iterator[list[str]]:
    yield [_create(postgres, name, template) for name in NAMES]
    base.database.close_all()
    for name in NAMES:
        _execute(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


def test_the_settings_of_two_databases_do_not_mix(two_databases: list[str]) -> None:
    """Both have counted as many changes, and mean different ones."""
    for url in two_databases:
        base.connect(url)
        with base.database.connection_context():
            make_tag(f"of {url}")
            Catalogue.current()
    for url in two_databases:
        base.connect(url)
        with base.database.connection_context():
            assert [one.name for one in Catalogue.current().tags.values()] == [f"of {url}"]

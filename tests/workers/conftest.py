"""A Redis for the tests of the workers."""

from collections.abc import Iterator

import pytest

from tests.bot.whatsapp.graph import graph as graph  # a fixture
from tests.processes import directory_for_servers
from tests.redis_server import RedisServer, serving


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    with directory_for_servers() as directory, serving(directory) as server:
        yield server

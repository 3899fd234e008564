"""A Redis for the tests of the workers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.redis_server import RedisServer, serving


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    with serving(tmp_path) as server:
        yield server

"""The door alone, and the bells that it rings."""

import pytest
from flask.testing import FlaskClient

from tests.bot.door.opened import open_door


@pytest.fixture
def rung() -> list[str]:
    return []


@pytest.fixture
def door(rung: list[str]) -> FlaskClient:
    return open_door(rung)

"""Whom most calls are about: Ann, who works here, and Dora, a contact of hers. Where a story needs
others of these names, its file has its own."""

from collections.abc import Callable
from typing import Any

import pytest

from models.agents.agent import Agent
from models.contact import Contact
from tests.bot.conftest import Api
from tests.factories import make_agent, make_contact


@pytest.fixture
def ann(database: None) -> Agent:
    return make_agent()


@pytest.fixture
def dora(ann: Agent) -> Contact:
    return make_contact(owner=ann)


@pytest.fixture
def as_ann(api_as: Callable[[Any], Api], ann: Agent) -> Api:
    return api_as(ann)

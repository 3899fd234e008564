"""What the home page says of today, to whom. A6, X16."""

from datetime import timedelta

import pytest

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact
from models.reports.today import Today, in_statuses, today
from tests import factories


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob")


@pytest.fixture
def eve(database: None) -> Agent:
    return factories.make_agent("Eve", role=Role.SALES_MANAGER)


def closed(name: str, closer: Agent) -> Contact:
    return factories.make_contact(name, owner=closer, closer=closer, closed_at=now())


def test_an_agent_reads_their_own_and_who_leads_reads_all(bob: Agent, eve: Agent) -> None:
    factories.make_contact("Dora", owner=bob)
    closed("Luis", bob)
    closed("Yuki", eve)
    assert today(bob) == Today(came=3, given=0, closed=1, open=1)
    assert today(eve) == Today(came=3, given=0, closed=2, open=0)


def test_what_was_before_midnight_is_not_of_today(bob: Agent) -> None:
    factories.make_contact("Dora", owner=bob, created_at=now() - timedelta(days=2))
    assert today(bob) == Today(came=0, given=0, closed=0, open=1)


def test_every_status_is_told_with_those_whom_one_sees(bob: Agent) -> None:
    dora = factories.make_contact("Dora", owner=bob)
    found = {str(status.name): count for status, count in in_statuses(bob)}
    assert found.pop(str(dora.status.name)) == 1
    assert set(found.values()) == {0}

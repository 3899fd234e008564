"""A page of a list asks for no more than it shows. M8, X13."""

from datetime import timedelta

import pytest

from models.agents.agent import Agent
from models.clock import now
from models.contact.finding import browsing
from models.contact.finding.filters import Wanted
from models.walking import Stretch
from tests.factories import heard, make_agent, make_contact
from tests.models.queries import counted

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ann() -> Agent:
    """Five of hers have written, the first longest ago; three have not."""
    ann = make_agent()
    for n in range(8):
        make_contact(f"C{n}", owner=ann, **(heard(now() - timedelta(9 - n)) if n < 5 else {}))
    return ann


def names(ann: Agent, **place: int) -> list[str]:
    stretch = Stretch("last_heard_at", **place)
    return [one.name for one in browsing.page(Wanted(owner=[ann]), ann, stretch).contacts]


def test_a_part_that_a_page_does_not_come_to_is_not_asked_for(
    ann: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counted(monkeypatch) as asked:
        assert names(ann, size=4) == ["C0", "C1", "C2", "C3"]
    assert not [sql for sql in asked if '"last_heard_at" IS NULL' in sql]


def test_where_nobody_fits_nobody_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    bob = make_agent("Bob")
    with counted(monkeypatch) as asked:
        assert names(bob, size=4) == []
    assert not [sql for sql in asked if "ORDER BY" in sql]


@pytest.mark.parametrize("offset", range(9))
def test_a_page_goes_over_from_one_part_to_the_next(ann: Agent, offset: int) -> None:
    every = [f"C{n}" for n in range(8)]
    assert names(ann, size=4, offset=offset) == every[offset : offset + 4]

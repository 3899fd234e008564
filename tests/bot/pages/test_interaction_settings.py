"""The words that interactions are chosen from, edited by administrators. I1."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.settings.option import Option, OptionKind
from models.settings.organisation import Organisation
from tests import factories

PATH = "/settings/interactions"


@pytest.fixture
def ada(database: None) -> Agent:
    return factories.make_agent("Ada", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def browser(browser_of: Any, ada: Agent) -> Any:
    return browser_of(ada)


def option(name: str) -> Option:
    return Option.get(Option.name == name)


def types() -> list[str]:
    rows = Option.select().where(Option.kind == OptionKind.TYPE)
    return [one.name for one in rows.order_by(Option.position)]


def test_they_are_listed_added_and_renamed(browser: Any) -> None:
    page = browser.sees(PATH)
    for word in ("Types", "Purposes", "Outcomes", "Next actions", "Stages", "Video call"):
        assert word in page
    answer = browser.submits(f"{PATH}/type/add", PATH, name="Fair")
    assert answer.location == f"{PATH}#type"
    path = f"{PATH}/options/{option('Fair').id}"
    assert browser.submits(path, path, name="Trade fair").status_code == 303
    assert "Trade fair" in browser.sees(PATH)


def test_a_name_that_is_taken_is_refused_and_kept(browser: Any) -> None:
    answer = browser.submits(f"{PATH}/type/add", PATH, name="call")
    assert answer.status_code == 422
    assert 'value="call"' in answer.text


def test_they_stand_in_the_order_that_one_gives_them(browser: Any) -> None:
    before = types()
    browser.submits(f"{PATH}/type/order", PATH, move=f"{option(before[1]).id}:up")
    assert types() == [before[1], before[0], *before[2:]]
    assert browser.submits(f"{PATH}/type/order", PATH, order="1,2").status_code == 303
    assert browser.open(f"{PATH}/nonsense/add").status_code == 404


def test_one_in_use_goes_when_those_get_another(browser: Any, ada: Agent) -> None:
    factories.make_interaction(factories.make_contact("Dora"), ada, factories.now())
    path = f"{PATH}/options/{option('Call').id}/delete"
    page = browser.sees(path)
    assert "It is used once." in page
    assert browser.submits(path, path, move_to=str(option("Visit").id)).status_code == 303
    assert "Call" not in types()
    unused = f"{PATH}/options/{option('Email').id}/delete"
    assert "Nothing has it." in browser.sees(unused)
    assert browser.submits(unused, unused).status_code == 303


def test_the_last_one_stays(browser: Any) -> None:
    last = option("Successful")
    Option.delete().where(Option.kind == OptionKind.OUTCOME, Option.id != last.id).execute()
    path = f"{PATH}/options/{last.id}/delete"
    assert "it is the last outcome" in browser.sees(path)
    assert browser.submits(path, path).status_code == 422


def test_reminder_and_currency_are_set(browser: Any) -> None:
    fields = {"interaction_reminder_minutes": "30", "currency": "usd"}
    assert browser.submits(PATH, PATH, **fields).status_code == 303
    organisation = Organisation.the()
    assert (organisation.interaction_reminder_minutes, organisation.currency) == (30, "USD")
    answer = browser.submits(PATH, PATH, interaction_reminder_minutes="", currency="Euro")
    assert answer.status_code == 422


def test_others_read_them(browser_of: Any, ada: Agent) -> None:
    """X13."""
    mia = factories.make_agent("Mia", role=Role.SALES_AGENT, password=factories.PASSWORD)
    browser = browser_of(mia)
    page = browser.sees(PATH)
    assert "Video call" in page
    assert "/delete" not in page
    assert browser.submits(PATH, PATH, currency="USD").status_code == 403
    assert browser.open(f"{PATH}/type/add").status_code == 403

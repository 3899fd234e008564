"""Views of contacts: saved, shown as tabs, shared, deleted. M8, X13."""

import re
from typing import Any

import pytest

from models.agents.agent import Agent
from models.agents.saved_view import SavedView
from tests import factories


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


def current(page: str) -> list[str]:
    return re.findall(r'aria-current="true">([^<]*)', page)


def test_a_filter_is_saved_and_stands_above_the_table(browser_of: Any, bob: Agent) -> None:
    browser = browser_of(bob)
    wanted = "/contacts?status=Lost&owner=me&sort=name"
    way = wanted.replace("/contacts", "/contacts/views/new")
    assert way.replace("&", "&amp;") in browser.sees(wanted)
    answer = browser.submits(way, way, name="My losses")
    assert answer.location == wanted
    assert current(browser.sees(wanted)) == ["My losses"]
    assert "Save this view" not in browser.sees(wanted)
    assert SavedView.get().shared is False


def test_everybody_has_the_usual_ones(browser_of: Any, bob: Agent) -> None:
    browser = browser_of(bob)
    assert current(browser.sees("/contacts")) == ["All"]
    assert current(browser.sees("/contacts?owner=me")) == ["Mine"]
    assert current(browser.sees("/contacts?owner=none")) == ["Nobody's".replace("'", "&#39;")]


def test_what_is_shared_is_everybodys_and_mine_means_their_own(browser_of: Any, bob: Agent) -> None:
    cid = factories.make_agent("Cid", password=factories.PASSWORD)
    factories.make_contact("Dora", owner=cid)
    way = "/contacts/views/new?owner=me&status=New+Lead"
    browser_of(bob).submits(way, way, name="My new ones", shared="y")
    browser = browser_of(cid)
    page = browser.sees("/contacts")
    assert "My new ones" in page
    assert "Dora" in browser.sees("/contacts?owner=me&status=New+Lead")
    assert "/edit" not in browser.sees("/contacts/views")
    view = SavedView.get()
    assert browser.submits(f"/contacts/views/{view.id}/delete", "/contacts").status_code == 403


def test_a_name_that_is_taken_is_refused_and_kept(browser_of: Any, bob: Agent) -> None:
    SavedView.create(agent=bob, name="Hot", query="")
    way = "/contacts/views/new?status=Lost"
    answer = browser_of(bob).submits(way, way, name="hot")
    assert answer.status_code == 422
    assert 'value="hot"' in answer.get_data(as_text=True)


def test_a_view_is_renamed_and_deleted(browser_of: Any, bob: Agent) -> None:
    view = SavedView.create(agent=bob, name="Hot", query="status=Lost")
    browser, path = browser_of(bob), f"/contacts/views/{view.id}"
    answer = browser.submits(f"{path}/edit", f"{path}/edit", name="Cold")
    assert answer.location == "/contacts/views"
    page = browser.sees("/contacts/views")
    assert "Cold" in page
    assert "Status: Lost" in page
    browser.submits(f"{path}/delete", f"{path}/delete")
    assert not SavedView.select().exists()


def test_a_view_whose_status_is_gone_says_so(browser_of: Any, bob: Agent) -> None:
    SavedView.create(agent=bob, name="Old", query="status=Gone")
    browser = browser_of(bob)
    assert "status=Gone" in browser.sees("/contacts")
    assert browser.open("/contacts?status=Gone").status_code == 422

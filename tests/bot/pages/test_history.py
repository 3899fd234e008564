"""What is planned with a contact and what was done, on their page. I11, A6."""

from datetime import timedelta
from typing import Any

import pytest

from models.agents.agent import Agent
from models.clock import now
from models.contact import Contact
from tests import factories
from tests.bot.conftest import Browser

DAY = timedelta(days=1)


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", password=factories.PASSWORD)


@pytest.fixture
def dora(ann: Agent) -> Contact:
    contact = factories.make_contact("Dora", owner=ann)
    factories.make_interaction(contact, ann, now() - DAY, outcome="Successful", note="Liked it")
    factories.make_interaction(contact, ann, now() - 2 * DAY, outcome="No answer", note="Away")
    return contact


@pytest.fixture
def browser(browser_of: Any, ann: Agent) -> Browser:
    found: Browser = browser_of(ann)
    return found


def history(browser: Browser, contact: Contact, query: str = "") -> str:
    return browser.sees(f"/contacts/{contact.id}/interactions{query}")


def test_completed_ones_are_kept_newest_first(browser: Browser, dora: Contact) -> None:
    page = history(browser, dora)
    assert "2 completed" in page
    assert "CLIENT" not in page, "a state is a word"
    assert page.index("Liked it") < page.index("Away")


def test_they_are_searched(browser: Browser, dora: Contact) -> None:
    """By what was noted, and by what it was."""
    for q in ("liked", "successful"):
        page = history(browser, dora, f"?q={q}")
        assert "Liked it" in page
        assert "Away" not in page
    assert "No completed interaction speaks of that" in history(browser, dora, "?q=zyxomma")
    assert "2 completed" in history(browser, dora, "?q=call")


def test_as_a_grid_or_a_list_and_the_address_keeps_it(browser: Browser, dora: Contact) -> None:
    grid = history(browser, dora)
    assert 'class="grid-of"' in grid
    assert f'href="/contacts/{dora.id}/interactions?view=list#history"' in grid
    listed = history(browser, dora, "?view=list&q=liked")
    assert 'class="grid-of"' not in listed
    assert "people folds" in listed  # On a phone its notes are not a word wide.
    assert "Liked it" in listed
    assert f'href="/contacts/{dora.id}/interactions?q=liked#history"' in listed


def test_what_is_planned_or_missed_stands_above(
    browser: Browser, dora: Contact, ann: Agent
) -> None:
    factories.make_interaction(dora, ann, now() + DAY, note="Bring samples")
    factories.make_interaction(dora, ann, now() - 3 * DAY, note="Was ill")
    other = factories.make_interaction(dora, factories.make_agent("Bob"), now() + DAY)
    page = history(browser, dora)
    assert f'href="/interactions/new?contact={dora.id}"' in page
    assert page.count("/complete") == 2  # Not what is a colleague's.
    assert f'href="/interactions/{other.id}"' in page
    planned, _, done = page.partition("Interaction history")
    assert planned.index("missed") < planned.index("Was ill") < planned.index("Bring samples")
    assert "Was ill" not in done
    assert "Next interactions" in browser.sees(f"/contacts/{dora.id}")


def test_many_are_paged(browser: Browser, dora: Contact, ann: Agent) -> None:
    for ago in range(30):
        factories.make_interaction(dora, ann, now() - ago * DAY, outcome="Successful")
    assert "1 to 24 of 32" in history(browser, dora)
    assert "25 to 32 of 32" in history(browser, dora, "?page=2")


def test_others_are_not_told_of(browser: Browser, ann: Agent, dora: Contact) -> None:
    eve = factories.make_contact("Eve")
    factories.make_interaction(None, ann, now() - DAY, outcome="Successful", note="Stamps")
    page = history(browser, eve)
    assert "Liked it" not in page
    assert "Stamps" not in page
    assert "None is completed yet" in page

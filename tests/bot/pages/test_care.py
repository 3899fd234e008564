"""The buttons on a contact's page: who has it, the bot, notes. X8, W7."""

import re
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact import Contact
from models.contact.event import Event
from models.contact.note import Note
from models.settings.organisation import Organisation
from tests import factories


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", password=factories.PASSWORD)


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


@pytest.fixture
def dora(database: None) -> Contact:
    return factories.make_contact("Dora")


def press(browser: Any, contact: Contact, verb: str, **fields: str) -> str:
    """Press a button of the contact's page. Answers the page that one sees then."""
    path = f"/contacts/{contact.id}"
    fields = {"back": "contact"} | fields
    assert browser.submits(f"{path}/{verb}", path, **fields).status_code == 303
    return str(browser.sees(path))


def test_a_contact_is_claimed_and_released(browser_of: Any, ann: Agent, dora: Contact) -> None:
    browser = browser_of(ann)
    page = press(browser, dora, "claim")
    assert "owned by Ann" in page
    assert f"/contacts/{dora.id}/claim" not in page
    assert Event.get(Event.name == "contact.assigned").cause == f"agent:{ann.id}"
    assert "nobody owns this contact" in press(browser, dora, "release")


def test_who_comes_second_reads_who_has_it(
    browser_of: Any, ann: Agent, bob: Agent, dora: Contact
) -> None:
    press(browser_of(ann), dora, "claim")
    page = press(browser_of(bob), dora, "claim")
    assert re.search(r"Ann has this contact since \d+ \w+ \d{4}, \d\d:\d\d: ", page)
    for verb in ("claim", "release", "silence"):
        assert f"/contacts/{dora.id}/{verb}" not in page


def test_the_bot_is_silenced_and_asked_back(browser_of: Any, ann: Agent, dora: Contact) -> None:
    browser = browser_of(ann)
    assert "silent until a colleague lets it speak" in press(browser, dora, "silence")
    Organisation.update(bot_returns_after=120).execute()
    page = browser.sees(f"/contacts/{dora.id}")
    assert re.search(r"silent until <time[^>]*>[^<]+</time>, longer if a colleague writes", page)
    assert "may speak" in press(browser, dora, "wake")


def test_notes_are_written_and_read(browser_of: Any, ann: Agent, dora: Contact) -> None:
    browser = browser_of(ann)
    page = press(browser, dora, "note", text=" <b>Likes</b> red ")
    assert "&lt;b&gt;Likes&lt;/b&gt; red" in page
    assert (Note.get().text, Note.get().agent) == ("<b>Likes</b> red", ann)
    path = f"/contacts/{dora.id}"
    for text in ("  ", "x" * 4097):
        refused = browser.submits(f"{path}/note", path, text=text)
        assert refused.status_code == 422
        assert "alert-warning" in refused.text
        assert text.strip() in refused.text, "what was typed is kept"
    assert Note.select().count() == 1


@pytest.mark.parametrize("verb", ["claim", "release", "silence", "wake", "note"])
def test_forged_and_unseen_are_refused(browser_of: Any, dora: Contact, verb: str) -> None:
    eve = factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)
    browser, path = browser_of(eve), f"/contacts/{dora.id}/{verb}"
    assert browser.submits(path, text="x").status_code == 404
    assert browser.client.post(path, data={"text": "x"}).status_code == 400
    assert not Event.select().exists()

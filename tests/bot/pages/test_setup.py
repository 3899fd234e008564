"""The first start in the browser, and the home page that says what to do next. A1, A5, A8, R5,
W5."""

from typing import Any

import pytest
import responses

from models.agents.agent import Agent, Role
from models.settings.organisation import Organisation
from models.settings.status import Status
from tests import factories


@pytest.fixture
def ada(database: None) -> Agent:
    return factories.make_agent("Ada", role=Role.ADMIN, password=factories.PASSWORD)


def test_a_shop_is_set_up_step_by_step(browser_of: Any, ada: Agent) -> None:
    browser = browser_of(ada)
    assert "Go through the set-up" in browser.sees("/")
    answer = browser.submits("/setup", "/setup", name="Linden", timezone="Europe/Madrid")
    assert answer.location == "/setup/statuses"
    won = Status.get(Status.name == "Converted").id
    fields = {"default_status": won - 2, "closure_statuses": won, "closure_days": "30"}
    answer = browser.submits("/setup/statuses", "/setup/statuses", **fields)
    assert answer.location == "/setup/people"
    fields = {"name": "Bob", "email": "bob@example.org", "role": "sales_agent"}
    browser.submits("/setup/people", "/setup/people", **fields, password="a long first password")
    assert "bob@example.org" in browser.sees("/setup/people")
    assert browser.submits("/setup/whatsapp", "/setup/whatsapp").location == "/"
    kept = Organisation.the()
    assert (kept.name, kept.timezone, kept.closure_days) == ("Linden", "Europe/Madrid", 30)
    assert kept.set_up
    assert [one.name for one in Status.select().where(Status.closure)] == ["Converted"]


def test_the_new_colleague_can_sign_in(browser_of: Any, browser: Any, ada: Agent) -> None:
    fields = {"name": "Bob", "email": "bob@example.org", "role": "sales_agent"}
    password = "a long first password"
    browser_of(ada).submits("/setup/people", "/setup/people", **fields, password=password)
    assert browser.signs_in("bob@example.org", password).status_code == 303


def test_what_is_wrong_is_said_beside_it_and_the_rest_is_kept(browser_of: Any, ada: Agent) -> None:
    browser = browser_of(ada)
    fields = {"name": "Bob", "email": "nowhere", "role": "support"}
    answer = browser.submits("/setup/people", "/setup/people", **fields)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="Bob"' in page
    assert "email-wrong" in page
    assert '<option selected value="support">' in page
    assert Agent.select().count() == 1


def test_the_closure_statuses_never_become_empty(browser_of: Any, ada: Agent) -> None:
    """A5."""
    won = Status.get(Status.name == "Converted").id
    fields = {"default_status": won - 2, "closure_days": "30"}
    answer = browser_of(ada).submits("/setup/statuses", "/setup/statuses", **fields)
    assert answer.status_code == 422
    assert Status.select().where(Status.closure).count() == 3


def test_one_goes_back_or_skips_a_step_and_nothing_is_lost(browser_of: Any, ada: Agent) -> None:
    browser = browser_of(ada)
    browser.submits("/setup", "/setup", name="Linden", timezone="Europe/Madrid")
    page = browser.sees("/setup/statuses")
    assert 'href="/setup/people">Skip this step' in page
    assert 'href="/setup">Back' in page
    assert 'value="Linden"' in browser.sees("/setup")


def test_the_last_step_says_what_of_whatsapp_is_set(browser_of: Any, ada: Agent) -> None:
    page = browser_of(ada).sees("/setup/whatsapp")
    assert "WHATSAPP_PHONE_NUMBER_ID" in page
    assert factories.NUMBER in page
    assert "http://usher.test/webhooks/whatsapp" in page
    assert 'href="/settings/whatsapp#test"' in page


@responses.activate
def test_whatsapp_is_asked_within_the_set_up_which_goes_on(browser_of: Any, ada: Agent) -> None:
    url = f"http://127.0.0.1:8000/simulator/graph/{factories.NUMBER}"
    responses.get(url, json={"display_phone_number": "+34 600", "verified_name": "Linden"})
    answer = browser_of(ada).submits("/setup/whatsapp", "/setup/whatsapp", ask="1")
    assert answer.status_code == 200
    assert "+34 600" in answer.text
    assert not Organisation.the().set_up


@pytest.mark.parametrize("path", ["/setup", "/setup/statuses", "/setup/people", "/setup/whatsapp"])
def test_only_administrators_set_up(browser_of: Any, ada: Agent, path: str) -> None:
    """X13."""
    bob = factories.make_agent("Bob", password=factories.PASSWORD)
    browser = browser_of(bob)
    assert browser.open(path).status_code == 403
    assert "What to do next" not in browser.sees("/")


def test_what_waits_for_me_stands_on_the_home_page(browser_of: Any, ada: Agent) -> None:
    bob = factories.make_agent("Bob", password=factories.PASSWORD)
    for name, owner in (("Dora", bob), ("Luis", ada)):
        contact = factories.make_contact(name, owner=owner, last_heard_at=factories.now())
        factories.make_message(contact, "Anybody there?")
    factories.make_contact("Yuki")
    page = browser_of(bob).sees("/")
    waiting, others = page.split("To be closed soon")
    assert "Dora" in waiting
    assert "Luis" not in page
    assert "Yuki" in others.split("Nobody has them")[-1]

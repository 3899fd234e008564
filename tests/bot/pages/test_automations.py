"""Automations as pages: a form that reads like a sentence, with rows by buttons. M5, C2."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.settings.automation import Automation
from models.settings.status import Status
from tests import factories

ADD = "/settings/automations/add"


@pytest.fixture
def browser(browser_of: Any, database: None) -> Any:
    ann: Agent = factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)
    return browser_of(ann)


@pytest.fixture
def converted(database: None) -> Status:
    found: Status = Status.get(Status.name == "Converted")
    return found


FIELDS = {
    "kinds": "text,template,tag,state,notify",
    "actions-0-send-text": "Thank you, {name}!",
    "actions-1-send-template-name": "thanks",
    "actions-1-send-template-language": "en",
    "actions-1-send-template-parameters": "{name}\n\n{budget}",
    "actions-2-tag": "Customer",
    "actions-3-state": "CLIENT",
    "actions-4-notify": "managers",
    "active": "y",
}
ACTIONS = [
    {"send": {"type": "text", "text": "Thank you, {name}!"}},
    {
        "send": {
            "type": "template",
            "name": "thanks",
            "language": "en",
            "parameters": ["{name}", "{budget}"],
        }
    },
    {"tag": "Customer"},
    {"state": "CLIENT"},
    {"notify": "managers"},
]


def test_it_is_added_and_reads_like_a_sentence(browser: Any, converted: Status) -> None:
    factories.make_trait("budget", "number")
    answer = browser.submits(ADD, ADD, status=str(converted.id), **FIELDS)
    assert answer.status_code == 303
    made = Automation.get()
    assert (made.status_id, made.active, made.actions) == (converted.id, True, ACTIONS)
    page = browser.sees("/settings/automations")
    assert "send “Thank you, {name}!”" in page
    assert "#Customer" in page
    assert "tell the sales managers" in page


def test_a_misspelt_placeholder_is_said_beside_its_text(browser: Any, converted: Status) -> None:
    wrong = {"kinds": "text", "actions-0-send-text": "Dear {nmae}"}
    answer = browser.submits(ADD, ADD, status=str(converted.id), **wrong)
    assert answer.status_code == 422
    assert 'id="actions-0-send-text-wrong"' in answer.text
    assert "there are {name}" in answer.text
    assert "Dear {nmae}</textarea>" in answer.text


def test_it_is_edited_as_it_is(browser: Any, converted: Status) -> None:
    made = Automation.create(status=converted, actions=ACTIONS)
    path = f"/settings/automations/{made.id}"
    page = browser.sees(path)
    for value in ("Thank you, {name}!", 'value="thanks"', 'value="Customer"'):
        assert value in page
    kept = {"kinds": "tag", "actions-0-tag": "Won"}
    assert browser.submits(path, path, **kept).status_code == 303
    made = Automation.get()
    assert (made.active, made.actions) == (False, [{"tag": "Won"}])


def test_rows_come_and_go_by_buttons_and_what_was_typed_stays(
    browser: Any, converted: Status
) -> None:
    status = str(converted.id)
    page = browser.submits(ADD, ADD, status=status, **FIELDS, add="untag").text
    assert 'name="actions-5-untag"' in page
    assert "Thank you, {name}!" in page
    page = browser.submits(ADD, ADD, status=status, **FIELDS, remove="0").text
    assert "Thank you" not in page
    assert 'name="actions-1-tag"' in page
    assert 'value="Customer"' in page
    assert Automation.select().count() == 0


def test_what_is_refused_is_said_beside_its_field_and_kept(browser: Any, converted: Status) -> None:
    fields = FIELDS | {"actions-0-send-text": "Hi {", "actions-2-tag": ""}
    answer = browser.submits(ADD, ADD, status=str(converted.id), **fields)
    assert answer.status_code == 422
    assert 'id="actions-2-tag-wrong"' in answer.text
    fields = FIELDS | {"actions-0-send-text": "Hi {"}
    answer = browser.submits(ADD, ADD, status=str(converted.id), **fields)
    assert 'id="actions-0-send-text-wrong"' in answer.text
    assert "Hi {" in answer.text


def test_without_actions_it_is_refused(browser: Any, converted: Status) -> None:
    answer = browser.submits(ADD, ADD, status=str(converted.id), kinds="")
    assert answer.status_code == 422
    assert "give 1 to 20 actions" in answer.text


def test_deleting_asks_first(browser: Any, converted: Status) -> None:
    made = Automation.create(status=converted, actions=ACTIONS)
    path = f"/settings/automations/{made.id}/delete"
    assert "nothing happens by itself when a contact reaches Converted" in browser.sees(path)
    assert browser.submits(path, path).status_code == 303
    assert Automation.select().count() == 0


def test_texts_are_text(browser: Any, converted: Status) -> None:
    Automation.create(status=converted, actions=[{"tag": "<script>alert(1)</script>"}])
    assert "<script>alert" not in browser.sees("/settings/automations")

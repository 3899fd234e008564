"""WhatsApp at the pages: what is set without showing a secret, what Meta says of a number, a live
test. W5, X13."""

import json
from typing import Any

import pytest
import requests
import responses

from models.agents.agent import Role
from models.contact.message import Message
from tests import factories

GRAPH = "http://127.0.0.1:8000/simulator/graph"
NUMBER = f"{GRAPH}/{factories.NUMBER}"
PAGE = "/settings/whatsapp"
TEXT = {"to": "+44 7700 900123", "kind": "text", "text": "Hello"}


@pytest.fixture
def browser(browser_of: Any, database: None) -> Any:
    ann = factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)
    return browser_of(ann)


def test_what_is_set_is_said_and_no_secret_shown(browser: Any, config: Any) -> None:
    page = browser.sees(PAGE)
    assert factories.NUMBER in page
    assert "http://usher.test/webhooks/whatsapp" in page
    assert "Meta delivers to https:// only" in page
    assert "take a longer one" in page
    for secret in (*config.app_secrets, config.secret_key):
        assert secret not in page


@responses.activate
def test_a_number_that_works_is_shown_with_its_quality(browser: Any) -> None:
    told = {"display_phone_number": "+34 600", "verified_name": "<b>x</b>", "quality_rating": "RED"}
    responses.get(NUMBER, json=told)
    page = browser.submits(f"{PAGE}/check", PAGE).text
    assert "+34 600" in page
    assert "quality red" in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        ({"status": 401, "json": {"error": {"code": 190}}}, "renew WHATSAPP_ACCESS_TOKEN"),
        ({"status": 400, "json": {"error": {"code": 33}}}, "correct WHATSAPP_PHONE_NUMBER_ID"),
        ({"status": 200, "body": "no JSON"}, "check the network"),
        ({"body": requests.ConnectionError("gone")}, "check the network"),
    ],
)
@responses.activate
def test_a_number_that_does_not_work_comes_with_the_remedy(
    browser: Any, answer: dict[str, Any], remedy: str
) -> None:
    responses.get(NUMBER, **answer)
    assert remedy in browser.submits(f"{PAGE}/check", PAGE).text


@responses.activate
def test_a_live_test_goes_out_at_once_and_is_kept_nowhere(browser: Any) -> None:
    responses.post(f"{NUMBER}/messages", json={"messages": [{"id": "wamid.1"}]})
    assert "WhatsApp took it" in browser.submits(f"{PAGE}/test", PAGE, **TEXT).text
    sent = json.loads(responses.calls[0].request.body or "")
    assert sent["to"] == "+447700900123"
    assert sent["text"]["body"] == "Hello"
    assert not Message.select().exists()


@responses.activate
def test_what_whatsapp_has_against_a_test_is_said_and_nothing_is_lost(browser: Any) -> None:
    refused = {"error": {"code": 131030, "message": "no"}}
    responses.post(f"{NUMBER}/messages", status=400, json=refused)
    answer = browser.submits(f"{PAGE}/test", PAGE, **TEXT)
    assert answer.status_code == 422
    assert "131030" in answer.text
    assert 'value="+44 7700 900123"' in answer.text


def test_a_test_to_nobody_is_refused_beside_the_field(browser: Any) -> None:
    answer = browser.submits(f"{PAGE}/test", PAGE, **TEXT | {"to": "12"})
    assert answer.status_code == 422
    assert 'id="to-wrong"' in answer.text
    assert "It was not sent: look at the fields in red." in answer.text
    assert "not saved" not in answer.text


def test_only_administrators_look_at_the_connection(browser_of: Any, database: None) -> None:
    """X13."""
    mia = factories.make_agent("Mia", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    browser = browser_of(mia)
    assert browser.open(PAGE).status_code == 403
    assert browser.submits(f"{PAGE}/test", **TEXT).status_code == 403

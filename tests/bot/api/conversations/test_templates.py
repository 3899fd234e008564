"""`GET /templates`: what WhatsApp has approved, for everybody who writes. W5."""

import dataclasses
from typing import Any

import pytest
import responses
from flask import Flask

from bot.app import Usher
from models.agents.agent import Role
from tests import factories
from tests.bot.whatsapp.test_templates import OFFER

URL = "http://127.0.0.1:8000/simulator/graph/77/message_templates"
WAITING = OFFER | {"name": "summer", "status": "PENDING"}


@pytest.fixture(autouse=True)
def known(app: Flask, config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that was told its account, and has asked nothing yet."""
    told = dataclasses.replace(config, business_account_id="77")
    monkeypatch.setitem(app.extensions, "usher", Usher(told))


@responses.activate
def test_they_are_listed_with_their_places(api: Any) -> None:
    responses.get(URL, json={"data": [WAITING, OFFER]})
    answer = api.get("/templates").get_json()
    assert [one["name"] for one in answer["items"]] == ["offer", "summer"]
    offer, summer = answer["items"]
    assert (offer["parameters"], offer["usable"], offer["hindrance"]) == (["1", "2"], True, "")
    assert (summer["status"], summer["usable"]) == ("PENDING", False)
    assert summer["hindrance"] == "WhatsApp says pending"


@responses.activate
def test_only_those_that_can_be_sent_by_page(api: Any) -> None:
    responses.get(URL, json={"data": [WAITING, OFFER, OFFER | {"language": "de"}]})
    answer = api.get("/templates", usable="true", page_size=1, page=2).get_json()
    assert ([one["language"] for one in answer["items"]], answer["total"]) == (["en"], 2)
    assert len(responses.calls) == 1
    assert api.get("/templates", usable="false").get_json()["total"] == 1
    assert len(responses.calls) == 1
    api.get("/templates", fresh="true")
    assert len(responses.calls) == 2


def test_without_the_account_it_says_what_to_set(
    api: Any, app: Flask, config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "usher", Usher(config))
    answer = api.get("/templates")
    assert answer.status_code == 409
    assert "set WHATSAPP_BUSINESS_ACCOUNT_ID" in answer.get_json()["detail"]


@responses.activate
def test_while_whatsapp_is_away_it_says_so(api: Any) -> None:
    responses.get(URL, status=503, json={"error": {"code": 2}})
    answer = api.get("/templates")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


@responses.activate
@pytest.mark.parametrize("role", [Role.SALES_AGENT, Role.SALES_MANAGER, Role.SUPPORT])
def test_who_writes_may_see_them(api_as: Any, role: Role) -> None:
    responses.get(URL, json={"data": [OFFER]})
    assert api_as(factories.make_agent("Mia", role=role)).get("/templates").status_code == 200

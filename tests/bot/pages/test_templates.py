"""WhatsApp's templates at the pages: listed with their words, chosen in a conversation and for a
campaign, typed where they are not known. W5, W7, C4, X13."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
import responses
from flask import Flask

from bot.app import Usher
from bot.pages.templates import filled, places
from models.agents.agent import Role
from models.campaigns.campaign import Campaign
from models.contact.message import Message
from tests import factories
from tests.bot.whatsapp.test_templates import OFFER

URL = "http://127.0.0.1:8000/simulator/graph/77/message_templates"
WAITING = OFFER | {"name": "summer", "status": "PENDING"}
PLAIN = OFFER | {"name": "hello", "components": [{"type": "BODY", "text": "<b>Hi</b>"}]}
PAGE = "/settings/whatsapp/templates"


@pytest.fixture
def meta(
    app: Flask, config: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[responses.RequestsMock]:
    """Meta, and an installation that was told its account and has asked nothing yet."""
    told = dataclasses.replace(config, business_account_id="77")
    monkeypatch.setitem(app.extensions, "usher", Usher(told))
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def known(meta: responses.RequestsMock) -> None:
    meta.get(URL, json={"data": [OFFER, WAITING, PLAIN]})


@pytest.fixture
def ann(browser_of: Any, database: None) -> Any:
    return browser_of(
        factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    )


@pytest.fixture
def room(database: None) -> str:
    return f"/conversations/{factories.make_contact('Dora').id}"


def test_they_are_listed_with_state_and_words(known: None, ann: Any) -> None:
    page = ann.sees(PAGE)
    assert "Hello <mark>{{1}}</mark>, from <mark>{{2}}</mark> on" in page
    assert "pending" in page
    assert "&lt;b&gt;Hi&lt;/b&gt;" in page
    assert "summer" not in ann.sees(f"{PAGE}?q=offer")


def test_whatsapp_is_asked_again_by_a_button(
    meta: responses.RequestsMock, known: None, ann: Any
) -> None:
    ann.sees(PAGE)
    ann.sees(PAGE)
    assert len(meta.calls) == 1
    assert ann.submits(f"{PAGE}/ask").status_code == 303
    assert len(meta.calls) == 2
    assert "what WhatsApp says now" in ann.sees(PAGE)


def test_without_the_account_the_page_says_what_to_set(ann: Any) -> None:
    assert "set WHATSAPP_BUSINESS_ACCOUNT_ID" in ann.sees(PAGE)


def test_who_does_not_manage_does_not_open_the_list(browser_of: Any, database: None) -> None:
    bob = browser_of(factories.make_agent("Bob", password=factories.PASSWORD))
    assert bob.open(PAGE).status_code == 403
    assert bob.submits(f"{PAGE}/ask").status_code == 403


def test_a_conversation_offers_those_that_can_be_sent(known: None, ann: Any, room: str) -> None:
    page = ann.sees(room)
    assert '<option value="offer|en">' in page
    assert "summer" not in page
    assert 'name="template-name"' not in page


def test_the_chosen_one_is_shown_with_a_field_for_each_place(
    known: None, ann: Any, room: str
) -> None:
    page = ann.sees(f"{room}?template=offer|en")
    assert "Hello <mark>{{1}}</mark>" in page
    assert page.count('name="template-value_') == 2
    values = {"template-value_1": "Dora", "template-value_2": "20 EUR"}
    answer = ann.submits(f"{room}/template", **{"template-chosen": "offer|en"} | values)
    assert answer.status_code == 303
    sent = Message.get(Message.type == "template").content
    assert (sent["name"], sent["language"]) == ("offer", "en")
    assert sent["parameters"] == ["Dora", "20 EUR"]
    page = ann.sees(room)
    assert "<p>Hello Dora" in page
    assert "Template offer" not in page


def test_one_without_places_goes_out_as_it_is(known: None, ann: Any, room: str) -> None:
    answer = ann.submits(f"{room}/template", **{"template-chosen": "hello|en"})
    assert answer.status_code == 303
    assert not Message.get(Message.type == "template").content.get("parameters")


def test_an_empty_place_is_said_beside_it_and_the_rest_is_kept(
    known: None, ann: Any, room: str
) -> None:
    values = {"template-chosen": "offer|en", "template-value_1": "Dora", "template-value_2": " "}
    answer = ann.submits(f"{room}/template", **values)
    assert answer.status_code == 422
    assert 'id="template-value_2-wrong"' in answer.text
    assert 'value="Dora"' in answer.text


def test_another_one_is_named_as_before(known: None, ann: Any, room: str) -> None:
    assert 'name="template-name"' in ann.sees(f"{room}?template=-")
    typed = {"template-name": "secret_one", "template-language": "de"}
    assert ann.submits(f"{room}/template", **typed).status_code == 303
    assert Message.get(Message.type == "template").content["name"] == "secret_one"
    assert "<p>Template secret_one" in ann.sees(room)


def test_one_that_is_gone_is_not_sent(known: None, ann: Any, room: str) -> None:
    answer = ann.submits(f"{room}/template", **{"template-chosen": "gone|en"})
    assert answer.status_code == 422
    assert "Name a template." in answer.text


def test_while_whatsapp_is_away_names_are_typed(
    meta: responses.RequestsMock, ann: Any, room: str
) -> None:
    meta.get(URL, status=503, json={"error": {"code": 2}})
    assert 'name="template-name"' in ann.sees(room)
    assert 'name="template_name"' in ann.sees("/campaigns/new")
    assert len(meta.calls) == 1


CAMPAIGN = {"name": "Spring", "kind": "template", "rate": "600", "text": "", "defaults": ""}


def test_a_campaign_chooses_one_and_shows_what_they_read(known: None, ann: Any) -> None:
    factories.make_contact("Dora")
    assert '<option value="offer|en">' in ann.sees("/campaigns/new")
    choice = CAMPAIGN | {"choice": "offer|en"}
    page = ann.submits("/campaigns/new", do="choose", **choice).text
    assert page.count('name="value_') == 2
    assert 'value="Spring"' in page
    typed = choice | {"value_1": "{name}", "value_2": "20 EUR"}
    shown = ann.submits("/campaigns/new", do="preview", **typed).text
    assert "Hello Dora, from 20 EUR on. Yes, Dora!" in shown
    assert ann.submits("/campaigns/new", do="start", **typed).status_code == 303
    assert Campaign.get().content["parameters"] == ["{name}", "20 EUR"]


def test_a_campaign_needs_one_and_says_so(known: None, ann: Any) -> None:
    answer = ann.submits("/campaigns/new", do="preview", **CAMPAIGN | {"choice": ""})
    assert answer.status_code == 422
    assert "Choose a template." in answer.text


def test_a_slip_in_a_place_is_said_beside_it(known: None, ann: Any) -> None:
    typed = CAMPAIGN | {"choice": "offer|en", "value_1": "x", "value_2": "{budgt}"}
    answer = ann.submits("/campaigns/new", do="preview", **typed)
    assert answer.status_code == 422
    assert 'id="value_2-wrong"' in answer.text


def test_a_text_needs_no_places_of_a_template_that_was_chosen_before(known: None, ann: Any) -> None:
    factories.make_contact("Dora", **factories.heard())
    typed = CAMPAIGN | {"kind": "text", "text": "Hi {name}", "choice": "offer|en"}
    assert "Hi Dora" in ann.submits("/campaigns/new", do="preview", **typed).text


def test_places_are_marked_and_filled() -> None:
    assert places("a {{1}} b {{ 2 }}") == ["a ", "{{1}}", " b ", "{{ 2 }}", ""]
    template = {"body": "{{1}} and {{ 2 }}, {{1}}", "parameters": ["1", "2"]}
    assert filled(template, ["{{2}}", "y"]) == "{{2}} and y, {{2}}"

"""WhatsApp's templates: what Meta tells of them is read, however odd, and asked for seldom (W5)."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from responses import matchers

from bot.config import Config
from bot.whatsapp import template
from bot.whatsapp.asking import NotTold
from bot.whatsapp.templates import FIELDS, PAGE, REFUSALS_REMEMBERED, REMEMBERED, Templates
from tests.bot.whatsapp import meta_schema
from tests.conftest import make_config

URL = "https://graph.example/v26.0/77/message_templates"
OFFER: dict[str, Any] = {
    "name": "offer",
    "language": "en",
    "status": "APPROVED",
    "category": "MARKETING",
    "id": "1",
    "components": [
        {"type": "HEADER", "format": "TEXT", "text": "New"},
        {"type": "BODY", "text": "Hello {{1}}, from {{2}} on. Yes, {{1}}!"},
        {"type": "FOOTER", "text": "Linden & Loom"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Stop"}]},
    ],
}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return make_config(tmp_path, WHATSAPP_BUSINESS_ACCOUNT_ID="77")


@pytest.fixture(autouse=True)
def meta() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def with_parts(*parts: dict[str, Any], **changes: Any) -> template.Template:
    found = template.read(OFFER | {"components": list(parts)} | changes)
    assert found is not None
    return found


def test_they_are_read_into_our_words(config: Config, meta: responses.RequestsMock) -> None:
    meta.get(URL, json={"data": [OFFER]})
    (found,) = Templates().of(config)
    assert (found.name, found.language, found.category) == ("offer", "en", "MARKETING")
    assert (found.header, found.footer, found.buttons) == ("New", "Linden & Loom", ("Stop",))
    assert (found.parameters, found.hindrance) == (("1", "2"), "")


def test_meta_is_asked_as_its_document_says(config: Config, meta: responses.RequestsMock) -> None:
    query = {"fields": FIELDS, "limit": str(PAGE)}
    meta.get(URL, json={"data": []}, match=[matchers.query_param_matcher(query)])
    assert Templates().of(config) == []
    assert meta.calls[0].request.headers["Authorization"] == "Bearer access-token"


@pytest.mark.skipif(not meta_schema.available(), reason="Meta's file is not at hand")
def test_metas_own_examples_are_read(config: Config, meta: responses.RequestsMock) -> None:
    for example in meta_schema.examples("/{Version}/{WABA-ID}/message_templates"):
        meta.get(URL, json=example)
        told = example["data"]
        assert len(Templates().of(config)) == len(told)
        places = {one.name: one.parameters for one in Templates().of(config)}
        assert places["2023_april_promo"] == ("1", "2")


def test_page_after_page_is_asked_for(config: Config, meta: responses.RequestsMock) -> None:
    paging = {"cursors": {"after": "MjQZD"}, "next": "https://elsewhere.example/?access_token=x"}
    meta.get(URL, json={"data": [OFFER], "paging": paging})
    second = matchers.query_param_matcher({"after": "MjQZD"}, strict_match=False)
    last = {"data": [OFFER | {"name": "b"}], "paging": {"cursors": {"after": "Nj"}}}
    meta.get(URL, json=last, match=[second])
    assert [one.name for one in Templates().of(config)] == ["b", "offer"]


def test_they_are_remembered_for_minutes(config: Config, meta: responses.RequestsMock) -> None:
    now = [0.0]
    templates = Templates(lambda: now[0])
    meta.get(URL, json={"data": [OFFER]})
    for moment, calls in ((0, 1), (REMEMBERED - 1, 1), (REMEMBERED + 1, 2)):
        now[0] = moment
        templates.of(config)
        assert len(meta.calls) == calls
    now[0] += 1
    templates.of(config, fresh=True)
    assert len(meta.calls) == 3


def test_a_refusal_is_remembered_a_moment(config: Config, meta: responses.RequestsMock) -> None:
    now = [0.0]
    templates = Templates(lambda: now[0])
    meta.get(URL, body=requests.ConnectionError("gone"))
    for moment, calls in ((0, 1), (REFUSALS_REMEMBERED - 1, 1), (REFUSALS_REMEMBERED + 1, 2)):
        now[0] = moment
        with pytest.raises(NotTold):
            templates.of(config)
        assert len(meta.calls) == calls


def test_without_the_account_nobody_is_asked(config: Config) -> None:
    unknown = dataclasses.replace(config, business_account_id=None)
    with pytest.raises(NotTold, match="set WHATSAPP_BUSINESS_ACCOUNT_ID"):
        Templates().of(unknown)


@pytest.mark.parametrize(
    ("answer", "remedy", "away"),
    [
        ({"status": 401, "json": {"error": {"code": 190}}}, "renew WHATSAPP_ACCESS_TOKEN", False),
        ({"status": 400, "json": {"error": {"code": 100}}}, "correct WHATSAPP_BUSINESS", False),
        ({"status": 400, "json": {"error": {"code": 80007}}}, "try again", True),
        ({"status": 503, "json": ["?"]}, "try again", True),
        ({"status": 200, "body": "no JSON"}, "check the network", True),
        ({"body": requests.ConnectionError("access-token")}, "check the network", True),
    ],
)
def test_what_meta_has_against_it_comes_with_the_remedy(
    config: Config,
    meta: responses.RequestsMock,
    answer: dict[str, Any],
    remedy: str,
    away: bool,
) -> None:
    meta.get(URL, **answer)
    with pytest.raises(NotTold, match=remedy) as refused:
        Templates().of(config)
    assert refused.value.away is away
    assert "access-token" not in str(refused.value)


@pytest.mark.parametrize(
    "told",
    [None, [], "x", {}, {"name": 7, "language": "en"}, {"name": "x"}, {"name": "", "language": ""}],
)
def test_what_is_no_template_is_passed_over(told: Any) -> None:
    assert template.read(told) is None


@pytest.mark.parametrize("parts", [None, "x", [None, 7], [{"type": 7}], [{"type": "BODY"}], {}])
def test_odd_parts_do_not_break_the_list(parts: Any) -> None:
    found = template.read(OFFER | {"components": parts})
    assert found is not None
    assert found.hindrance == "it has no words of its own"


def test_places_are_filled_in_their_order() -> None:
    found = with_parts({"type": "BODY", "text": "{{10}} {{2}} {{ 1 }}"})
    assert found.parameters == ("1", "2", "10")


BODY = {"type": "BODY", "text": "Hi"}


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([{"type": "BODY", "text": "Hi {{first_name}}"}], "have names"),
        ([BODY, {"type": "HEADER", "format": "IMAGE"}], "a file or a place"),
        ([BODY, {"type": "HEADER", "format": "TEXT", "text": "{{1}}"}], "header has a place"),
        ([BODY, {"type": "BUTTONS", "buttons": [{"type": "URL", "url": "x/{{1}}"}]}], "buttons"),
        ([BODY, {"type": "BUTTONS", "buttons": [{"type": "FLOW", "text": "Go"}]}], "buttons"),
    ],
)
def test_what_usher_cannot_send_is_said_with_the_reason(
    parts: list[dict[str, Any]], why: str
) -> None:
    assert why in with_parts(*parts).hindrance
    assert with_parts(BODY).hindrance == ""
    assert with_parts(BODY, status="PENDING_DELETION").hindrance == "WhatsApp says pending deletion"

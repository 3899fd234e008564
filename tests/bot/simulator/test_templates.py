"""The stand-in lists its templates as Meta does, and Usher's own reader understands it (W5)."""

import pytest
from flask.testing import FlaskClient

from bot.simulator import behaviour, payloads
from bot.whatsapp import template
from tests.bot.simulator.conftest import TOKEN
from tests.bot.whatsapp import meta_schema

PATH = f"/simulator/graph/v26.0/{payloads.WABA_ID}/message_templates"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def listed(client: FlaskClient, **query: object) -> dict[str, object]:
    answer = client.get(PATH, query_string=query, headers=BEARER)
    assert answer.status_code == 200
    found: dict[str, object] = answer.get_json()
    return found


def test_a_new_installation_has_a_few(client: FlaskClient, database: None) -> None:
    read = [template.read(one) for one in listed(client, limit=100)["data"]]
    usable = {(one.name, one.language) for one in read if one and not one.hindrance}
    assert {("appointment_reminder", "es"), ("contact_assigned", "en")} <= usable
    assert ("summer_party", "en") not in usable


def test_what_is_approved_by_hand_is_listed_too(client: FlaskClient, database: None) -> None:
    behaviour.put({"templates": {"sale": {"en": "Hello {{1}}"}}})
    read = [template.read(one) for one in listed(client)["data"]]
    (sale,) = [one for one in read if one and one.name == "sale"]
    assert (sale.parameters, sale.category, sale.hindrance) == (("1",), "MARKETING", "")


@pytest.mark.skipif(not meta_schema.available(), reason="Meta's file is not at hand")
def test_the_answer_has_the_shape_of_metas_document(client: FlaskClient, database: None) -> None:
    answer = listed(client, limit=2)
    assert meta_schema.answer_problems("/{Version}/{WABA-ID}/message_templates", answer) == []


def test_the_pages_are_all_of_it_and_each_once(client: FlaskClient, database: None) -> None:
    everything = listed(client, limit=100)["data"]
    paged, query = [], {"limit": 2}
    while True:
        page = listed(client, **query)
        paged += page["data"]
        if "next" not in page["paging"]:
            break
        query["after"] = page["paging"]["cursors"]["after"]
    assert paged == everything


def test_only_who_may_and_the_right_account(client: FlaskClient, database: None) -> None:
    assert client.get(PATH).get_json()["error"]["code"] == 190
    wrong = PATH.replace(payloads.WABA_ID, "999")
    assert client.get(wrong, headers=BEARER).get_json()["error"]["code"] == 33

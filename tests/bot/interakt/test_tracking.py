"""What was written for Interakt goes on working: its bodies, keys and answers (R7, X6, X15)."""

import base64
from typing import Any

import pytest

from models.agents.agent import Role
from models.agents.api_key import ApiKey, Scope
from models.contact import Contact
from models.contact.event import Event
from tests.factories import (
    make_agent,
    make_api_key,
    make_contact,
    make_rule,
    make_trait,
)
from tests.models.acting import events

USERS, EVENTS = "/v1/public/track/users/", "/v1/public/track/events/"
USER = {
    "userId": "crm-77",
    "phoneNumber": "9812345678",
    "countryCode": "+91",
    "traits": {"name": "Asha Rao", "email": "asha@example.org", "order amount": 7000, "vip": True},
    "tags": ["lead", "festival"],
    "createdAt": "2026-01-05T13:26:52.926Z",
    "add_to_sales_cycle": True,
}
EVENT = {
    "userId": "crm-77",
    "event": "New Order",
    "traits": {"order number": "A-17", "order amount": 7000},
    "createdAt": "2026-01-05T13:26:52.926Z",
}


def shown(api: Any) -> dict[str, Any]:
    """The only contact there is."""
    return api.get(f"/contacts/{Contact.get().id}").json


def track(api: Any, body: Any, path: str = USERS, status: int = 202) -> str:
    answer = api.post(path, json=body)
    assert answer.status_code == status, answer.text
    assert answer.json.keys() == {"result", "message"}
    assert answer.json["result"] is (status == 202)
    return answer.json["message"]


def test_a_user_becomes_a_contact(api):
    message = track(api, USER)
    contact = shown(api)
    assert message == f"Customer with {contact['id']} created successfully"
    assert (contact["name"], contact["email"]) == ("Asha Rao", "asha@example.org")
    assert (contact["phone"], contact["external_id"]) == ("919812345678", "crm-77")
    assert contact["traits"] == {"order amount": 7000, "vip": True}
    assert {tag["name"] for tag in contact["tags"]} == {"lead", "festival"}
    assert (contact["source"]["name"], contact["state"]) == ("API", "PROSPECT")


def test_the_same_user_again_is_the_same_contact(api):
    track(api, USER)
    message = track(api, {"userId": "crm-77", "traits": {"order amount": 9}, "tags": ["new"]})
    contact = shown(api)
    assert message == f"Customer with {contact['id']} updated successfully"
    assert contact["traits"] == {"order amount": 9, "vip": True}
    assert {tag["name"] for tag in contact["tags"]} == {"lead", "festival", "new"}


def test_who_wrote_on_whatsapp_before_is_recognized(api):
    dora = make_contact("", phone="919812345678")
    track(api, USER)
    assert (shown(api)["id"], shown(api)["external_id"]) == (dora.id, "crm-77")


def test_a_new_user_id_for_the_same_phone_is_the_same_person(api):
    track(api, USER)
    track(api, USER | {"userId": "cart-2"})
    assert shown(api)["external_id"] == "cart-2"


@pytest.mark.parametrize(
    "given",
    [
        {"phoneNumber": 9812345678},
        {"phoneNumber": "09812345678"},
        {"phoneNumber": "919812345678", "countryCode": "+91"},
        {"phoneNumber": "98123 45678", "countryCode": "91"},
        {"phoneNumber": "+91 98123 45678", "countryCode": "+34"},
        {"fullPhoneNumber": "919812345678"},
        {"userId": "", "phoneNumber": "9812345678", "countryCode": ""},
    ],
)
def test_a_phone_comes_in_many_spellings(api, given):
    track(api, given)
    assert shown(api)["phone"] == "919812345678"


def test_another_country_is_another_number(api):
    track(api, {"phoneNumber": "600111222", "countryCode": "+34"})
    assert shown(api)["phone"] == "34600111222"


def test_nested_traits_become_flat_ones_and_empty_ones_are_not_there(api):
    order = [{"sku": "A", "size": None}, {"sku": "B"}]
    traits = {
        "address": {"city": "Pune"},
        "order": order,
        "likes": ["tea", 5],
        "gone": "",
        "a:b": 1,
    }
    track(api, {"userId": "1", "traits": traits})
    assert shown(api)["traits"] == {
        "a b": 1,
        "address city": "Pune",
        "likes": "tea, 5",
        "order 1 sku": "A",
        "order 2 sku": "B",
    }


def test_an_event_stands_on_the_timeline_and_sets_its_traits(api):
    track(api, USER)
    track(api, EVENT, EVENTS)
    track(api, EVENT, EVENTS)
    contact = Contact.get()
    told = events(contact, "contact.tracked")
    assert [event.data["event"] for event in told] == ["New Order", "New Order"]
    assert told[0].data["traits"] == {"order number": "A-17", "order amount": 7000}
    assert shown(api)["traits"]["order number"] == "A-17"
    entries = api.get(f"/contacts/{contact.id}/timeline").json["items"]
    assert "Another program tells: New Order" in [one.get("sentence") for one in entries]


def test_an_event_of_somebody_unknown_makes_the_contact(api):
    track(api, EVENT | {"phoneNumber": "9812345678"}, EVENTS)
    assert shown(api)["phone"] == "919812345678"


def test_a_trait_fires_the_rules(api):
    ann = make_agent("Ann")
    trait = make_trait("order amount", 5)
    condition = {"field": f"trait:{trait.name}", "op": "gte", "value": 5000}
    make_rule("Large", [ann], conditions=[condition])
    track(api, USER)
    assert shown(api)["owner"]["name"] == "Ann"


def test_who_has_not_opted_in_is_not_written_to_and_nobody_is_opted_in_by_it(api):
    track(api, {"userId": "1", "traits": {"whatsapp_opted_in": False}})
    assert shown(api)["opted_out_at"]
    track(api, {"userId": "1", "traits": {"whatsapp_opted_in": True}})
    assert shown(api)["opted_out_at"]


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "spelled",
    [
        lambda key: f"Bearer {key}",
        lambda key: f"Basic {key}",
        lambda key: basic(f"{key}:"),
        lambda key: basic(key),
    ],
)
def test_our_key_is_taken_however_their_clients_send_it(api, spelled):
    key = api.headers.pop("Authorization").removeprefix("Bearer ")
    answer = api.post(USERS, json=USER, headers={"Authorization": spelled(key)})
    assert answer.status_code == 202


@pytest.mark.parametrize("sent", ["", "Basic", "Basic !", "Bearer no", basic("no:"), "Basic /w=="])
def test_without_a_key_nothing_is_done(api, sent):
    api.headers["Authorization"] = sent
    assert track(api, USER, status=401).startswith("give a valid API key")
    assert not Contact.select().exists()


def test_a_key_that_is_for_other_things_is_refused(api):
    api.headers["Authorization"] = "Bearer " + ApiKey.issue("Reader", scopes=[Scope.READ])
    track(api, USER, status=403)


def test_a_colleagues_contact_is_left_alone(api_as):
    make_contact(phone="919812345678", owner=make_agent("Ann"))
    message = track(api_as(make_agent("Bob")), USER, status=409)
    assert "Ann" in message
    track(api_as(make_agent("Meg", role=Role.SALES_MANAGER)), USER)


def test_keys_of_two_people_are_refused_with_both_named(api):
    make_contact(phone="919812345678")
    track(api, {"userId": "crm-77"})
    assert "contact" in track(api, USER, status=409)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "userId"),
        ({"userId": " "}, "userId"),
        ({"userId": ["1"]}, "userId"),
        ({"userId": "x" * 201}, "userId"),
        ({"phoneNumber": "12"}, "phoneNumber"),
        ({"phoneNumber": "hello"}, "phoneNumber"),
        ({"userId": "1", "traits": []}, "traits"),
        ({"userId": "1", "traits": {"email": "nobody"}}, "traits.email"),
        ({"userId": "1", "traits": {"size": "many"}}, "traits.size"),
        ({"userId": "1", "traits": {"x" * 101: 1}}, "traits.xxx"),
        ({"userId": "1", "traits": {str(n): n for n in range(201)}}, "traits"),
        ({"userId": "1", "traits": {"note": "x" * 5000}}, "traits.note"),
        ({"userId": "1", "tags": ["x" * 101]}, "tags"),
        ({"userId": "1", "tags": "lead"}, "tags"),
        ([], "body"),
    ],
)
def test_what_cannot_be_kept_names_the_field(api, body, field):
    make_trait("size", 5)
    assert field in track(api, body, status=400)
    assert not Contact.select().exists()


def test_an_event_needs_its_name(api):
    assert "event" in track(api, {"userId": "1"}, EVENTS, status=400)
    assert not Event.select().exists()


def test_no_json_is_told_so(client):
    answer = client.post(USERS, data="{", headers={"Authorization": f"Basic {make_api_key()}"})
    assert (answer.status_code, answer.json["result"]) == (400, False)


def test_the_header_may_say_what_it_likes(client):
    key = {"Authorization": f"Basic {make_api_key()}"}
    answer = client.post(USERS.rstrip("/"), data=b'{"userId": "1"}', headers=key)
    assert answer.status_code == 202


def test_other_addresses_answer_in_the_same_shape(api):
    answer = api.post("/v1/public/message/", json={})
    assert (answer.status_code, answer.json["result"]) == (404, False)


def test_too_much_at_once_is_refused(api):
    track(api, {"userId": "1", "traits": {"note": "x" * 2**20}}, status=413)


def test_a_known_kind_is_kept(api):
    make_trait("order amount", "text")
    track(api, USER)
    assert shown(api)["traits"]["order amount"] == "7000"

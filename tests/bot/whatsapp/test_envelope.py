"""A delivery becomes one row for each item, with its identity, its lane and its kind (W1, X15)."""

import json
from typing import Any

import pytest

from bot.whatsapp.envelope import split
from models.queues.inbox import Received
from tests.bot.whatsapp.payloads import NAMES, delivery, only

N = "690044817732051"
DORA = f"{N}:GB.70113355790246801"
CHANGES = {
    "account_restricted",
    "another_product",
    "capability",
    "click_tracking",
    "field_of_tomorrow",
    "group_message",
    "handover",
    "name_review",
    "number_upgraded",
    "standby",
    "template_approved",
    "template_paused",
}
SINGLE = [name for name in NAMES if name != "everything_at_once"]


def kind_of(name: str) -> str:
    if name in CHANGES:
        return "change"
    if name == "preferences":
        return "preference"
    if name == "phone_app_echo":
        return "echo"
    if name == "value_errors":
        return "error"
    return "status" if name.startswith("status_") else "message"


@pytest.mark.parametrize("name", SINGLE)
def test_every_kind_of_webhook_becomes_one_row_of_its_kind(name: str) -> None:
    assert only(name).kind == kind_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_delivery_again_has_the_same_identities(name: str) -> None:
    again = json.dumps(json.loads(delivery(name)), separators=(",", ":")).encode()
    assert split(again) == split(delivery(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_row_is_ascii_json_with_short_identities(name: str) -> None:
    for received in split(delivery(name)):
        assert all(part.isascii() for part in received)
        assert isinstance(json.loads(received.payload), dict)
        assert 0 < len(received.external_id) <= 200
        assert 0 < len(received.lane) <= 200


def test_no_two_kinds_of_webhook_share_an_identity() -> None:
    ids = [received.external_id for name in NAMES for received in split(delivery(name))]
    assert len(ids) == len(set(ids))


def test_a_message_is_known_by_number_and_wamid() -> None:
    assert only("text").external_id == f"m:{N}:wamid.RE9SQS0text=="
    assert only("text").number == N


def test_a_status_is_known_by_wamid_status_and_participant() -> None:
    assert only("status_read").external_id == "s:wamid.T1VSLTE=:read"
    assert only("status_in_a_group").external_id == "s:wamid.T1VSLTE=:delivered:447700900888"
    assert only("status_read").lane == only("status_sent").lane == "s:wamid.T1VSLTE="


@pytest.mark.parametrize(
    ("name", "lane"),
    [
        ("text", DORA),
        ("edit", DORA),
        ("sender_without_phone", f"{N}:PE.4410"),
        ("sender_by_phone_only", f"{N}:447700900123"),
        # A changed identity stands behind what the person wrote before, under the old one.
        ("number_change", DORA),
        ("user_id_change", DORA),
        ("number_change_of_2025", f"{N}:447700900123"),
    ],
)
def test_what_one_person_sends_stands_in_one_lane(name: str, lane: str) -> None:
    assert only(name).lane == lane


def test_everything_at_once_is_split_in_its_order() -> None:
    received = split(delivery("everything_at_once"))
    assert [(one.kind, one.lane) for one in received[:3]] == [
        ("message", f"{N}:GB.200"),
        ("message", DORA),
        ("status", "s:wamid.T1VSLTI="),
    ]
    assert [one.kind for one in received[3:]] == ["error", "message", "change"]
    assert received[4].number == "690044817732099"


def item(received: Received) -> dict[str, Any]:
    return dict(json.loads(received.payload))


def test_a_card_is_joined_by_id_and_not_by_position() -> None:
    ben, dora = split(delivery("everything_at_once"))[:2]
    assert item(ben)["contact"]["profile"]["name"] == "Ben"
    assert item(dora)["contact"]["profile"]["name"] == "Dora Quist"


def with_cards(*cards: dict[str, Any], **sender: str) -> Received:
    message = {"id": "wamid.1", "type": "text", "text": {"body": "hi"}, **sender}
    value = {"metadata": {"phone_number_id": N}, "contacts": cards, "messages": [message]}
    body = {"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
    return split(json.dumps(body).encode())[0]


def test_the_card_of_somebody_else_is_none() -> None:
    stranger = {"wa_id": "111", "user_id": "GB.1", "profile": {"name": "Eve"}}
    assert item(with_cards(stranger, **{"from": "222"}))["contact"] is None
    assert item(with_cards(stranger, **{"from": "111", "from_user_id": "GB.2"}))["contact"] is None
    assert item(with_cards(stranger, **{"from": "111"}))["contact"] == stranger


def test_a_lane_is_the_business_scoped_id_even_when_only_the_card_has_it() -> None:
    assert with_cards({"wa_id": "111", "user_id": "GB.1"}, **{"from": "111"}).lane == f"{N}:GB.1"


@pytest.mark.parametrize(
    ("field", "key", "item", "lane"),
    [
        ("messages", "messages", {"from": "111"}, "GB.1"),
        ("smb_message_echoes", "message_echoes", {"to": "111"}, "GB.1"),
        ("user_preferences", "user_preferences", {"wa_id": "111", "value": "stop"}, "GB.1"),
        # Who changes number is known by the old identity, and the card is of the new one.
        ("messages", "messages", {"from": "111", "type": "system"}, "111"),
    ],
)
def test_the_card_leads_all_that_a_person_does_into_one_lane(
    field: str, key: str, item: dict[str, Any], lane: str
) -> None:
    cards = [{"wa_id": "111", "user_id": "GB.1"}]
    value = {"metadata": {"phone_number_id": N}, "contacts": cards, key: [item]}
    body = {"entry": [{"id": "1", "changes": [{"field": field, "value": value}]}]}
    (received,) = split(json.dumps(body).encode())
    assert received.lane == f"{N}:{lane}"


def test_what_stands_beside_the_messages_is_kept_too() -> None:
    body = json.loads(delivery("text"))
    body["entry"][0]["changes"][0]["value"]["conversation_context"] = {"summary": "…"}
    message, rest = split(json.dumps(body).encode())
    assert (message.kind, rest.kind) == ("message", "change")
    assert item(rest)["value"]["conversation_context"] == {"summary": "…"}
    assert message == only("text")


def test_a_thousand_messages_become_a_thousand_rows() -> None:
    body = json.loads(delivery("text"))
    value = body["entry"][0]["changes"][0]["value"]
    (message,) = value["messages"]
    value["messages"] = [message | {"id": f"wamid.{n}"} for n in range(1000)]
    received = split(json.dumps(body).encode())
    assert len({one.external_id for one in received}) == 1000
    assert {one.lane for one in received} == {DORA}

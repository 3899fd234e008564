"""What a customer can do on the phone, and the webhook that Meta owes for it."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.simulator.acts import act
from bot.simulator.phone import DeedError
from models.simulated import SimulatedCustomer, SimulatedMessage, SimulatedWebhook
from tests.bot.simulator.conftest import NUMBER, Send
from tests.bot.simulator.messages import buttons, interactive, rows


def do(customer: SimulatedCustomer, **deed: Any) -> dict[str, Any]:
    """Do it; answers the item that is delivered."""
    act(customer, NUMBER, deed)
    webhook = SimulatedWebhook.select().order_by(SimulatedWebhook.id.desc()).get()
    value = json.loads(webhook.body)["entry"][0]["changes"][0]["value"]
    assert value["metadata"]["phone_number_id"] == NUMBER
    item: dict[str, Any] = value["messages"][0]
    return item


def test_a_text(dora: SimulatedCustomer) -> None:
    item = do(dora, type="text", text="Hi")
    assert (item["from"], item["from_user_id"]) == ("447700900101", dora.bsuid)
    assert item["text"] == {"body": "Hi"}


def test_a_tap_carries_the_message_that_it_belongs_to(
    send: Send, talking: None, dora: SimulatedCustomer
) -> None:
    wamid = send(buttons("Men", "Women"))[1]["messages"][0]["id"]
    item = do(dora, type="tap", wamid=wamid, id="1/q/1")
    assert item["interactive"]["button_reply"] == {"id": "1/q/1", "title": "Women"}
    assert item["context"]["id"] == wamid


def test_a_row_is_picked_from_a_list(send: Send, talking: None, dora: SimulatedCustomer) -> None:
    wamid = send(rows(2, description="Warm"))[1]["messages"][0]["id"]
    item = do(dora, type="tap", wamid=wamid, id="1/q/0")
    reply = {"id": "1/q/0", "title": "Row 0", "description": "Warm"}
    assert item["interactive"]["list_reply"] == reply


def test_nobody_taps_what_is_not_there(send: Send, talking: None, dora: SimulatedCustomer) -> None:
    wamid = send(buttons("Men"))[1]["messages"][0]["id"]
    with pytest.raises(DeedError, match="no such button"):
        act(dora, NUMBER, {"type": "tap", "wamid": wamid, "id": "1/q/9"})
    with pytest.raises(DeedError, match="no such message"):
        act(dora, NUMBER, {"type": "tap", "wamid": "wamid.none", "id": "1/q/0"})


@pytest.mark.parametrize("type", ["image", "video", "audio", "document", "sticker"])
def test_media(dora: SimulatedCustomer, type: str) -> None:
    item = do(dora, type=type)
    assert item["type"] == type
    assert {"id", "mime_type", "sha256"} <= set(item[type])


def test_a_place(dora: SimulatedCustomer) -> None:
    item = do(dora, type="location", latitude=0, longitude="-0.5")
    assert (item["location"]["latitude"], item["location"]["longitude"]) == (0, -0.5)


def test_an_ad_and_a_forwarded_text(dora: SimulatedCustomer) -> None:
    assert do(dora, type="text", text="Hi", ad=True)["referral"]["source_type"] == "ad"
    assert do(dora, type="text", text="Hi", forwarded=True)["context"] == {"forwarded": True}


def test_a_shared_phone_is_no_secret_any_more(send: Send, yuki: SimulatedCustomer) -> None:
    act(yuki, NUMBER, {"type": "text", "text": "Hi"})
    body = interactive("request_contact_info", {"name": "request_contact_info"})
    wamid = send(body | {"to": None, "recipient": yuki.bsuid})[1]["messages"][0]["id"]
    item = do(yuki, type="share_phone", wamid=wamid)
    card = item["contacts"][0]
    assert (card["origin"], card["phones"][0]["wa_id"]) == ("contact_request", yuki.phone)
    assert "vcard" not in card
    assert item["from"] == yuki.phone


def test_an_edit_changes_the_bubble(dora: SimulatedCustomer) -> None:
    wamid = act(dora, NUMBER, {"type": "text", "text": "Helo"})
    item = do(dora, type="edit", wamid=wamid, text="Hello")
    assert item["edit"]["original_message_id"] == wamid
    assert SimulatedMessage.get(wamid=wamid).content["body"] == "Hello"


def test_a_message_is_taken_back(dora: SimulatedCustomer) -> None:
    wamid = act(dora, NUMBER, {"type": "text", "text": "Oops"})
    assert do(dora, type="revoke", wamid=wamid)["revoke"] == {"original_message_id": wamid}
    assert SimulatedMessage.get(wamid=wamid).status == "revoked"


def test_a_reaction_and_its_end(send: Send, talking: None, dora: SimulatedCustomer) -> None:
    wamid = send(buttons("Men"))[1]["messages"][0]["id"]
    assert do(dora, type="reaction", wamid=wamid, emoji="🙏")["reaction"]["emoji"] == "🙏"
    assert "emoji" not in do(dora, type="reaction", wamid=wamid, emoji="")["reaction"]


def test_a_new_number_renews_the_id(dora: SimulatedCustomer) -> None:
    """X6."""
    before = dora.bsuid
    item = do(dora, type="number_change", phone="+447700900199")
    assert item["from"] == "447700900101"
    assert item["system"]["wa_id"] == "447700900199"
    assert item["system"]["previous_user_id"] == before != item["system"]["user_id"]


def test_nobody_takes_the_number_of_another(
    dora: SimulatedCustomer, yuki: SimulatedCustomer
) -> None:
    with pytest.raises(DeedError, match="somebody here"):
        act(dora, NUMBER, {"type": "number_change", "phone": yuki.phone})


def test_any_item_at_all_can_be_sent(dora: SimulatedCustomer) -> None:
    item = do(dora, type="raw", item={"type": "hologram", "hologram": {"depth": 3}})
    assert item["hologram"] == {"depth": 3}


@pytest.mark.parametrize(
    "deed", [{}, {"type": "dance"}, {"type": "text"}, {"type": "text", "text": " "}]
)
def test_what_no_phone_can_do_is_refused(
    client: FlaskClient, dora: SimulatedCustomer, deed: dict[str, Any]
) -> None:
    answer = client.post(f"/simulator/customers/{dora.id}/messages", json=deed)
    assert answer.status_code == 422
    assert answer.get_json()["error"]

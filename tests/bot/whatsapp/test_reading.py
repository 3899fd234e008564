"""Every message of WhatsApp's is read as one of our own values (W1, W2, M7, X6)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.whatsapp.reading import read
from models.clock import now
from models.incoming import Amendment, IdentityChange, IncomingMessage, Sender
from tests.bot.whatsapp.payloads import NAMES, meaning, only

DORA = Sender("GB.70113355790246801", None, "447700900123", "Dora Quist")
PICTURE = {"media_id": "901", "mime": "image/jpeg", "sha256": "cGljdHVyZQ=="}
PDF = {"media_id": "904", "mime": "application/pdf", "sha256": "cGRm", "filename": "measures.pdf"}
VOICE = {"media_id": "903", "mime": "audio/ogg; codecs=opus", "sha256": "dm9pY2U=", "voice": True}
COAT = {"product": "COAT-G", "quantity": 1, "price": 89.5, "currency": "GBP"}
SCARF = {"product": "SCARF", "quantity": 2, "price": 12, "currency": "GBP"}
PLACE = {"latitude": 0, "longitude": -0.1416, "name": "Old Market", "address": "1 Quay Street"}
BO = {"name": "Uncle Bo", "phones": ["+44 7700 900456"], "origin": "other"}
HER_CARD = {"name": "Dora Quist", "phones": ["+44 7700 900123"], "origin": "contact_request"}
UNKNOWN = {"code": 131051, "title": "Message type is currently not supported."}

SAID: dict[str, tuple[str, str | None, dict[str, Any]]] = {
    "text": ("Do you still have the green coat? 🧥", None, {}),
    "text_quoting": ("This one", None, {}),
    "text_forwarded": ("Look at this", None, {"forwarded": True}),
    "image": ("this colour", None, PICTURE),
    "video": ("", None, {"media_id": "902", "mime": "video/mp4", "sha256": "bW92aWU="}),
    "voice_note": ("", None, VOICE),
    "document": ("", None, PDF),
    "sticker": ("", None, {"media_id": "905", "mime": "image/webp", "sha256": "c3RpY2s="}),
    "location": ("Old Market, 1 Quay Street (0.0, -0.1416)", None, PLACE),
    "contact_card": ("Uncle Bo", None, {"cards": [BO]}),
    "contact_request": ("Dora Quist", None, {"cards": [HER_CARD], "own_phone": "447700900123"}),
    "button_reply": ("Women", "1/audience/2", {}),
    "list_reply": ("Medium", "1/size/3", {"description": "38 to 40"}),
    "form_reply": (
        "shoe size: 39\ncolours: red, blue",
        None,
        {
            "form": {"shoe_size": "39", "colours": ["red", "blue"]},
            "form_name": "flow",
            "flow_token": "t-77",
        },
    ),
    "call_permission": (
        "Calls allowed",
        None,
        {"response": "accept", "expiration_timestamp": 1795774900},
    ),
    "interactive_product": (
        "",
        None,
        {
            "interactive": {
                "type": "product",
                "product": {"catalog_id": "7", "product_retailer_id": "C-1"},
            }
        },
    ),
    "template_button": ("Not now", "follow_up:later", {}),
    "order": (
        "gift wrap, please\n1 x COAT-G, 2 x SCARF",
        None,
        {"catalog_id": "7001", "items": [COAT, SCARF], "note": "gift wrap, please"},
    ),
    "reaction": ("", None, {"emoji": "❤️", "wamid": "wamid.T1VSLTE="}),
    "reaction_taken_back": ("", None, {"emoji": "", "wamid": "wamid.T1VSLTE="}),
    "unsupported": ("", None, {"unsupported": "poll_creation", "error": UNKNOWN}),
    "request_welcome": ("", None, {}),
    "type_of_tomorrow": ("", None, {"unknown": {"id": "1", "frames": [1, 2]}}),
}


@pytest.mark.parametrize("name", SAID)
def test_a_message_says_what_a_person_reads(name: str) -> None:
    message = meaning(name)
    assert isinstance(message, IncomingMessage)
    assert (message.text, message.reply_id, message.content) == SAID[name]


def test_a_message_carries_who_when_and_where() -> None:
    message = meaning("button_reply")
    assert message.sender == DORA
    assert message.sent_at == datetime.fromtimestamp(1795170100, UTC)
    assert (message.number, message.wamid) == (
        "690044817732051",
        "wamid.RE9SQS0button_reply==",
    )
    assert (message.type, message.context_wamid) == ("interactive", "wamid.T1VSLTE=")


def test_the_ad_that_brought_the_customer_is_kept() -> None:
    assert meaning("text_from_an_ad").origin == {
        "source_id": "1203555",
        "source_type": "ad",
        "headline": "Winter coats",
        "body": "From 80",
        "media_type": "image",
        "ctwa_clid": "ARclick1",
        "source_url": "https://fb.example/ad/1",
        "image_url": "https://img.example/coat.jpg",
        "welcome": "Hello!",
    }
    assert meaning("text").origin is None


def test_a_sender_without_a_phone_has_a_business_scoped_id() -> None:
    assert meaning("sender_without_phone").sender == Sender(
        "PE.4410", "PE.ENT.88", None, "Luz", "luz_m"
    )
    assert meaning("sender_by_phone_only").sender == Sender(None, None, "447700900123", DORA.name)
    assert meaning("contact_request").sender.username == "dora.q"


def test_a_card_of_somebody_else_is_not_the_senders_own_phone() -> None:
    assert "own_phone" not in meaning("contact_card").content


def test_an_edit_and_a_revoke_amend_the_earlier_message() -> None:
    edit, revoke = meaning("edit"), meaning("revoke")
    assert isinstance(edit, Amendment)
    assert (edit.original_wamid, edit.text) == ("wamid.RE9SQS0text==", "the blue coat")
    assert (revoke.original_wamid, revoke.text) == ("wamid.RE9SQS0text==", None)
    assert edit.sender == revoke.sender == DORA


OLD, NEW = "GB.70113355790246801", "GB.99000111222333444"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("number_change", Sender(OLD, phone="447700900123"), Sender(NEW, phone="447700900777")),
        ("number_change_of_2025", Sender(phone="447700900123"), Sender(phone="447700900777")),
        ("user_id_change", Sender(OLD), Sender(NEW)),
    ],
)
def test_a_changed_identity_is_old_and_new(name: str, before: Sender, after: Sender) -> None:
    change = meaning(name)
    assert isinstance(change, IdentityChange)
    assert (change.before, change.after) == (before, after)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_read_is_fit_for_json_columns(name: str) -> None:
    if name != "everything_at_once":
        value = meaning(name)
        json.dumps([getattr(value, "content", None), getattr(value, "origin", None)])


def read_message(**parts: Any) -> Any:
    item = {"id": "wamid.1", "from": "447700900123", "type": "text", **parts}
    return read("message", json.dumps({"item": item}), "1", RECEIVED)


RECEIVED = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "odd", [None, "", "soon", -5, 0, 10**18, 1795170100000, True, [1], "1e400"]
)
def test_an_absurd_time_is_when_it_was_received(odd: Any) -> None:
    assert read_message(timestamp=odd).sent_at == RECEIVED


@pytest.mark.parametrize("seconds", [1795170100, "1795170100", 1795170100.9])
def test_a_time_is_taken_as_text_and_as_number(seconds: Any) -> None:
    assert read_message(timestamp=seconds).sent_at == datetime.fromtimestamp(1795170100, UTC)


def test_without_a_time_of_receiving_the_present_bounds() -> None:
    received = only("text")
    far = received.payload.replace("1795170100", str(int(now().timestamp()) + 10**6))
    assert read("message", far, "1").sent_at - now() < timedelta(minutes=1)


def test_what_postgresql_refuses_is_marked() -> None:
    message = read_message(text={"body": "a\x00b\ud800c"})
    assert message.text == "a\ufffdb\ufffdc"
    unknown = read_message(type="new", new={"k\x00": ["\udfff"]})
    assert unknown.content == {"unknown": {"k\ufffd": ["\ufffd"]}}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x", 7])
def test_an_origin_holds_no_address_that_a_browser_would_run(url: Any) -> None:
    assert read_message(referral={"source_url": url, "source_id": "1"}).origin == {"source_id": "1"}


def test_a_long_message_is_bounded() -> None:
    assert len(read_message(text={"body": "x" * 100_000}).text) == 65_536


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"id": ""}, "no id"),
        ({"id": {"a": 1}}, "no id"),
        ({"from": ""}, "who sent it"),
        ({"from": "12"}, "who sent it"),
        ({"type": "edit", "edit": {}}, "which message"),
    ],
)
def test_what_cannot_be_understood_says_why(parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_message(**parts)


def test_an_unreadable_row_says_why() -> None:
    with pytest.raises(ValueError, match="a message is not an object"):
        read("unreadable", '{"reason":"a message is not an object","item":7}', "")

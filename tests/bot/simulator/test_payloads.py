"""The webhooks that the simulator sends are Meta's: Usher's own reader understands every one."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.simulator import items, payloads
from bot.simulator.payloads import Person
from bot.whatsapp.envelope import split
from bot.whatsapp.reading import read
from bot.whatsapp.signature import holds
from models.incoming import Amendment, IdentityChange, IncomingMessage, Receipt

DORA = Person("GB.1", "Dora", "447700900101")
YUKI = Person("JP.4", "Yuki", username="yuki.tan")
AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def understood(body: bytes) -> Any:
    (item,) = split(body)
    return read(item.kind, item.payload, item.number)


@pytest.mark.parametrize(
    ("item", "type", "text"),
    [
        (items.text("Olá 🙂"), "text", "Olá 🙂"),
        (items.button_reply("1/q/0", "Men", to="wamid.T"), "interactive", "Men"),
        (items.list_reply("1/q/1", "Coats", "Warm", to="wamid.T"), "interactive", "Coats"),
        (items.template_button("Not now", "fu:later", to="wamid.T"), "button", "Not now"),
        (items.media("image", "roof"), "image", "roof"),
        (items.media("audio"), "audio", ""),
        (items.unsupported(), "unsupported", ""),
    ],
)
def test_usher_reads_what_a_customer_sends(item: Any, type: str, text: str) -> None:
    message = understood(payloads.delivery(DORA, item))
    assert isinstance(message, IncomingMessage)
    assert (message.type, message.text) == (type, text)
    assert (message.sender.phone, message.sender.bsuid) == ("447700900101", "GB.1")


def test_a_tap_says_which_message_it_answers() -> None:
    message = understood(payloads.delivery(DORA, items.button_reply("1/q/0", "Men", to="wamid.T")))
    assert (message.reply_id, message.context_wamid) == ("1/q/0", "wamid.T")


def test_somebody_with_a_username_comes_without_a_phone() -> None:
    body = payloads.delivery(YUKI, items.text("Hi"))
    assert b"wa_id" not in body
    assert b'"from"' not in body
    sender = understood(body).sender
    assert (sender.phone, sender.bsuid, sender.username) == (None, "JP.4", "yuki.tan")


def test_an_ad_is_named_as_the_origin() -> None:
    """M7."""
    message = understood(payloads.delivery(DORA, items.text("Hi", referral=items.ad_referral())))
    assert message.origin is not None
    assert message.origin["source_id"] == "120330099110011"


def test_edits_and_revokes_name_the_original() -> None:
    edit = understood(payloads.delivery(DORA, items.edit("wamid.O", "Hello")))
    revoke = understood(payloads.delivery(DORA, items.revoke("wamid.O")))
    assert isinstance(edit, Amendment)
    assert isinstance(revoke, Amendment)
    assert (edit.original_wamid, edit.text) == ("wamid.O", "Hello")
    assert revoke.text is None


def test_a_new_number_is_a_change_of_identity() -> None:
    """X6: Meta sends it without `contacts`."""
    item = items.number_changed("Dora", "447700900101", "447700900109", "GB.1", "GB.9")
    body = payloads.delivery(DORA, item)
    assert b'"contacts"' not in body
    change = understood(body)
    assert isinstance(change, IdentityChange)
    assert (change.before.phone, change.before.bsuid) == ("447700900101", "GB.1")
    assert (change.after.phone, change.after.bsuid) == ("447700900109", "GB.9")


def test_a_hidden_phone_changes_only_its_id() -> None:
    change = understood(payloads.delivery(YUKI, items.user_id_changed("JP.4", "JP.5")))
    assert isinstance(change, IdentityChange)
    assert (change.before.bsuid, change.after.bsuid, change.after.phone) == ("JP.4", "JP.5", None)


def test_a_receipt_echoes_our_mark() -> None:
    status = payloads.receipt(DORA, "wamid.T", "delivered", at=AT, opaque="outbox:7")
    receipt = understood(payloads.receipt_delivery(DORA, status))
    assert isinstance(receipt, Receipt)
    assert (receipt.wamid, receipt.status, receipt.at) == ("wamid.T", "delivered", AT)
    assert receipt.opaque == "outbox:7"
    assert receipt.pricing is not None


def test_a_failure_comes_without_contacts_and_says_why() -> None:
    error = {"code": 131026, "title": "Message undeliverable"}
    status = payloads.receipt(YUKI, "wamid.T", "failed", by_bsuid=True, error=error)
    body = payloads.receipt_delivery(YUKI, status, failed=True)
    assert b'"contacts"' not in body
    receipt = understood(body)
    assert (receipt.error_code, receipt.recipient.bsuid) == (131026, "JP.4")


def test_several_messages_fit_one_delivery() -> None:
    body = payloads.delivery(DORA, items.text("One"), items.text("Two"))
    assert [item.kind for item in split(body)] == ["message", "message"]


def test_the_signature_is_the_one_that_usher_checks() -> None:
    """W1."""
    body = payloads.delivery(DORA, items.text("Olá / 🙂"))
    signature = payloads.sign(body, "app-secret")
    assert holds(body, signature, ["app-secret"])
    assert not holds(body, signature, ["another"])
    assert signature == "sha256=" + hmac.new(b"app-secret", body, hashlib.sha256).hexdigest()


def test_a_body_that_is_encoded_again_has_another_signature() -> None:
    """Meta escapes unicode and slashes; whoever signs a re-encoded body will notice."""
    body = payloads.delivery(DORA, items.text("Olá", referral=items.ad_referral()))
    again = json.dumps(json.loads(body)).encode()
    assert b"\\u00e1" in body
    assert b"https:\\/\\/fb.me" in body
    assert not holds(again, payloads.sign(body, "app-secret"), ["app-secret"])

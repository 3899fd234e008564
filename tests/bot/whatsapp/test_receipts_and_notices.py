"""What became of our messages, and what Meta tells a business about itself (W1, W5)."""

import json
from datetime import UTC, datetime

import pytest

from bot.whatsapp.reading import read
from models.incoming import MetaNotice, Preference, Receipt, Sender
from tests.bot.whatsapp.payloads import meaning

DORA = Sender("GB.70113355790246801", None, "447700900123", "Dora Quist")


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "played"])
def test_a_receipt_says_what_became_of_which_message(status: str) -> None:
    receipt = meaning(f"status_{status}")
    assert isinstance(receipt, Receipt)
    assert (receipt.wamid, receipt.status) == ("wamid.T1VSLTE=", status)
    assert receipt.at == datetime.fromtimestamp(1795170200, UTC)
    assert receipt.recipient == DORA


def test_a_receipt_echoes_our_own_mark_and_the_price() -> None:
    receipt = meaning("status_sent")
    assert receipt.opaque == "outbox:41"
    assert receipt.pricing == {
        "billable": True,
        "pricing_model": "PMP",
        "type": "regular",
        "category": "service",
    }
    assert meaning("status_played").opaque is None


def test_a_failure_comes_with_its_code_and_the_remedy() -> None:
    receipt = meaning("status_failed")
    assert receipt.error_code == 131047
    assert "send a template" in receipt.error
    assert "More than 24 hours have passed." in receipt.error
    assert receipt.recipient == Sender(phone="447700900123")


def test_in_a_group_the_participant_is_the_recipient() -> None:
    assert meaning("status_in_a_group").recipient == Sender(phone="447700900888")


@pytest.mark.parametrize("missing", ["id", "status"])
def test_a_receipt_for_nothing_is_parked(missing: str) -> None:
    item = {"id": "wamid.1", "status": "read"}
    del item[missing]
    with pytest.raises(ValueError, match="receipt"):
        read("status", json.dumps({"item": item}), "1")


ALARMS = {
    "value_errors": "payment",
    "template_paused": "lead_notice (en-US) is now PAUSED. WhatsApp's reason: LOW_QUALITY.",
    "account_restricted": "RESTRICTED_BIZ_INITIATED_MESSAGING",
    "name_review": "NAME_EMPLOYEE",
}
QUIET = {
    "template_approved": "is now APPROVED.",
    "number_upgraded": "TIER_UNLIMITED",
    "capability": "100000",
    "standby": "Another app",
    "handover": "control_taken",
    "field_of_tomorrow": "finecoats",
    "another_product": "messaging",
    "click_tracking": "click",
    "group_message": "one by one",
}


@pytest.mark.parametrize("name", ALARMS | QUIET)
def test_what_is_about_the_business_becomes_a_sentence(name: str) -> None:
    notice = meaning(name)
    assert isinstance(notice, MetaNotice)
    assert notice.subject
    assert (ALARMS | QUIET)[name] in notice.detail
    assert notice.alarming == (name in ALARMS)


def test_a_choice_about_marketing_messages_says_whose_it_is() -> None:
    choice = meaning("preferences")
    assert isinstance(choice, Preference)
    assert choice.stop
    assert (choice.sender.phone, choice.sender.bsuid) == ("447700900123", "GB.70113355790246801")


@pytest.mark.parametrize(
    "item",
    [
        {"value": "maybe", "wa_id": "447700900123"},
        {"value": "stop"},
        {"value": "stop", "wa_id": "447700900123", "category": "orders"},
        {"value": ["stop"], "wa_id": {}},
        {},
    ],
)
def test_a_choice_that_is_not_understood_is_kept_as_a_notice(item: dict) -> None:
    notice = read("preference", json.dumps({"item": item}), "1")
    assert isinstance(notice, MetaNotice)


def test_an_identity_check_is_not_a_change_of_number() -> None:
    system = {"type": "customer_identity_changed", "body": "code changed", "wa_id": "447700900123"}
    item = {"id": "wamid.1", "from": "447700900123", "type": "system", "system": system}
    notice = read("message", json.dumps({"item": item}), "1")
    assert isinstance(notice, MetaNotice)
    assert notice.detail == "code changed"


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, {"event": {"a": 1}}, {"event": "\x00"}])
@pytest.mark.parametrize("field", ["account_update", "message_template_status_update", "", "x\x00"])
def test_no_shape_of_a_change_raises(field: str, value: object) -> None:
    notice = read("change", json.dumps({"field": field, "value": value}), "")
    assert isinstance(notice, MetaNotice)
    assert "\x00" not in notice.subject + notice.detail

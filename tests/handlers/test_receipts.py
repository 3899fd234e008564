"""Receipts: by the hundred, in any order, once each, and never backwards (W5)."""

from itertools import permutations

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.contact.message import Delivery, Message
from models.queues.inbox import InboxItem
from tests.handlers.receiving import DORA, receipt, sent, stands
from tests.models.queries import counted
from tests.story import Customer, receive, settle
from workers import inbox

pytestmark = pytest.mark.usefixtures("workshop")

ORDERS = list(permutations(["sent", "delivered", "read"]))


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_whatever_the_order_the_farthest_counts(order: tuple[str, ...]) -> None:
    """Observed: delivered before sent, read before delivered."""
    message = sent()
    for status in order:
        receive(receipt(message.wamid, status))
    assert stands(message) == ("read", None)


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_the_same_in_one_batch(order: tuple[str, ...]) -> None:
    message = sent()
    for status in order:
        InboxItem.receive(split(receipt(message.wamid, status)))
    settle()
    assert stands(message) == ("read", None)


def test_a_voice_note_that_was_played_was_read() -> None:
    message = sent()
    receive(receipt(message.wamid, "played"))
    receive(receipt(message.wamid, "read"))
    assert stands(message)[0] == "played"


def test_a_failure_keeps_its_reason_whatever_comes_late() -> None:
    message = sent()
    receive(receipt(message.wamid, "failed"))
    failed = stands(message)
    assert failed[0] == "failed"
    assert failed[1]
    receive(receipt(message.wamid, "sent"))
    assert stands(message) == failed


def test_what_arrived_after_all_has_not_failed() -> None:
    message = sent()
    receive(receipt(message.wamid, "failed"))
    receive(receipt(message.wamid, "delivered"))
    assert stands(message) == ("delivered", None)


def test_what_reached_the_phone_does_not_fail_any_more() -> None:
    message = sent()
    receive(receipt(message.wamid, "delivered"))
    receive(receipt(message.wamid, "failed"))
    assert stands(message) == ("delivered", None)


def test_a_customer_who_opted_out_of_marketing_is_told_as_the_reason() -> None:
    """131050: the switch in WhatsApp itself."""
    message = sent()
    receive(receipt(message.wamid, "failed", error={"code": 131050, "title": "User opted out"}))
    delivery, error = stands(message)
    assert delivery == "failed"
    assert "stop" in error.lower() or "opt" in error.lower()


def test_a_status_of_tomorrow_changes_nothing() -> None:
    message = sent()
    receive(receipt(message.wamid, "delivered"))
    receive(receipt(message.wamid, "warped"))
    assert stands(message) == ("delivered", None)
    assert {item.state.value for item in InboxItem.select()} == {"done"}


def test_the_price_is_the_first_that_was_said() -> None:
    """Meta says it on `sent` and again on one of the later ones."""
    message = sent()
    receive(receipt(message.wamid, "sent", category="utility"))
    receive(receipt(message.wamid, "delivered", category="marketing"))
    assert Message.get_by_id(message.id).pricing["category"] == "utility"


def test_the_same_receipt_again_is_no_second_item() -> None:
    message = sent()
    body = receipt(message.wamid, "delivered")
    receive(body)
    receive(body)
    assert InboxItem.select().count() == 1


def test_each_participant_of_a_group_has_a_receipt_of_their_own() -> None:
    """They share the message's id."""
    message = sent()
    for person in ("447700900001", "447700900002"):
        made = payloads.receipt(DORA, message.wamid, "read")
        made |= {"recipient_type": "group", "recipient_participant_id": person}
        receive(payloads.receipt_delivery(DORA, made))
    assert InboxItem.select().count() == 2
    assert stands(message) == ("read", None)


def test_hundreds_of_receipts_and_messages_share_a_batch(monkeypatch) -> None:
    """In as few statements as one of each."""
    messages = [sent() for _ in range(300)]
    people = [Customer() for _ in range(20)]
    for message in messages:
        InboxItem.receive(split(receipt(message.wamid, "delivered")))
    for person in people:
        InboxItem.receive(split(payloads.delivery(person.person, items.text("Hi"))))
    monkeypatch.setattr(inbox, "LANES", 500)
    with counted(monkeypatch) as asked:
        assert inbox.work_off() == 320
    assert len(asked) < 45, f"{len(asked)} statements"
    assert {row.delivery for row in Message.select().where(Message.author == "bot")} == {
        Delivery.DELIVERED
    }
    assert all(person.contact for person in people)

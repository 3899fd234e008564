"""Receipts: by the hundred, in any order, once each, and never backwards (W5, W6)."""

from itertools import count, permutations

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.batch import unit_of_work
from models.contact.message import Delivery, Message
from models.work.inbox import InboxItem
from models.work.outbox import OutboxItem, OutboxKind
from tests.factories import (
    make_agent,
    make_contact,
    make_message,
    make_outbox_item,
    make_rule,
    set_organisation,
)
from tests.models.acting import changing
from tests.models.queries import counted
from tests.story import Customer, parked, receive, settle
from workers import inbox

pytestmark = pytest.mark.usefixtures("workshop")
_sent = count(1)

DORA = payloads.Person("GB.7", "Dora", "447700900311")
ORDERS = list(permutations(["sent", "delivered", "read"]))
FAILURE = {"code": 131049, "title": "Held back", "error_data": {"details": "not now"}}


def sent(**values: object) -> Message:
    """A message of ours that went out."""
    contact = make_contact()
    wamid = f"wamid.out{next(_sent)}"
    return make_message(
        contact, "Hello", author="bot", wamid=wamid, delivery=Delivery.SENT, **values
    )


def receipt(wamid: str, status: str, **more: object) -> bytes:
    error = FAILURE if status == "failed" else None
    made = payloads.receipt(DORA, wamid, status, **{"error": error} | more)
    return payloads.receipt_delivery(DORA, made)


def stands(message: Message) -> tuple[str, str | None]:
    found = Message.get_by_id(message.id)
    return found.delivery.value, found.error


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


def test_a_receipt_and_an_answer_of_the_same_person_in_one_batch() -> None:
    dora = Customer().says("Hi")
    with unit_of_work("test") as batch:
        contact = batch.contact(dora.contact.id)
        assert contact is not None
        id = contact.say({"type": "text", "text": "Hello"})
    item = OutboxItem.get(OutboxItem.message == id)
    InboxItem.receive(split(receipt("wamid.x", "read", opaque=f"outbox:{item.id}")))
    InboxItem.receive(split(payloads.delivery(dora.person, items.text("Thanks"))))
    settle()
    assert Message.get_by_id(id).delivery is Delivery.READ
    assert Message.select().where(Message.text == "Thanks").exists()


def test_a_receipt_settles_a_notice_to_an_agent_whose_outcome_was_open() -> None:
    """W6: it has no message in any conversation, and is not sent twice."""
    notice = _notice()
    receive(receipt("wamid.notice", "sent", opaque=f"outbox:{notice.id}"))
    settled = OutboxItem.get_by_id(notice.id)
    assert (settled.state.value, settled.external_id) == ("done", "wamid.notice")
    receive(receipt("wamid.notice", "read", opaque=f"outbox:{notice.id}"))
    assert OutboxItem.get_by_id(notice.id).state.value == "done"


def test_a_notice_to_an_agent_that_failed_is_parked_with_its_reason() -> None:
    notice = _notice()
    receive(receipt("wamid.notice", "sent", opaque=f"outbox:{notice.id}"))
    receive(receipt("wamid.notice", "failed", opaque=f"outbox:{notice.id}"))
    parked_notice = OutboxItem.get_by_id(notice.id)
    assert parked_notice.state.value == "parked"
    assert parked_notice.last_error


def test_a_failure_by_our_mark_before_the_send_returned_is_shown_on_the_message() -> None:
    dora = Customer().says("Hi")
    with unit_of_work("test") as batch:
        contact = batch.contact(dora.contact.id)
        assert contact is not None
        id = contact.say({"type": "text", "text": "Hello"})
    item = OutboxItem.get(OutboxItem.message == id)
    receive(receipt("wamid.early", "failed", opaque=f"outbox:{item.id}"))
    assert stands(Message.get_by_id(id))[0] == "failed"
    assert OutboxItem.get_by_id(item.id).state.value == "done"


@pytest.mark.parametrize("mark", ["", "outbox:", "outbox:x", "outbox:-1", "other:1", "outbox:²"])
def test_a_mark_that_is_none_of_ours_leads_nowhere(mark: str) -> None:
    make_outbox_item()
    receive(receipt("wamid.nobody", "sent", opaque=mark))
    assert parked() == []
    assert OutboxItem.get().state.value == "pending"


def test_a_mark_beyond_every_number_leads_nowhere() -> None:
    receive(receipt("wamid.nobody", "sent", opaque="outbox:" + "9" * 18))
    receive(receipt("wamid.nobody2", "sent", opaque="outbox:" + "9" * 100))
    assert parked() == []


def _notice() -> OutboxItem:
    """What an agent is told on WhatsApp, on its way."""
    set_organisation(notice_template="contact_assigned")
    make_rule("All", [make_agent("Ann", whatsapp="447700900999")])
    with changing(make_contact("Dora")) as contact:
        contact.add_tag("VIP")
    return OutboxItem.get(OutboxItem.kind == OutboxKind.WHATSAPP)

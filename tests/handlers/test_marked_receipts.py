"""Receipts that our own mark leads home: before the send returned, and of notices to agents (W5,
W6)."""

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.batch import unit_of_work
from models.contact.message import Delivery, Message
from models.queues.inbox import InboxItem
from models.queues.outbox import OutboxItem, OutboxKind
from tests.factories import (
    make_agent,
    make_contact,
    make_outbox_item,
    make_rule,
    set_organisation,
)
from tests.handlers.receiving import receipt, stands
from tests.models.acting import changing
from tests.story import Customer, parked, receive, settle

pytestmark = pytest.mark.usefixtures("workshop")


def _owed(dora: Customer) -> OutboxItem:
    """A message to her that waits to be sent."""
    with unit_of_work("test") as batch:
        contact = batch.contact(dora.contact.id)
        assert contact is not None
        id = contact.say({"type": "text", "text": "Hello"})
    return OutboxItem.get(OutboxItem.message == id)


def test_a_receipt_and_an_answer_of_the_same_person_in_one_batch() -> None:
    dora = Customer().says("Hi")
    item = _owed(dora)
    InboxItem.receive(split(receipt("wamid.x", "read", opaque=f"outbox:{item.id}")))
    InboxItem.receive(split(payloads.delivery(dora.person, items.text("Thanks"))))
    settle()
    assert Message.get_by_id(item.message_id).delivery is Delivery.READ
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
    item = _owed(dora)
    receive(receipt("wamid.early", "failed", opaque=f"outbox:{item.id}"))
    assert stands(Message.get_by_id(item.message_id))[0] == "failed"
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

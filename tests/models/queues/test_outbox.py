"""What is owed and failed can be tried again, and shows it."""

import pytest

from models.contact.message import Delivery, Message
from models.queues.item import WorkState
from models.queues.outbox import OutboxItem, OutboxKind
from tests.factories import make_contact, make_message, make_outbox_item

pytestmark = pytest.mark.usefixtures("database")


def failed(delivery: Delivery = Delivery.FAILED) -> OutboxItem:
    message = make_message(
        make_contact(), "Hello", author="bot", delivery=delivery, error="refused"
    )
    return make_outbox_item(
        kind=OutboxKind.WHATSAPP, message=message, payload=message.content, state=WorkState.PARKED
    )


def test_a_message_that_is_tried_again_is_on_its_way_again() -> None:
    item = failed()
    assert OutboxItem.retry(item.id)
    message = Message.get()
    assert (message.delivery, message.error) == (Delivery.QUEUED, None)
    assert OutboxItem.get().state is WorkState.PENDING


def test_what_is_not_parked_is_not_tried_again() -> None:
    item = failed()
    OutboxItem.update(state=WorkState.DONE).execute()
    assert not OutboxItem.retry(item.id)
    assert Message.get().delivery is Delivery.FAILED


def test_what_a_receipt_has_proved_meanwhile_stays() -> None:
    item = failed(Delivery.DELIVERED)
    assert OutboxItem.retry(item.id)
    assert Message.get().delivery is Delivery.DELIVERED


def test_an_email_is_tried_again_too() -> None:
    item = make_outbox_item(state=WorkState.PARKED)
    assert OutboxItem.retry(item.id)
    assert OutboxItem.get().state is WorkState.PENDING

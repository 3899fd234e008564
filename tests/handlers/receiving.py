"""Receipts as Meta writes them, and how our message stands afterwards."""

from itertools import count

from bot.simulator import payloads
from models.contact.message import Delivery, Message
from tests.factories import make_contact, make_message

_sent = count(1)

DORA = payloads.Person("GB.7", "Dora", "447700900311")
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

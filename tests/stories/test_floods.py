"""Nobody waits for somebody else's flood (W5)."""

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.contact.message import Message
from models.queues.inbox import InboxItem, Received
from tests.story import Customer, parked
from workers import inbox

pytestmark = pytest.mark.usefixtures("workshop")


def post(*people: Customer, text: str = "Hi") -> None:
    for person in people:
        InboxItem.receive(split(payloads.delivery(person.person, items.text(text))))


def texts(person: Customer) -> list[str]:
    mine = Message.select().where(Message.contact == person.contact)
    return [message.text for message in mine.order_by(Message.id)]


def test_a_thousand_messages_of_one_keep_fifty_others_waiting_for_one_batch() -> None:
    flood, others = Customer(), [Customer() for _ in range(50)]
    for n in range(1000):
        post(flood, text=f"{n}")
    post(*others)
    inbox.work_off()
    assert all(texts(person) == ["Hi"] for person in others)
    assert texts(flood) == [str(n) for n in range(inbox.DEPTH)]
    while inbox.work_off():
        pass
    assert texts(flood) == [str(n) for n in range(1000)]


def test_a_flood_of_what_cannot_be_read_costs_the_others_nothing() -> None:
    """Halving finds every bad one; what can be read goes through in the same go."""
    people = [Customer() for _ in range(20)]
    for n, person in enumerate(people):
        InboxItem.receive([Received(f"bad{n}", f"bad{n}", "message", "", '{"item": {}}')])
        post(person)
    while inbox.work_off():
        pass
    assert len(parked()) == 20
    assert all(texts(person) == ["Hi"] for person in people)


def test_a_bad_one_in_the_middle_of_a_flood_keeps_the_order_of_the_rest() -> None:
    flood = Customer()
    for n in range(30):
        post(flood, text=f"{n}")
        if n in (0, 14, 29):
            lane = InboxItem.select().order_by(InboxItem.id.desc()).get().lane
            InboxItem.receive([Received(f"bad{n}", lane, "message", "", '{"item": {}}')])
    while inbox.work_off():
        pass
    assert texts(flood) == [str(n) for n in range(30)]
    assert {item.external_id for item in parked()} == {"bad0", "bad14", "bad29"}

"""The drain: order within a contact, one bad item alone, receipts forward only, identities (W2,
X6)."""

import json

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.contact import Contact, Identifier
from models.contact.event import Event
from models.contact.message import Delivery, Message
from models.queues.inbox import InboxItem, Received
from models.queues.item import WorkState
from models.queues.outbox import OutboxItem
from tests.story import Customer, parked, receive, settle
from workers import inbox

pytestmark = pytest.mark.usefixtures("workshop")


def texts(contact: Contact) -> list[str]:
    return [
        one.text for one in Message.select().where(Message.contact == contact).order_by(Message.id)
    ]


def test_many_messages_of_one_person_keep_their_order() -> None:
    """W2: also when they are more than one batch takes of a lane."""
    dora = Customer()
    for n in range(inbox.DEPTH * 2 + 3):
        InboxItem.receive(split(payloads.delivery(dora.person, items.text(f"{n}"))))
    settle()
    assert texts(dora.contact) == [str(n) for n in range(inbox.DEPTH * 2 + 3)]
    assert Contact.select().count() == 1


def test_the_same_delivery_twice_is_handled_once() -> None:
    """W2."""
    dora = Customer()
    body = payloads.delivery(dora.person, items.text("Hi"))
    receive(body)
    receive(body)
    assert texts(dora.contact) == ["Hi"]


def test_a_message_that_comes_again_when_its_row_is_gone_is_known() -> None:
    """X19: rows of work do not stay for ever."""
    dora, dan = Customer(), Customer(name="Dan")
    body = payloads.delivery(dora.person, items.text("Hi"))
    receive(body)
    InboxItem.delete().execute()
    InboxItem.receive(split(payloads.delivery(dan.person, items.text("Hello"))))
    receive(body)
    assert (texts(dora.contact), texts(dan.contact)) == (["Hi"], ["Hello"])
    again = InboxItem.select().where(InboxItem.last_error.is_null(False))
    assert [(one.state, one.last_error) for one in again] == [
        (WorkState.DONE, "this message was heard before")
    ]


def test_one_bad_item_costs_its_neighbours_nothing() -> None:
    people = [Customer() for _ in range(20)]
    for person in people[:10]:
        InboxItem.receive(split(payloads.delivery(person.person, items.text("Hi"))))
    InboxItem.receive([Received("bad", "lane:bad", "message", "", "{}")])
    for person in people[10:]:
        InboxItem.receive(split(payloads.delivery(person.person, items.text("Hi"))))
    settle()
    assert Contact.select().count() == 20
    [bad] = parked()
    assert bad.external_id == "bad"
    assert bad.last_error


def test_a_handler_that_fails_parks_that_item_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch is halved until the culprit stands alone; its lane goes on behind it."""
    handle = inbox.handle

    def fail(scene, item):
        if item.text == "poison":
            raise KeyError("boom")
        return handle(scene, item)

    monkeypatch.setattr(inbox, "handle", fail)
    dora, dan = Customer(), Customer(name="Dan")
    for text in ("one", "poison", "two"):
        InboxItem.receive(split(payloads.delivery(dora.person, items.text(text))))
    InboxItem.receive(split(payloads.delivery(dan.person, items.text("Hi"))))
    settle()
    assert texts(dora.contact) == ["one", "two"]
    assert texts(dan.contact) == ["Hi"]
    assert "boom" in parked()[0].last_error


def test_a_fault_that_no_item_caused_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """RQ shows it as a failed job; nothing is parked for it."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(InboxItem, "claim", fail)
    with pytest.raises(RuntimeError, match="boom"):
        inbox.work_off()


def test_a_parked_item_can_be_tried_again() -> None:
    InboxItem.receive([Received("x", "lane", "message", "999", json.dumps({"item": {}}))])
    settle()
    [item] = parked()
    assert "WHATSAPP_PHONE_NUMBER_ID" in item.last_error
    assert InboxItem.retry(item.id)
    assert not InboxItem.retry(item.id)


def test_a_sender_without_a_phone_becomes_a_contact() -> None:
    """X6: usernames hide the phone since 2026."""
    dora = Customer(phone=None).says("Hi")
    assert {one.kind for one in Identifier.select()} == {"bsuid"}
    dora.says("again")
    assert Contact.select().count() == 1


def test_a_phone_learnt_later_belongs_to_the_same_contact() -> None:
    dora = Customer(phone=None).says("Hi")
    dora.phone = "447700900999"
    dora.says("Now you know my number")
    assert Contact.select().count() == 1
    assert Identifier.get(Identifier.kind == "phone").value == "447700900999"


def test_a_hidden_phone_is_not_forgotten() -> None:
    dora = Customer().says("Hi")
    phone, dora.phone = dora.phone, None
    dora.says("again")
    assert Identifier.get(Identifier.kind == "phone").value == phone


def test_a_brazilian_number_is_the_same_with_and_without_its_ninth_digit() -> None:
    """X6."""
    old = payloads.Person(bsuid="", name="Bia", phone="551187654321")
    new = payloads.Person(bsuid="", name="Bia", phone="5511987654321")
    receive(_without_bsuid(payloads.delivery(old, items.text("Oi"))))
    receive(_without_bsuid(payloads.delivery(new, items.text("Oi"))))
    assert Contact.select().count() == 1


def test_a_recycled_phone_is_another_person_and_a_person_is_asked_to_look() -> None:
    """X6: same phone, other id, no change announced."""
    dora = Customer().says("Hi")
    stranger = Customer(name="Stranger", phone=dora.phone).says("Hello")
    assert stranger.contact != dora.contact
    assert Contact.get_by_id(dora.contact.id).flag


def test_a_number_change_keeps_the_contact() -> None:
    """X6: old identifiers become aliases that lead nowhere."""
    dora = Customer().says("Hi")
    contact = dora.contact
    change = items.number_changed("Dora", dora.phone, "447700900312", dora.bsuid, "GB.NEW1")
    receive(payloads.delivery(dora.person, change))
    dora.phone, dora.bsuid = "447700900312", "GB.NEW1"
    dora.says("It is me")
    assert dora.contact == contact
    assert Contact.select().count() == 1


def test_an_edit_and_a_revoke_change_the_message_and_keep_what_it_said() -> None:
    dora = Customer()
    first = items.text("Need a 2-bed")
    dora.sends(first)
    dora.sends(items.edit(first["id"], "Need a 3-bed"))
    message = Message.get()
    assert message.text == "Need a 3-bed"
    assert message.edited_at
    assert Event.get(Event.name == "message.edited").data["before"] == "Need a 2-bed"
    dora.sends(items.revoke(first["id"]))
    assert Message.get().revoked_at


def test_receipts_move_a_message_only_forward() -> None:
    message = _sent()
    for status, stands in [
        ("delivered", Delivery.DELIVERED),
        ("sent", Delivery.DELIVERED),
        ("read", Delivery.READ),
        ("delivered", Delivery.READ),
        ("failed", Delivery.READ),
    ]:
        receive(_receipt(message.wamid, status))
        assert Message.get_by_id(message.id).delivery is stands


def test_a_failure_after_sent_is_shown_with_its_reason() -> None:
    message = _sent()
    receive(_receipt(message.wamid, "sent"))
    receive(_receipt(message.wamid, "failed", error={"code": 131049, "title": "Held back"}))
    found = Message.get_by_id(message.id)
    assert found.delivery is Delivery.FAILED
    assert "Held back" in found.error
    receive(_receipt(message.wamid, "sent"))
    assert Message.get_by_id(message.id).delivery is Delivery.FAILED


def test_a_receipt_that_comes_before_our_send_returned_settles_it() -> None:
    """Our mark in it says which message it is about: it is not sent again."""
    message = _owed()
    item = OutboxItem.get(OutboxItem.message == message)
    receive(_receipt("wamid.early", "delivered", opaque=f"outbox:{item.id}"))
    assert OutboxItem.get_by_id(item.id).state == "done"
    found = Message.get_by_id(message.id)
    assert (found.wamid, found.delivery) == ("wamid.early", Delivery.DELIVERED)


def test_a_receipt_of_an_unknown_message_waits_and_then_gives_up() -> None:
    receive(_receipt("wamid.nobody", "sent"))
    item = InboxItem.get()
    assert (item.state, item.attempts) == ("pending", 1)
    assert item.due_at > item.created_at
    InboxItem.update(attempts=inbox.PATIENCE, due_at=item.created_at).execute()
    settle()
    item = InboxItem.get()
    assert item.state == "done"
    assert "no message of ours" in item.last_error


def test_what_an_agent_writes_to_the_number_makes_no_contact() -> None:
    """Agents are told on WhatsApp too, and their replies come in by the same door."""
    from models.agents.agent import Agent

    ann = Customer(name="Ann")
    Agent.create(name="Ann", email="ann@example.com", whatsapp=ann.phone)
    ann.says("Thanks!")
    assert Contact.select().count() == 0
    assert "Ann" in InboxItem.get().last_error


def test_the_ad_that_brought_the_contact_is_kept() -> None:
    """M7."""
    referral = {"source_type": "ad", "source_id": "1203990011", "headline": "Free survey"}
    dora = Customer().sends(items.text("Saw your ad", referral=referral))
    assert dora.contact.origin["source_id"] == "1203990011"


def _owed() -> Message:
    """A message that we owe somebody, not sent yet."""
    from models.batch import unit_of_work

    contact = Customer().says("Hi").contact
    with unit_of_work("test") as batch:
        loaded = batch.contact(contact.id)
        assert loaded is not None
        id = loaded.say({"type": "text", "text": "Hello"})
    return Message.get_by_id(id)


def _sent() -> Message:
    message = _owed()
    message.wamid, message.delivery = f"wamid.out{message.id}", Delivery.QUEUED
    message.save()
    return message


def _receipt(wamid: str, status: str, **more: object) -> bytes:
    person = Customer().person
    return payloads.receipt_delivery(person, payloads.receipt(person, wamid, status, **more))


def _without_bsuid(body: bytes) -> bytes:
    raw = json.loads(body)
    for change in raw["entry"][0]["changes"]:
        for card in change["value"]["contacts"]:
            card.pop("user_id", None)
        for message in change["value"]["messages"]:
            message.pop("from_user_id", None)
    return json.dumps(raw).encode()

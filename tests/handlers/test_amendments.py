"""Messages that their author edits or takes back, before and after we looked at them."""

from datetime import timedelta

import pytest
import time_machine

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.clock import now
from models.contact.message import Message
from models.queues.inbox import InboxItem
from tests.factories import make_contact, make_message, make_workflow
from tests.handlers.talking import SIZE, said_to, told_of
from tests.story import Customer, parked, settle
from workers import inbox

pytestmark = pytest.mark.usefixtures("workshop")


def deliver(person: Customer, *messages: dict) -> None:
    for message in messages:
        InboxItem.receive(split(payloads.delivery(person.person, message)))


def message_of(wamid: str) -> Message:
    return Message.get(Message.wamid == wamid)


def test_a_message_that_was_edited_before_we_read_it() -> None:
    """Both in one batch: what it says in the end counts, what it said before is told."""
    dora, first = Customer(), items.text("Need a 2-bed")
    deliver(dora, first, items.edit(first["id"], "Need a 3-bed"))
    settle()
    message = message_of(first["id"])
    assert (message.text, message.edited_at is not None) == ("Need a 3-bed", True)
    [told] = told_of(dora, "message.edited")
    assert told == {"message": message.id, "before": "Need a 2-bed", "after": "Need a 3-bed"}


def test_a_message_that_was_taken_back_before_we_read_it() -> None:
    dora, first = Customer(), items.text("Oops")
    deliver(dora, first, items.revoke(first["id"]))
    settle()
    assert message_of(first["id"]).revoked_at is not None
    assert told_of(dora, "message.revoked") == [
        {"message": message_of(first["id"]).id, "before": "Oops"}
    ]


def test_edited_twice_and_taken_back_in_one_batch() -> None:
    dora, first = Customer(), items.text("one")
    deliver(
        dora,
        first,
        items.edit(first["id"], "two"),
        items.edit(first["id"], "three"),
        items.revoke(first["id"]),
    )
    settle()
    message = message_of(first["id"])
    assert (message.text, message.revoked_at is not None) == ("three", True)
    assert [told["before"] for told in told_of(dora, "message.edited")] == ["one", "two"]


def test_an_older_edit_that_comes_late_does_not_win() -> None:
    dora, first = Customer(), items.text("one")
    early, late = now() - timedelta(minutes=4), now() - timedelta(minutes=2)
    deliver(dora, first)
    deliver(dora, items.edit(first["id"], "newest", at=late))
    deliver(dora, items.edit(first["id"], "older", at=early))
    settle()
    assert message_of(first["id"]).text == "newest"


def test_an_edit_of_an_answer_does_not_answer_again() -> None:
    """The conversation went on by what was said; a person can read the edit."""
    make_workflow(SIZE)
    dora = Customer().says("Hi")
    answer = items.text("M")
    dora.sends(answer)
    dora.sends(items.edit(answer["id"], "L"))
    assert dora.traits == {"size": "M"}
    assert said_to(dora) == ["Which size?", "Which colour?"]


def test_what_is_edited_before_it_arrives_waits_and_holds_up_nobody() -> None:
    """The order of deliveries is not promised: the edit may come first."""
    dora, first = Customer(), items.text("one")
    dora.says("Hi")
    dora.sends(items.edit(first["id"], "two"))
    dora.sends(first).says("and on")
    texts = [row.text for row in Message.select().order_by(Message.id)]
    assert texts == ["Hi", "one", "and on"]
    [waiting] = InboxItem.select().where(InboxItem.state == "pending")
    InboxItem.update(due_at=waiting.created_at).where(InboxItem.id == waiting.id).execute()
    settle()
    assert message_of(first["id"]).text == "two"


def test_what_is_never_found_is_given_up_with_its_reason() -> None:
    dora = Customer().says("Hi")
    dora.sends(items.revoke("wamid.never-seen"))
    item = InboxItem.select().order_by(InboxItem.id.desc()).get()
    assert (item.state.value, item.attempts) == ("pending", 1)
    InboxItem.update(attempts=inbox.PATIENCE, due_at=item.created_at).where(
        InboxItem.id == item.id
    ).execute()
    settle()
    item = InboxItem.get_by_id(item.id)
    assert (item.state.value, item.last_error) == (
        "done",
        "the message that it changes is not known",
    )


@pytest.mark.parametrize(
    "change", [items.edit("wamid.of-eve", "mine"), items.revoke("wamid.of-eve")]
)
def test_nobody_changes_what_somebody_else_wrote(change) -> None:
    eve = make_contact("Eve")
    make_message(eve, "Eve's words", wamid="wamid.of-eve")
    Customer().says("Hi").sends(change)
    message = message_of("wamid.of-eve")
    assert (message.text, message.revoked_at) == ("Eve's words", None)


def test_nobody_changes_what_we_wrote() -> None:
    dora = Customer().says("Hi")
    make_message(dora.contact, "Our words", author="bot", wamid="wamid.ours")
    dora.sends(items.edit("wamid.ours", "theirs"))
    assert message_of("wamid.ours").text == "Our words"
    assert parked() == []


def test_an_edit_opens_no_window_and_starts_nothing() -> None:
    make_workflow(SIZE.replace("name: Size", "name: Any\nstart: {on: any_message}"))
    dora, first = Customer(), items.text("Hi", at=now() - timedelta(hours=2))
    dora.sends(first)
    heard_at = dora.contact.last_heard_at
    with time_machine.travel(now() + timedelta(minutes=5)):
        dora.sends(items.edit(first["id"], "Hello"))
    assert dora.contact.last_heard_at == heard_at
    assert said_to(dora) == ["Which size?"]

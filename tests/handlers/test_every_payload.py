"""Whatever Meta sends is handled, kept or parked with a reason, and never lost (W1, W2)."""

import re
from pathlib import Path

import pytest

from bot.whatsapp.envelope import split
from models.base import Model
from models.clock import now
from models.contact import Contact, Identifier
from models.contact.event import Event
from models.contact.message import Message
from models.queues.inbox import InboxItem
from models.queues.outbox import OutboxItem
from tests.conftest import make_config
from tests.factories import make_agent, make_rule, make_workflow
from tests.handlers.talking import SIZE
from tests.story import parked, receive, settle
from workers import context

FOLDER = Path(__file__).parents[1] / "payloads"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
NUMBERS = "690044817732051,690044817732099"
"""The numbers that the stored deliveries are for."""

HEARD = {
    "button_reply", "call_permission", "contact_card", "contact_request", "document",
    "everything_at_once", "form_reply", "image", "interactive_product", "list_reply", "location",
    "order", "request_welcome", "sender_by_phone_only", "sender_without_phone", "sticker",
    "template_button", "text", "text_forwarded", "text_from_an_ad", "text_quoting",
    "type_of_tomorrow", "unsupported", "video", "voice_note",
}  # fmt: skip
"""Deliveries that make a contact whom the workflow asks something."""


@pytest.fixture
def shop(workshop: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workflow and a rule, so that everything that can happen does."""
    config = make_config(tmp_path, WHATSAPP_PHONE_NUMBER_ID=NUMBERS)
    monkeypatch.setattr(context, "_contexts", [context._Context(config, None)])
    make_workflow(SIZE)
    make_rule("New", [make_agent("Ann")], trigger="whatsapp_contact_created")


def posted(name: str) -> bytes:
    """The delivery as if it had happened within the last hour."""
    moment = int(now().timestamp()) // 3600 * 3600
    return re.sub(rb'"timestamp": "\d+"', b'"timestamp": "%d"' % moment, stored(name))


def stored(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def deliver(name: str) -> None:
    """And let the time pass that an item waits for what it speaks of."""
    receive(posted(name))
    while InboxItem.select().where(InboxItem.state == "pending").exists():
        InboxItem.update(due_at=InboxItem.created_at).execute()
        settle()


def rows() -> dict[str, list[tuple]]:
    """Everything that a delivery may have changed."""
    tables: tuple[type[Model], ...] = (Contact, Identifier, Message, OutboxItem, Event, InboxItem)
    return {one.__name__: list(one.select().order_by(one.id).tuples()) for one in tables}


@pytest.mark.parametrize("name", NAMES)
def test_a_delivery_is_handled_and_a_second_one_changes_nothing(shop, name: str) -> None:
    deliver(name)
    items = list(InboxItem.select())
    assert items
    assert {item.state.value for item in items} == {"done"}
    assert parked() == []
    before = rows()
    deliver(name)
    assert rows() == before


@pytest.mark.parametrize("name", sorted(HEARD))
def test_what_a_customer_sends_is_kept_and_answered(shop, name: str) -> None:
    deliver(name)
    contacts = list(Contact.select())
    assert contacts
    for contact in contacts:
        said = Message.select().where(Message.contact == contact).order_by(Message.id)
        assert [row.author.value for row in said][:2] == ["contact", "bot"]
        assert said[1].text == "Which size?"
        assert contact.owner.name == "Ann"


@pytest.mark.parametrize("name", sorted(set(NAMES) - HEARD - {"reaction", "reaction_taken_back"}))
def test_what_is_no_message_makes_no_contact(shop, name: str) -> None:
    """Receipts, edits of what we never saw, groups, notices about the account: kept, with why."""
    deliver(name)
    assert Contact.select().count() == 0
    assert all(item.last_error for item in InboxItem.select())


def test_everything_in_any_order_is_handled_once(shop) -> None:
    for name in [*NAMES, *reversed(NAMES)]:
        InboxItem.receive(split(posted(name)))
    settle()
    deliver("text")
    assert parked() == []
    known = [row.value for row in Identifier.select().where(Identifier.active)]
    assert len(known) == len(set(known))

"""A batch: many contacts at once, in as many statements as one, all of it or nothing (W2, W5)."""

import gc
import weakref

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.assignment import deciding
from models.batch import unit_of_work
from models.contact import Contact, ContactTrait
from models.contact.event import Event
from models.contact.message import Message
from models.queues.inbox import InboxItem
from models.queues.outbox import OutboxItem
from models.settings.tag import Tag
from models.settings.trait import Trait
from tests.factories import (
    find,
    make_agent,
    make_contact,
    make_rule,
    make_status,
    make_tag,
    make_workflow,
)
from tests.models.queries import counted
from tests.story import Customer, settle
from workers import inbox

pytestmark = pytest.mark.usefixtures("workshop")

ASK = """
name: Ask
steps:
  size: {ask: "Size?", choices: [S, M, L], set: size, tag: Asked, next: budget}
  budget: {ask: "Budget, {name}?", kind: number, set: budget}
"""


def deliver(people: list[Customer], text: str) -> None:
    for person in people:
        InboxItem.receive(split(payloads.delivery(person.person, items.text(text))))


@pytest.fixture
def shop(workshop: None) -> None:
    make_workflow(ASK)
    make_rule("Rich", [make_agent("Ann"), make_agent("Bob")])
    # What the first batch would define.
    Trait.create(name="size", kind="choice")
    make_tag("Asked")


def statements(monkeypatch: pytest.MonkeyPatch, people: list[Customer], text: str) -> list[str]:
    """What one batch with a message of each of `people` asks of the database."""
    deliver(people, text)
    with counted(monkeypatch) as asked:
        assert inbox.work_off() == len(people)
    return asked


@pytest.mark.parametrize("known", [False, True], ids=["new contacts", "known contacts"])
def test_two_hundred_messages_take_as_many_statements_as_one(
    shop, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """First messages create, ask, answer; second ones set traits, fire rules, assign, tell."""
    first, one, many = [Customer()], [Customer()], [Customer() for _ in range(200)]
    if known:
        deliver([*first, *one, *many], "Hi")
        settle()
    text = "M" if known else "Hi"
    statements(monkeypatch, first, text)  # reads the settings, makes the pool
    for_one, for_many = statements(monkeypatch, one, text), statements(monkeypatch, many, text)
    assert len(for_many) == len(for_one), f"{len(for_one)} for one, {len(for_many)} for 200"
    assert Contact.select().count() == 202


def test_new_and_known_contacts_share_a_batch(shop) -> None:
    known = [Customer(name=f"Known {n}") for n in range(5)]
    deliver(known, "Hi")
    settle()
    new = [Customer(name=f"New {n}") for n in range(5)]
    deliver([person for pair in zip(known, new, strict=True) for person in pair], "M")
    assert inbox.work_off() == 10
    assert all(person.owner in {"Ann", "Bob"} for person in known)
    assert all(person.traits == {"size": "M"} for person in known)
    assert all(person.owner is None and person.traits == {} for person in new)
    assert {message.text for person in new for message in person.heard()} == {"Size?"}


def test_two_messages_of_one_contact_in_one_batch_are_a_conversation(shop) -> None:
    """The second one finds the run where the first one left it."""
    dora = Customer(name="Dora")
    for text in ("Hi", "L", "1500", "Thanks"):
        deliver([dora], text)
    assert inbox.work_off() == 4
    assert dora.traits == {"size": "L", "budget": 1500}
    assert [message.text for message in dora.heard()] == ["Size?", "Budget, Dora?"]
    assert Contact.select().count() == 1


def test_ids_ascend_as_things_happened(shop) -> None:
    """Whoever reads a contact's rows in the order of their ids reads its story."""
    people = [Customer() for _ in range(3)]
    for text in ("Hi", "L", "1500"):
        deliver(people, text)
    inbox.work_off()
    for person in people:
        rows = Message.select().where(Message.contact == person.contact).order_by(Message.id)
        assert [(row.author.value, row.text) for row in rows] == [
            ("contact", "Hi"),
            ("bot", "Size?"),
            ("contact", "L"),
            ("bot", f"Budget, {person.name}?"),
            ("contact", "1500"),
        ]
        owed = OutboxItem.select().where(OutboxItem.lane == f"contact:{person.contact.id}")
        assert [row.payload["text"] for row in owed.order_by(OutboxItem.id)] == [
            "Size?",
            f"Budget, {person.name}?",
        ]
        told = Event.select().where(Event.contact == person.contact).order_by(Event.id)
        assert [event.name for event in told][:2] == ["contact.created", "workflow.started"]


def test_nothing_is_written_when_something_raises() -> None:
    dora = make_contact("Dora")
    with pytest.raises(RuntimeError):
        _change_much_and_fail(dora)
    assert Contact.get_by_id(dora.id).name == "Dora"
    for model in (ContactTrait, Trait, Tag, Event, Message, OutboxItem):
        assert model.select().count() == 0


def test_a_contact_that_does_not_exist_is_none() -> None:
    with unit_of_work("test") as batch:
        assert batch.contact(404) is None
        assert batch.load([404]) == []


def test_who_was_only_looked_at_is_not_written() -> None:
    dora = make_contact("Dora")
    before = Contact.get_by_id(dora.id).updated_at
    with unit_of_work("test") as batch:
        assert batch.contact(dora.id) is batch.contact(dora.id)
    assert Contact.get_by_id(dora.id).updated_at == before


def test_a_written_batch_leaves_nothing_to_the_garbage_collector() -> None:
    """Finding thousands of contacts that only know each other took a tenth of the drain's time."""
    known = make_contact().id
    gc.disable()
    try:
        with unit_of_work("test") as batch:
            contact = weakref.ref(batch.load([known])[0])
            assert contact() is not None
        del batch
        assert contact() is None
    finally:
        gc.enable()


def test_what_was_defined_while_we_waited_for_a_contact_is_known() -> None:
    """Between a batch's first look at the settings and its lock another worker may have defined a
    trait, a tag or a status and given them to the contact."""
    dora = make_contact("Dora")
    with unit_of_work("late") as batch:
        with unit_of_work("early") as other:
            contact = other.contact(dora.id)
            assert contact is not None
            contact.set_trait("budget", "100")
            contact.add_tag("VIP")
            make_status("Hot")
            other.catalogue = other.catalogue.current()
            contact.set_status(find(type(contact.status), "Hot"))
        contact = batch.contact(dora.id)
        assert contact is not None
        assert (contact.traits, contact.tags) == ({"budget": "100"}, {"VIP"})
        contact.set_trait("budget", "200")
        assert contact.facts().status == "Hot"


def test_the_ad_that_brings_back_a_known_contact_is_kept() -> None:
    """M7: also of who was imported or wrote before without one."""
    dora = Customer().says("Hi")
    dora.sends(items.text("Saw your ad", referral={"source_type": "ad", "source_id": "7"}))
    assert dora.contact.origin == {"source_type": "ad", "source_id": "7"}
    dora.sends(items.text("Another", referral={"source_type": "ad", "source_id": "8"}))
    assert dora.contact.origin["source_id"] == "7"


def _change_much_and_fail(contact: Contact) -> None:
    with unit_of_work("test") as batch:
        loaded = batch.contact(contact.id)
        assert loaded is not None
        loaded.rename("Eve")
        loaded.set_trait("budget", "1")
        loaded.add_tag("VIP")
        loaded.say({"type": "text", "text": "Hello"})
        deciding.fire(batch, loaded)
        raise RuntimeError("the plug was pulled")

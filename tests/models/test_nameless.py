"""Whoever has no name is called the same in every notice: by the username, else by the number of
the contact, as on the pages (W6, X9)."""

from typing import Any

import pytest

from models.agents.agent import Agent
from models.assignment import by_hand, summoning
from models.batch import Batch, unit_of_work
from models.contact import Contact
from models.contact.card import cards
from models.notices.notification import Notification
from models.notices.wording import handed_on_payload
from models.reminders import digest, wording
from models.settings.status import Status
from tests.factories import find, make_agent, make_automation, make_contact, make_status

pytestmark = pytest.mark.usefixtures("database")


def subjects(contact: Contact, act: Any) -> list[str]:
    """What an agent is told when a batch does this."""
    before = {row.id for row in Notification.select()}
    with unit_of_work("test") as batch:
        loaded = batch.contact(contact.id)
        assert loaded is not None
        act(batch, loaded)
    rows = Notification.select().order_by(Notification.id)
    return [row.payload["subject"] for row in rows if row.id not in before]


@pytest.mark.parametrize("username", [None, "yuki.tan"])
def test_every_notice_calls_a_contact_without_a_name_the_same(username: str | None) -> None:
    ann, contact = make_agent("Ann"), make_contact("", username=username)
    make_status("Hot")
    make_automation("Hot", {"notify": "owner"})
    name = f"@{username}" if username else f"Contact {contact.id}"

    def give(batch: Batch, loaded: Contact) -> None:
        by_hand.assign_by_hand(batch, loaded, ann)

    def enter(batch: Batch, loaded: Contact) -> None:
        loaded.set_status(find(Status, "Hot"))

    assert subjects(contact, give) == [f"{name} is yours"]
    assert subjects(contact, enter) == [f"{name} is now Hot"]
    assert subjects(contact, summoning.summon) == [f"{name} asks for a person"]
    assert subjects(contact, digested(ann)) == ["Your day"]
    facts = Notification.select().order_by(Notification.id.desc()).get().payload["facts"]
    assert facts == [["New since yesterday: 1", name]]
    with unit_of_work("test") as batch:
        loaded = batch.contact(contact.id)
        told = [wording.deadline, wording.first_reply, wording.no_reply]
        assert {one(loaded, ann)["subject"].startswith(f"{name} ") for one in told} == {True}
    assert handed_on_payload(ann, ann, [contact])["facts"] == [[f"Contact {contact.id}", name]]


def digested(agent: Agent) -> Any:
    def write(batch: Batch, loaded: Contact) -> None:
        digest.write(batch, [digest.Day(agent, batch.today)])

    return write


def test_pages_which_know_the_phone_show_it_to_who_looks() -> None:
    contact = make_contact("", phone="447700900123")
    [card] = cards([contact])
    assert card.name == "+447700900123"

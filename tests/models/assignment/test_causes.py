"""Each decision names what led to it, also when many are made at once (R12)."""

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.contact.event import Event
from models.queues.inbox import InboxItem
from tests.factories import make_agent, make_rule
from tests.story import Customer, settle

pytestmark = pytest.mark.usefixtures("workshop")


def test_an_assignment_is_caused_by_its_own_contacts_message() -> None:
    make_rule(agents=[make_agent()], trigger="whatsapp_contact_created")
    people = [Customer(), Customer(), Customer()]
    wamids = {}
    for person in people:
        message = items.text("Hi")
        wamids[person.bsuid] = message["id"]
        InboxItem.receive(split(payloads.delivery(person.person, message)))
    settle()
    for person in people:
        event = Event.get(Event.contact == person.contact, Event.name == "contact.assigned")
        assert event.cause == f"message:{wamids[person.bsuid]}"

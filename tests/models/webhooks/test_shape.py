"""What endpoints see of a contact and of a message is what the API shows (X14)."""

import json

import pytest

from bot.api.contacts.shape import ContactSchema, of_card
from bot.api.conversations.shape import MessageSchema
from bot.api.conversations.shape import shown as shown_messages
from models.catalogue import Catalogue
from models.clock import now
from models.contact.card import cards
from models.contact.company import Company
from models.contact.message import Author, Delivery
from models.webhooks import shape
from models.workflow.tables import Run, WorkflowVersion
from tests.factories import make_agent, make_contact, make_message, make_workflow

pytestmark = pytest.mark.usefixtures("database")


def test_a_contact_has_the_fields_and_forms_of_the_api() -> None:
    workflow = make_workflow("{name: Ask, steps: {size: {ask: Size?}}}")
    bare = make_contact("", source=None, closure_deadline=None)
    full = make_contact(
        "Dora",
        bsuid="GB.1",
        email="dora@example.org",
        company=Company.create(name="Lind Ltd"),
        town="Leeds",
        owner=make_agent("Ann"),
        traits={"size": "M", "budget": 5, "vip": True},
        tags=["b", "A"],
        closed_at=now(),
        opted_out_at=now(),
        last_heard_at=now(),
        origin={"ad": "7"},
        flag="look",
    )
    version = WorkflowVersion.get_by_id(workflow.version_id)
    Run.create(contact=full, version=version, step="size")
    for card in cards([bare, full]):
        as_json = json.loads(json.dumps(shape.contact(card)))
        assert as_json == ContactSchema().dump(of_card(card))


def test_a_message_has_them_too_but_for_what_it_quotes() -> None:
    ann = make_agent("Ann")
    dora = make_contact()
    theirs = make_message(dora, "Hi")
    ours = make_message(dora, "Hello", author=Author.AGENT, agent=ann, delivery=Delivery.READ)
    for row in (theirs, ours):
        [answer] = MessageSchema(many=True).dump(shown_messages([row]))
        del answer["reply_to"]
        assert json.loads(json.dumps(shape.message(row.__data__, Catalogue.current().agents))) == (
            answer
        )

"""Internal notes: kept, shown to who sees the contact, never sent. W7."""

from typing import Any

import pytest

from models.agents.agent import Role
from models.contact import Contact
from models.contact.message import Message
from models.contact.note import LONGEST
from models.queues.outbox import OutboxItem
from tests import factories


@pytest.fixture
def dora(database: None) -> Contact:
    return factories.make_contact("Dora")


def add(api: Any, contact: Contact, text: Any) -> Any:
    return api.post(f"/contacts/{contact.id}/notes", json={"text": text})


def test_a_note_is_kept_with_its_author_and_never_sent(api_as: Any, dora: Contact) -> None:
    ann = factories.make_agent("Ann")
    answer = add(api_as(ann), dora, " Prefers mornings ")
    assert answer.status_code == 201
    assert (answer.json["text"], answer.json["agent"]["name"]) == ("Prefers mornings", "Ann")
    assert not OutboxItem.select().exists()
    assert not Message.select().exists()
    assert Contact.get_by_id(dora.id).silenced_at is None


def test_a_colleague_notes_on_an_owned_contact_too(api_as: Any) -> None:
    ann, bob = factories.make_agent("Ann"), factories.make_agent("Bob")
    assert add(api_as(bob), factories.make_contact(owner=ann), "Call me").status_code == 201


def test_notes_are_listed_newest_first(api: Any, dora: Contact) -> None:
    for number in range(3):
        add(api, dora, f"{number}")
    add(api, factories.make_contact("Eve"), "hers")
    page = api.get(f"/contacts/{dora.id}/notes", page_size=2).json
    assert ([one["text"] for one in page["items"]], page["total"]) == (["2", "1"], 3)
    assert page["items"][0]["agent"] is None


def test_notes_stand_in_the_timeline(api: Any, dora: Contact) -> None:
    factories.make_message(dora, "Hi")
    add(api, dora, "Knows Eve")
    told = api.get(f"/contacts/{dora.id}/timeline").json
    assert (told["total"], [one["kind"] for one in told["items"]]) == (2, ["message", "note"])
    assert told["items"][1]["note"]["text"] == "Knows Eve"


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST + 1), None, 5, "a\0b"])
def test_a_wrong_note_is_named(api: Any, dora: Contact, text: Any) -> None:
    answer = add(api, dora, text)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "text")


def test_notes_are_for_who_sees_the_contact(api_as: Any, dora: Contact) -> None:
    """X13."""
    sue = api_as(factories.make_agent("Sue", role=Role.SUPPORT))
    assert sue.get(f"/contacts/{dora.id}/notes").status_code == 404
    assert add(sue, dora, "x").status_code == 404

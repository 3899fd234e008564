"""Evenness, once and in order, with several real processes and every delivery posted twice (R5,
W2)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from bot.simulator import items, payloads
from bot.whatsapp.envelope import split
from models.agents.agent import Agent
from models.assignment.assignment import Assignment
from models.assignment.rule import Rule, Ruleset
from models.base import database
from models.contact import Contact, Identifier
from models.contact.message import Message
from models.queues.inbox import InboxItem
from models.queues.outbox import OutboxItem
from tests.concurrency.crew import crew

CONTACTS, AGENTS, PROCESSES = 3000, 7, 4
EACH = 3
"""Messages of each contact."""


@pytest.fixture
def even_rule(committed: str) -> str:
    with database.connection_context():
        rule = Rule.create(name="All", trigger="whatsapp_contact_created")
        rule.set_agents(
            [Agent.create(name=f"A{n}", email=f"a{n}@example.com") for n in range(AGENTS)]
        )
        Ruleset.publish()
    return committed


def test_three_thousand_contacts_over_seven_agents(even_rule: str, tmp_path: Path) -> None:
    """R5, R1, W2: four processes, every delivery posted twice at once, three messages a contact."""
    people = [
        payloads.Person(bsuid=f"GB.{n:010}", name=f"P{n}", phone=f"4477{n:08}")
        for n in range(CONTACTS)
    ]
    with crew(even_rule, tmp_path, PROCESSES), ThreadPoolExecutor(6) as posters:
        for turn in range(EACH):
            Random(turn).shuffle(people)
            list(posters.map(_post_twice, [(person, turn) for person in people]))
    with database.connection_context():
        _assert_even()
        _assert_once()
        _assert_in_order()


def test_the_same_new_person_by_two_lanes_at_once_is_one_contact(
    even_rule: str, tmp_path: Path
) -> None:
    """W2, X6: the phone alone and the phone with an id are two lanes; the index lets one create."""
    bodies = []
    for n in range(300):
        known = payloads.Person(bsuid=f"GB.{n:010}", name="P", phone=f"4478{n:08}")
        bodies += [
            payloads.delivery(known, items.text("with id")),
            _by_phone_only(known),
        ]
    with crew(even_rule, tmp_path, PROCESSES), ThreadPoolExecutor(6) as posters:
        list(posters.map(_post, bodies))
    with database.connection_context():
        assert InboxItem.select().where(InboxItem.state != "done").count() == 0
        assert Contact.select().count() == 300
        assert Message.select().count() == 600
        _assert_even()


def _post_twice(order: tuple[payloads.Person, int]) -> None:
    person, turn = order
    body = payloads.delivery(person, items.text(f"{turn}"))
    _post(body)
    _post(body)


def _post(body: bytes) -> None:
    with database.connection_context():
        InboxItem.receive(split(body))


def _by_phone_only(person: payloads.Person) -> bytes:
    bare = payloads.Person(bsuid="", name=person.name, phone=person.phone)
    value = payloads.messages_value(bare, [items.text("phone only")], payloads.PHONE_NUMBER_ID)
    for card in value["contacts"]:
        card.pop("user_id", None)
    for message in value["messages"]:
        message.pop("from_user_id", None)
    return payloads.encode(payloads.envelope(value))


def _assert_even() -> None:
    owners = Counter(owner for (owner,) in Contact.select(Contact.owner).tuples())
    assert None not in owners
    assert max(owners.values()) - min(owners.values()) <= 1


def _assert_once() -> None:
    assert InboxItem.select().where(InboxItem.state != "done").count() == 0
    assert Contact.select().count() == CONTACTS
    assert Identifier.select().count() == 2 * CONTACTS
    assert Message.select().count() == EACH * CONTACTS
    assert Assignment.select().count() == CONTACTS
    assert OutboxItem.select().count() == CONTACTS


def _assert_in_order() -> None:
    rows = Message.select(Message.contact, Message.text).order_by(Message.contact, Message.id)
    said: dict[int, list[str]] = {}
    for contact, text in rows.tuples():
        said.setdefault(contact, []).append(text)
    assert set(map(tuple, said.values())) == {tuple(str(turn) for turn in range(EACH))}

"""Owners: who is passed over, who is found by hand, and what is told to whom (R12, W6, X1)."""

import pytest

from models.agents.agent import Agent
from models.assignment import by_hand, deciding
from models.assignment.assignment import Assignment, Outcome
from models.batch import unit_of_work
from models.contact import Contact
from models.notices.notification import Notification
from models.queues.outbox import OutboxItem, OutboxKind
from models.settings.trait import TraitKind
from tests.factories import make_agent, make_contact, make_rule, set_organisation
from tests.models.acting import changing, events, told
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")

CREATED = "whatsapp_contact_created"


@pytest.fixture
def dora(workshop: None) -> Contact:
    return make_contact("Dora", phone="447700900311")


def tag(contact: Contact) -> Assignment:
    """Change `contact` a little, and answer what came of it."""
    with changing(contact) as loaded:
        loaded.add_tag(f"Tag {Assignment.select().count()}")
    return Assignment.select().order_by(Assignment.id.desc()).get()


def give(contact: Contact, agent: Agent | None) -> None:
    with unit_of_work("agent:9") as batch:
        loaded = batch.contact(contact.id)
        assert loaded is not None
        if agent is None:
            by_hand.release_by_hand(batch, loaded)
        else:
            by_hand.assign_by_hand(batch, loaded, agent)


def owner(contact: Contact) -> Agent | None:
    return Contact.get_by_id(contact.id).owner


def test_who_is_away_is_passed_over_for_the_next_of_the_rule(dora) -> None:
    """Decided: the next of the rule's agents."""
    ann, bob = make_agent("Ann", available=False), make_agent("Bob")
    make_rule("Both", [ann, bob])
    assignment = tag(dora)
    assert assignment.agent == bob
    assert assignment.pool["skipped"] == {str(ann.id): "away"}


def test_nobody_left_keeps_the_contact_unassigned_with_the_reason(dora) -> None:
    """Decided: in the backlog, and not for the fallback."""
    set_organisation(fallback=True)
    make_agent("Bob")
    ann = make_agent("Ann", active=False)
    make_rule("Only Ann", [ann])
    assignment = tag(dora)
    assert (assignment.outcome, assignment.agent) == (Outcome.NOBODY, None)
    assert assignment.pool["skipped"] == {str(ann.id): "not active"}
    assert owner(dora) is None
    [event] = events(dora, "contact.unplaced")
    assert event.data["reason"] == "everybody of the pool is not active"


def test_all_the_reasons_are_told(dora) -> None:
    """X1, X3."""
    ann, bob = make_agent("Ann", available=False), make_agent("Bob", capacity=0)
    make_rule("Both", [ann, bob, make_agent("Cleo", capacity=0)])
    assert tag(dora).pool["skipped"][str(bob.id)] == "full (0 of 0)"
    [event] = events(dora, "contact.unplaced")
    assert event.data["reason"] == "everybody of the pool is away or full"


def test_a_new_contact_whose_rule_finds_nobody_is_not_for_the_fallback() -> None:
    """A rule took it: the fallback is for whom no rule took (R8)."""
    set_organisation(fallback=True)
    make_agent("Bob")
    make_rule("Only Ann", [make_agent("Ann", available=False)], trigger=CREATED)
    dora = Customer().says("Hi")
    assert dora.owner is None
    assert told(dora.contact, "contact.assigned", "contact.unplaced") == ["contact.unplaced"]


def test_a_pool_without_anybody_says_so(dora) -> None:
    make_rule("Empty", [])
    tag(dora)
    [event] = events(dora, "contact.unplaced")
    assert event.data["reason"] == "the pool is empty"


def test_the_next_change_tries_again_when_somebody_is_back(dora) -> None:
    ann = make_agent("Ann", available=False)
    make_rule("Only Ann", [ann])
    tag(dora)
    Agent.update(available=True).execute()
    assert tag(dora).agent == ann


def test_a_person_gives_a_contact_to_whom_they_like(dora) -> None:
    ann = make_agent("Ann", available=False)
    give(dora, ann)
    assert owner(dora) == ann
    [assignment] = Assignment.select()
    assert (assignment.trigger, assignment.cause) == ("manual", "agent:9")
    [event] = events(dora)
    assert event.data == {"agent": "Ann", "agent_id": ann.id, "by_hand": True}


def test_the_same_owner_again_is_nothing_new(dora) -> None:
    """W6: no second notice."""
    ann = make_agent("Ann")
    give(dora, ann)
    give(dora, ann)
    assert Assignment.select().count() == 1
    assert Notification.select().count() == 1
    assert OutboxItem.select().count() == 1


def test_another_owner_is_told_and_the_history_stays(dora) -> None:
    ann, bob = make_agent("Ann"), make_agent("Bob")
    give(dora, ann)
    give(dora, bob)
    assert [row.agent.name for row in Assignment.select().order_by(Assignment.id)] == ["Ann", "Bob"]
    assert [row.agent.name for row in Notification.select().order_by(Notification.id)] == [
        "Ann",
        "Bob",
    ]


def test_a_released_contact_is_nobodys_and_the_rules_look_again_at_the_next_change(dora) -> None:
    """R1, R7."""
    give(dora, make_agent("Ann", available=False))
    bob = make_agent("Bob")
    make_rule("All", [bob])
    give(dora, None)
    assert owner(dora) is None
    assert told(dora)[-1] == "contact.released"
    assert tag(dora).agent == bob
    released = Assignment.get(Assignment.outcome == Outcome.RELEASED)
    assert (released.agent.name, released.cause) == ("Ann", "agent:9")


def test_releasing_what_nobody_owns_is_nothing(dora) -> None:
    give(dora, None)
    assert Assignment.select().count() == 0
    assert told(dora) == []


def test_a_claim_gives_way_to_a_person_who_decides_in_the_same_batch(dora) -> None:
    make_rule("All", [make_agent("Ann")])
    bob = make_agent("Bob")
    with unit_of_work("agent:9") as batch:
        contact = batch.contact(dora.id)
        assert contact is not None
        contact.add_tag("VIP")
        deciding.fire(batch, contact)
        by_hand.assign_by_hand(batch, contact, bob)
    assert owner(dora) == bob
    assert Assignment.select().count() == 1


def test_an_assignment_is_told_once_in_the_pages_and_by_email(dora) -> None:
    """W6."""
    make_rule("All", [make_agent("Ann")])
    tag(dora)
    tag(dora)
    [notification] = Notification.select()
    [letter] = OutboxItem.select()
    assert letter.kind is OutboxKind.EMAIL
    assert letter.notification == notification
    assert letter.payload["to"] == "ann@example.org"
    assert letter.payload["link"] == f"/contacts/{dora.id}"


def test_an_agent_with_a_number_is_told_on_whatsapp_too(dora) -> None:
    """W6: by the template, to their own number, from the number that the contact wrote to."""
    make_rule("All", [make_agent("Ann", whatsapp="447700900999")])
    set_organisation(notice_template="lead_for_you", notice_language="es")
    with changing(dora) as contact:
        contact.set_trait("budget", "1500")
    by_kind = {row.kind: row for row in OutboxItem.select()}
    assert set(by_kind) == {OutboxKind.EMAIL, OutboxKind.WHATSAPP}
    notice = by_kind[OutboxKind.WHATSAPP]
    assert (notice.recipient, notice.number) == ("447700900999", dora.number)
    assert notice.payload == {
        "type": "template",
        "name": "lead_for_you",
        "language": "es",
        "parameters": ["Ann", "Dora is yours", "budget: 1500"],
        "page": f"/contacts/{dora.id}",
    }


def test_the_letter_tells_what_is_known_at_the_end_of_the_change_set(dora) -> None:
    make_rule("All", [make_agent("Ann")])
    with changing(dora) as contact:
        contact.set_trait("budget", "1500")
        contact.set_trait("wants a call", True, TraitKind.BOOLEAN)
    [letter] = OutboxItem.select()
    assert letter.payload["facts"] == [["budget", "1500"], ["wants a call", "yes"]]


def test_nobody_is_told_when_nobody_was_found(dora) -> None:
    make_rule("Only Ann", [make_agent("Ann", available=False)])
    tag(dora)
    assert Notification.select().count() == 0
    assert OutboxItem.select().count() == 0

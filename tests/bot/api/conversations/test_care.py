"""Claimed, released, handed on, the bot switched: one owner at a time, who is named. X8, W7."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.assignment.assignment import Assignment
from models.contact import Contact
from models.contact.event import Event
from models.contact.note import Note
from models.notices.notification import Notification
from tests import factories

HELP = "{name: Help, steps: {one: {ask: 'How can we help?'}}}"


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann")


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob")


@pytest.fixture
def max(database: None) -> Agent:
    return factories.make_agent("Max", role=Role.SALES_MANAGER)


@pytest.fixture
def dora(database: None) -> Contact:
    return factories.make_contact("Dora")


def post(api: Any, contact: Contact, verb: str, **asked: Any) -> Any:
    return api.post(f"/contacts/{contact.id}/{verb}", json=asked)


def owner(contact: Contact) -> Agent | None:
    return Contact.get_by_id(contact.id).owner


def events(contact: Contact) -> list[str]:
    rows = Event.select().where(Event.contact == contact).order_by(Event.id)
    return [row.name for row in rows]


def told() -> list[str]:
    rows = Notification.select().order_by(Notification.id)
    return [row.agent.name for row in rows]


def test_an_agent_takes_what_nobody_has(api_as: Any, ann: Agent, dora: Contact) -> None:
    answer = api_as(ann).post(f"/contacts/{dora.id}/claim")
    assert (answer.status_code, answer.json["owner"]["name"]) == (200, "Ann")
    assert events(dora) == ["contact.assigned"]
    assert told() == [], "who takes a contact knows it"


def test_the_second_is_told_who_has_it_and_since_when(
    api_as: Any, ann: Agent, bob: Agent, dora: Contact, hold_clock: Any
) -> None:
    hold_clock("2026-03-02T10:00:00+00:00")
    post(api_as(ann), dora, "claim")
    hold_clock("2026-03-02T10:05:00+00:00")
    answer = post(api_as(bob), dora, "claim")
    assert answer.status_code == 409
    assert answer.json["detail"].startswith("Ann has this contact since 2026-03-02T10:00+00:00: ")
    assert answer.json["owner"] == {"id": ann.id, "name": "Ann", "email": "ann@example.org"}
    assert answer.json["since"] == "2026-03-02T10:00:00+00:00"
    assert owner(dora) == ann
    assert Assignment.select().count() == 1


def test_an_owner_older_than_the_history_is_named_too(api_as: Any, ann: Agent, bob: Agent) -> None:
    answer = post(api_as(bob), factories.make_contact(owner=ann), "claim")
    assert (answer.status_code, answer.json["since"]) == (409, None)
    assert answer.json["detail"].startswith("Ann has this contact: ")


def test_to_claim_again_is_nothing_new(api_as: Any, ann: Agent, dora: Contact) -> None:
    for _ in range(2):
        assert post(api_as(ann), dora, "claim").status_code == 200
    assert Assignment.select().count() == 1
    assert events(dora) == ["contact.assigned"]


def test_managers_and_programs_claim_for_others(
    api: Any, api_as: Any, ann: Agent, bob: Agent, max: Agent, dora: Contact
) -> None:
    assert post(api, dora, "claim").json["errors"][0]["field"] == "agent"
    assert post(api_as(ann), dora, "claim", agent="bob@example.org").status_code == 403
    answer = post(api_as(max), dora, "claim", agent="bob@example.org")
    assert answer.json["owner"]["name"] == "Bob"
    assert told() == ["Bob"]
    assert post(api, dora, "claim", agent=ann.id).status_code == 409
    assert post(api_as(max), dora, "claim").status_code == 409


def test_who_has_left_or_cannot_see_it_takes_nothing(api: Any, dora: Contact) -> None:
    factories.make_agent("Cid", active=False)
    factories.make_agent("Sue", role=Role.SUPPORT)
    for email in ("cid@example.org", "sue@example.org"):
        for verb, field in (("claim", "agent"), ("hand_on", "to")):
            answer = post(api, dora, verb, **{field: email})
            assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, field)
    assert owner(dora) is None


def test_support_takes_a_closed_contact_over_from_sales(api_as: Any, ann: Agent) -> None:
    """A6; but not from each other."""
    from models.clock import now

    sue = factories.make_agent("Sue", role=Role.SUPPORT)
    oda = factories.make_agent("Oda", role=Role.OPERATIONS)
    dora = factories.make_contact(status="Converted", closed_at=now(), owner=ann)
    assert post(api_as(sue), dora, "claim").json["owner"]["name"] == "Sue"
    assert post(api_as(oda), dora, "claim").status_code == 409
    opened = factories.make_contact(owner=ann)
    assert post(api_as(sue), opened, "claim").status_code == 404


def test_the_owner_lets_go_and_is_remembered(api_as: Any, ann: Agent, dora: Contact) -> None:
    """X7."""
    post(api_as(ann), dora, "claim")
    assert post(api_as(ann), dora, "release").json["owner"] is None
    assert Contact.get_by_id(dora.id).former_owner == ann
    assert post(api_as(ann), dora, "release").status_code == 200
    assert events(dora) == ["contact.assigned", "contact.released"]
    assert [row.outcome.value for row in Assignment.select().order_by(Assignment.id)] == [
        "assigned",
        "released",
    ]


def test_a_colleagues_contact_is_let_go_by_managers_only(
    api_as: Any, ann: Agent, bob: Agent, max: Agent, dora: Contact
) -> None:
    post(api_as(ann), dora, "claim")
    answer = post(api_as(bob), dora, "release")
    assert (answer.status_code, answer.json["owner"]["name"]) == (409, "Ann")
    assert post(api_as(max), dora, "release").json["owner"] is None


def test_the_owner_hands_on_with_a_note_and_the_colleague_is_told_once(
    api_as: Any, ann: Agent, bob: Agent, dora: Contact
) -> None:
    post(api_as(ann), dora, "claim")
    answer = post(api_as(ann), dora, "hand_on", to="bob@example.org", note=" Wants a red one ")
    assert answer.json["owner"]["name"] == "Bob"
    assert told() == ["Bob"]
    [kept] = Note.select()
    assert (kept.text, kept.agent) == ("Wants a red one", ann)
    assert Contact.get_by_id(dora.id).former_owner == ann


def test_who_may_not_hand_on_is_told_why_and_leaves_no_note(
    api_as: Any, ann: Agent, bob: Agent, dora: Contact
) -> None:
    unowned = post(api_as(ann), dora, "hand_on", to="bob@example.org", note="x")
    assert (unowned.status_code, "claim it" in unowned.json["detail"]) == (409, True)
    post(api_as(ann), dora, "claim")
    assert post(api_as(bob), dora, "hand_on", to="bob@example.org", note="x").status_code == 409
    same = post(api_as(ann), dora, "hand_on", to="ann@example.org", note="x")
    assert (same.status_code, same.json["errors"][0]["field"]) == (409, "to")
    assert post(api_as(ann), dora, "hand_on", to="nobody@example.org").status_code == 422
    assert post(api_as(ann), dora, "hand_on").json["errors"][0]["field"] == "to"
    assert owner(dora) == ann
    assert not Note.select().exists()


def test_a_manager_hands_on_what_anybody_or_nobody_has(
    api_as: Any, ann: Agent, bob: Agent, max: Agent, dora: Contact
) -> None:
    for to in (ann, bob):
        assert post(api_as(max), dora, "hand_on", to=to.id).json["owner"]["name"] == to.name
    assert told() == ["Ann", "Bob"]


def test_a_patch_takes_nothing_from_a_colleague(
    api_as: Any, ann: Agent, bob: Agent, max: Agent, dora: Contact
) -> None:
    path = f"/contacts/{dora.id}"
    assert api_as(bob).patch(path, json={"owner": bob.id}).json["owner"]["name"] == "Bob"
    for asked in ({"owner": ann.id}, {"owner": None}):
        answer = api_as(ann).patch(path, json=asked | {"name": "Mine"})
        assert (answer.status_code, answer.json["owner"]["name"]) == (409, "Bob")
    assert Contact.get_by_id(dora.id).name == "Dora"
    assert api_as(ann).patch(path, json={"name": "Mine"}).status_code == 409
    assert api_as(max).patch(path, json={"owner": ann.id}).json["owner"]["name"] == "Ann"
    assert api_as(ann).patch(path, json={"owner": bob.id}).json["owner"]["name"] == "Bob"
    assert api_as(bob).patch(path, json={"owner": None}).json["owner"] is None


def test_the_bot_is_silenced_and_asked_back(api_as: Any, ann: Agent, dora: Contact) -> None:
    """W7."""
    for silent in (True, True, False, False):
        shown = post(api_as(ann), dora, "bot", silent=silent).json
        assert (shown["silenced_at"] is not None) is silent
    assert events(dora) == ["bot.silenced", "bot.returned"]
    assert Event.select().first().data == {"reason": "Ann asked for it"}


def test_a_colleague_does_not_switch_the_owners_bot(api_as: Any, ann: Agent, bob: Agent) -> None:
    dora = factories.make_contact(owner=ann)
    assert post(api_as(bob), dora, "bot", silent=True).status_code == 409
    assert post(api_as(bob), dora, "bot").json["errors"][0]["field"] == "silent"
    assert post(api_as(ann), dora, "bot", silent=True).status_code == 200


def test_silencing_ends_the_workflow_that_runs(workshop: None, api: Any) -> None:
    """A person has it: nobody is nudged, and the answer to the old question is none."""
    from tests.handlers.talking import run_of, said_to
    from tests.story import Customer

    factories.make_workflow(HELP)
    dora = Customer().says("Hi")
    post(api, dora.contact, "bot", silent=True)
    assert (run_of(dora).state.value, run_of(dora).due_at) == ("handed_over", None)
    post(api, dora.contact, "bot", silent=False)
    dora.says("With a coat")
    assert said_to(dora) == ["How can we help?"]


@pytest.mark.parametrize("verb", ["claim", "release", "hand_on", "bot"])
def test_what_may_not_be_seen_is_not_found(api_as: Any, dora: Contact, verb: str) -> None:
    """X13."""
    sue = factories.make_agent("Sue", role=Role.SUPPORT)
    asked = {"hand_on": {"to": sue.id}, "bot": {"silent": True}}.get(verb, {})
    assert post(api_as(sue), dora, verb, **asked).status_code == 404
    assert api_as(sue).post(f"/contacts/999999/{verb}", json=asked).status_code == 404

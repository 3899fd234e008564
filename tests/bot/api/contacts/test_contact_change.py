"""What a PATCH of a contact does, as one change set. R1, R7, A10, C2, C3."""

from typing import Any

import pytest

from models.agents.agent import Agent
from models.assignment.assignment import Assignment
from models.contact import Contact
from models.contact.event import Event
from models.notices.notification import Notification
from models.queues.outbox import OutboxItem
from models.settings.trait import Trait, TraitKind
from tests import factories

MEN = {"field": "trait:audience", "op": "is", "value": "Men"}
RICH = {"field": "trait:budget", "op": "gte", "value": 1000}


@pytest.fixture
def dora(database: None) -> Contact:
    return factories.make_contact("Dora", tags=["old"], traits={"budget": 5})


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann")


def patch(api: Any, contact: Contact, **asked: Any) -> Any:
    return api.patch(f"/contacts/{contact.id}", json=asked)


def events(contact: Contact) -> list[str]:
    rows = Event.select().where(Event.contact == contact).order_by(Event.id)
    return [row.name for row in rows]


def test_every_field_can_be_changed(api: Any, dora: Contact) -> None:
    shown = patch(
        api,
        dora,
        name="Dora Maar",
        email="dora@example.org",
        status="Interested",
        source="Import",
        state="CLIENT",
        traits={"budget": 1500, "audience": "Men", "vip": True},
        tags=["VIP"],
        closure_deadline="2031-12-24",
    ).json
    assert (shown["name"], shown["email"]) == ("Dora Maar", "dora@example.org")
    assert (shown["status"]["name"], shown["source"]["name"]) == ("Interested", "Import")
    assert shown["state"] == "CLIENT"
    assert shown["traits"] == {"audience": "Men", "budget": 1500, "vip": True}
    assert [one["name"] for one in shown["tags"]] == ["VIP"]
    assert shown["closure_deadline"] == "2031-12-24"
    assert set(events(dora)) >= {"contact.renamed", "contact.untagged", "contact.deadline_moved"}
    kinds = {one.name: one.kind for one in Trait.select()}
    assert (kinds["vip"], kinds["audience"]) == (TraitKind.BOOLEAN, TraitKind.TEXT)


def test_what_was_answered_can_be_sent_back(api: Any, dora: Contact, ann: Agent) -> None:
    before = api.get(f"/contacts/{dora.id}").json
    kept = {name: before[name] for name in ("status", "source", "state", "tags", "traits")}
    after = patch(api, dora, **kept).json
    assert {name: after[name] for name in kept} == kept
    assert events(dora) == []
    (tag,) = before["tags"]
    ids = {"tags": [tag["id"]], "status": before["status"]["id"], "owner": ann.id}
    assert patch(api, dora, **ids).json["tags"] == [tag]
    assert events(dora) == ["contact.assigned"]


def test_null_clears(api: Any, dora: Contact) -> None:
    patch(api, dora, email="dora@example.org")
    shown = patch(api, dora, traits={"budget": None, "unknown": None}, email=None, source=None).json
    assert (shown["traits"], shown["email"], shown["source"]) == ({}, None, None)


def test_what_is_not_named_stays(api: Any, dora: Contact) -> None:
    before = api.get(f"/contacts/{dora.id}").json
    after = patch(api, dora).json
    assert {**after, "updated_at": before["updated_at"]} == before
    assert events(dora) == []


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"email": "dora"}, "email"),
        ({"status": "Nope"}, "status"),
        ({"status": None}, "status"),
        ({"source": "Nope"}, "source"),
        ({"state": "RICH"}, "state"),
        ({"owner": "nobody@example.org"}, "owner"),
        ({"owner": 2**64}, "owner"),
        ({"traits": {"budget": "much"}}, "traits.budget"),
        ({"traits": {"budget": 10**40}}, "traits.budget"),
        ({"traits": {"a:b": 1}}, "traits.a:b"),
        ({"traits": {"new": {"a": 1}}}, "traits.new"),
        ({"traits": ["budget"]}, "traits"),
        ({"tags": "VIP"}, "tags"),
        ({"tags": ["ok", ""]}, "tags.1"),
        ({"tags": ["ok", 999]}, "tags.1"),
        ({"tags": ["x" * 101]}, "tags.0"),
        ({"closure_deadline": "soon"}, "closure_deadline"),
        ({"closure_deadline": None}, "closure_deadline"),
        ({"phone": "600 111"}, "phone"),
        ({"bsuid": "ES.1"}, "bsuid"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(
    api: Any, dora: Contact, asked: dict[str, Any], field: str
) -> None:
    before = api.get(f"/contacts/{dora.id}").json
    answer = api.patch(f"/contacts/{dora.id}", json={"tags": ["new"], "state": "OTHER"} | asked)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json["errors"]}
    assert api.get(f"/contacts/{dora.id}").json == before


def test_several_changes_are_one_change_set(api: Any, dora: Contact, ann: Agent) -> None:
    """REQUIREMENTS: rules are tried once, after all of it: the second rule needs both traits."""
    bob = factories.make_agent("Bob")
    factories.make_rule("Both", [bob], conditions=[MEN, RICH])
    factories.make_rule("Men", [ann], conditions=[MEN])
    shown = patch(api, dora, traits={"audience": "Men", "budget": 1500}).json
    assert shown["owner"]["name"] == "Bob"
    assert Assignment.select().count() == 1


def test_whoever_takes_over_is_told_once(
    api: Any, dora: Contact, ann: Agent, rung: list[str]
) -> None:
    """R7, W6."""
    factories.make_rule("Men", [ann], conditions=[MEN])
    assert patch(api, dora, traits={"audience": "Men"}).json["owner"]["name"] == "Ann"
    assert Notification.select().where(Notification.agent == ann).count() == 1
    assert OutboxItem.select().where(OutboxItem.contact == dora.id).count() == 1


def test_an_owned_contact_stays_with_its_owner(api: Any, ann: Agent) -> None:
    """R1."""
    bob = factories.make_agent("Bob")
    factories.make_rule("Men", [ann], conditions=[MEN])
    dora = factories.make_contact(owner=bob)
    assert patch(api, dora, traits={"audience": "Men"}).json["owner"]["name"] == "Bob"
    assert not Assignment.select().exists()


def test_a_named_owner_wins_over_the_rules(api: Any, dora: Contact, ann: Agent) -> None:
    factories.make_agent("Bob")
    factories.make_rule("Men", [ann], conditions=[MEN])
    shown = patch(api, dora, traits={"audience": "Men"}, owner="bob@example.org").json
    assert shown["owner"]["name"] == "Bob"
    assert [one.trigger for one in Assignment.select()] == ["manual"]


def test_an_owner_is_released_and_stays_so(api: Any, ann: Agent) -> None:
    factories.make_rule("All", [ann])
    dora = factories.make_contact(owner=ann)
    shown = patch(api, dora, owner=None, traits={"audience": "Men"}).json
    assert shown["owner"] is None
    assert "contact.released" in events(dora)


def test_who_has_left_gets_no_contacts(api: Any, dora: Contact) -> None:
    factories.make_agent("Cid", active=False)
    answer = patch(api, dora, owner="cid@example.org")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "owner")


def test_a_moved_deadline_is_in_the_history(api: Any, dora: Contact) -> None:
    """A10."""
    patch(api, dora, closure_deadline="2030-02-01")
    assert events(dora) == ["contact.deadline_moved"]


def test_closing_is_remembered(api: Any, dora: Contact) -> None:
    """A12."""
    assert patch(api, dora, status="Lost").json["closed_at"]
    assert patch(api, dora, status="New Lead").json["closed_at"] is None


def test_the_cause_is_the_key(api: Any, dora: Contact) -> None:
    patch(api, dora, name="D")
    assert Event.select().where(Event.contact == dora).get().cause.startswith("api_key:")


def test_nobody_is_not_found(api: Any) -> None:
    assert api.patch("/contacts/999", json={"name": "x"}).status_code == 404


def test_somebody_may_opt_a_contact_out_and_in_again(api: Any, dora: Contact) -> None:
    """X10: they said so on the phone."""
    assert patch(api, dora, opted_out=True).json["opted_out_at"] is not None
    assert patch(api, dora, opted_out=True).status_code == 200
    assert patch(api, dora, opted_out=False).json["opted_out_at"] is None
    assert events(dora) == ["contact.opted_out", "contact.opted_in"]
    assert patch(api, dora, opted_out=None).status_code == 422

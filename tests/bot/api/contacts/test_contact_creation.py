"""Contacts made and found again by programs. A2, A4, C1, M7, R6, R7, X6, X15."""

from datetime import timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.assignment.assignment import Assignment
from models.assignment.rule import Trigger
from models.batch import unit_of_work
from models.clock import local_date, now
from models.contact import Contact, Identifier
from models.contact.event import Event
from models.contact.identity.directory import Directory
from models.incoming import Sender
from models.settings.source import Source
from tests import factories

PHONE = "34600111222"


def post(api: Any, **asked: Any) -> Any:
    return api.post("/contacts", json=asked)


def put(api: Any, **asked: Any) -> Any:
    return api.put("/contacts", json=asked)


def made(api: Any, **asked: Any) -> dict[str, Any]:
    answer = post(api, **asked)
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def events(id: int) -> list[str]:
    return [row.name for row in Event.select().where(Event.contact == id).order_by(Event.id)]


def test_a_phone_is_enough_and_the_rest_is_what_the_settings_say(api: Any) -> None:
    """A2, C1, M7: the default status, PROSPECT, the source API, the closure timeline."""
    answer = post(api, phone="+34 600 111 222")
    shown = answer.json
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/contacts/{shown['id']}"
    assert api.get(f"/contacts/{shown['id']}").json == shown
    assert (shown["phone"], shown["status"]["name"]) == (PHONE, "New Lead")
    assert (shown["source"]["name"], shown["state"], shown["owner"]) == ("API", "PROSPECT", None)
    deadline = local_date(now(), "UTC") + timedelta(days=14)
    assert shown["closure_deadline"] == deadline.isoformat()
    assert events(shown["id"]) == ["contact.created"]


def test_everything_that_is_named_is_kept(api: Any) -> None:
    """A4, C2."""
    asked = {
        "phone": "0034 (600) 111-222",
        "external_id": "crm-7",
        "name": "Dora",
        "email": "dora@example.org",
        "state": "PARTNER",
        "traits": {"budget": 1500, "vip": True},
        "closure_deadline": "2031-02-03",
    }
    shown = made(api, **asked, status="Interested", source="Import", tags=["VIP"], opted_out=True)
    assert {name: shown[name] for name in asked} == asked | {"phone": PHONE}
    assert (shown["status"]["name"], shown["source"]["name"]) == ("Interested", "Import")
    assert [tag["name"] for tag in shown["tags"]] == ["VIP"]
    assert shown["opted_out_at"] is not None
    assert "contact.status_changed" not in events(shown["id"])


def test_a_source_of_the_name_api_is_not_needed(api: Any) -> None:
    Source.delete().where(Source.name == "API").execute()
    assert made(api, name="Dora")["source"] is None
    assert made(api, name="Eve", source=None)["source"] is None


def test_who_is_made_in_a_closure_status_is_closed(api: Any) -> None:
    """A12."""
    assert made(api, name="Dora", status="Converted")["closed_at"] is not None


@pytest.mark.parametrize("key", [{"email": "d@example.org"}, {"name": "D"}, {"external_id": "7"}])
def test_one_of_these_is_enough(api: Any, key: dict[str, str]) -> None:
    assert made(api, **key).items() >= key.items()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "phone"),
        ({"tags": ["VIP"]}, "phone"),
        ({"phone": None}, "phone"),
        ({"phone": "600 111"}, "phone"),
        ({"phone": "not a number"}, "phone"),
        ({"phone": 34600111222}, "phone"),
        ({"external_id": ""}, "external_id"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"name": "D", "status": "Nope"}, "status"),
        ({"name": "D", "status": None}, "status"),
        ({"name": "D", "source": "Nope"}, "source"),
        ({"name": "D", "owner": "nobody@example.org"}, "owner"),
        ({"name": "D", "traits": {"a:b": 1}}, "traits.a:b"),
        ({"name": "D", "bsuid": "ES.1"}, "bsuid"),
    ],
)
def test_what_is_wrong_is_named_and_nobody_is_made(
    api: Any, asked: dict[str, Any], field: str
) -> None:
    for answer in (post(api, **asked), put(api, **{"phone": PHONE} | asked)):
        if answer.status_code != 201:  # An empty PUT by phone is right.
            assert answer.status_code == 422
            assert field in {error["field"] for error in answer.json["errors"]}
    assert post(api, **asked).status_code == 422


def test_only_the_update_trigger_fires(api: Any) -> None:
    """R6, R7, R9: neither the WhatsApp trigger nor the fallback."""
    factories.set_organisation(fallback=True)
    ann, bob = factories.make_agent("Ann"), factories.make_agent("Bob")
    factories.make_rule("New", [ann], trigger=Trigger.WHATSAPP_CONTACT_CREATED)
    assert made(api, phone=PHONE)["owner"] is None
    rich = [{"field": "trait:budget", "op": "gte", "value": 1000}]
    factories.make_rule("Rich", [bob], conditions=rich)
    assert made(api, name="Poor", traits={"budget": 5})["owner"] is None
    assert made(api, name="Rich", traits={"budget": 5000})["owner"]["name"] == "Bob"
    assert (
        made(api, name="Named", owner=ann.email, traits={"budget": 5000})["owner"]["id"] == ann.id
    )


def test_a_rule_without_conditions_takes_who_is_made(api: Any) -> None:
    """R4, R7."""
    factories.make_rule("All", [factories.make_agent("Ann")])
    assert made(api, name="Dora")["owner"]["name"] == "Ann"
    assert Assignment.select().count() == 1


@pytest.mark.parametrize("key", [{"phone": "+34 600-111-222"}, {"external_id": "crm-7"}])
def test_a_key_that_leads_to_somebody_is_a_conflict(api: Any, key: dict[str, str]) -> None:
    dora = made(api, phone=PHONE, external_id="crm-7", name="Dora")
    answer = post(api, **key, name="Other")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, *key)
    assert answer.json["contacts"] == [{"id": dora["id"], "name": "Dora"}]
    assert "PUT" in answer.json["detail"]
    assert Contact.select().count() == 1


def test_an_upsert_makes_once_and_then_changes_what_is_named(api: Any) -> None:
    first = put(api, phone=PHONE, name="Dora", email="dora@example.org", tags=["VIP"])
    assert (first.status_code, first.json["source"]["name"]) == (201, "API")
    assert first.headers["Location"] == f"/api/v1/contacts/{first.json['id']}"
    second = put(api, phone="+34600111222", status="Interested", traits={"budget": 5})
    assert second.status_code == 200
    assert "Location" not in second.headers
    assert second.json["id"] == first.json["id"]
    kept = ("name", "email", "tags", "source", "created_at", "closure_deadline", "phone")
    assert {one: second.json[one] for one in kept} == {one: first.json[one] for one in kept}
    assert second.json["status"]["name"] == "Interested"


def test_an_upsert_by_external_id_moves_the_phone(api: Any) -> None:
    """X6: the old number leads nowhere any more."""
    dora = put(api, external_id="crm-7", phone=PHONE).json
    moved = put(api, external_id="crm-7", phone="34600999888")
    assert (moved.status_code, moved.json["id"]) == (200, dora["id"])
    assert moved.json["phone"] == "34600999888"
    assert put(api, phone=PHONE).status_code == 201


def test_keys_of_two_contacts_are_a_conflict_that_names_both(api: Any) -> None:
    dora, eve = made(api, phone=PHONE, name="Dora"), made(api, external_id="7", name="Eve")
    answer = put(api, phone=PHONE, external_id="7", name="Both")
    assert answer.status_code == 409
    assert [one["id"] for one in answer.json["contacts"]] == [dora["id"], eve["id"]]
    assert api.get(f"/contacts/{dora['id']}").json == dora


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5511987654321", "551187654321"),
        ("5215512345678", "525512345678"),
        ("5491112345678", "541112345678"),
    ],
    ids=["Brazil", "Mexico", "Argentina"],
)
def test_spellings_of_a_number_are_one_number(api: Any, one: str, other: str) -> None:
    """X6."""
    dora = factories.make_contact(phone=one)
    assert put(api, phone=f"+{other}", name="D").json["id"] == dora.id
    assert post(api, phone=other).status_code == 409
    shown = api.patch(f"/contacts/{dora.id}", json={"phone": other}).json
    assert shown["phone"] == one
    assert Identifier.select().count() == 1


def test_who_was_made_here_is_found_when_they_write(api: Any) -> None:
    """W2, X6: by phone; their WhatsApp id is learnt."""
    dora = made(api, phone=PHONE, name="Dora")
    with unit_of_work("test") as batch:
        sender = Sender(phone=PHONE, bsuid="ES.1", name="dora *")
        assert Directory(batch, [sender]).admit(sender).id == dora["id"]
    assert api.get(f"/contacts/{dora['id']}").json["bsuid"] == "ES.1"
    assert Contact.select().count() == 1


def test_a_patched_key_leaves_an_alias_behind(api: Any) -> None:
    """X6."""
    dora = made(api, phone=PHONE, external_id="crm-7")
    path = f"/contacts/{dora['id']}"
    shown = api.patch(path, json={"phone": "34600999888", "external_id": "crm-8"}).json
    assert (shown["phone"], shown["external_id"]) == ("34600999888", "crm-8")
    aliases = Identifier.select().where(~Identifier.active).order_by(Identifier.value)
    assert [row.value for row in aliases] == [PHONE, "crm-7"]
    assert events(dora["id"]).count("contact.identifier_added") == 2
    cleared = api.patch(path, json={"phone": None, "external_id": "crm-8"}).json
    assert (cleared["phone"], cleared["external_id"]) == (None, "crm-8")


def test_a_key_of_somebody_else_cannot_be_patched_in(api: Any) -> None:
    dora, eve = made(api, phone=PHONE, name="Dora"), made(api, name="Eve")
    answer = api.patch(f"/contacts/{eve['id']}", json={"phone": PHONE, "name": "E"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "phone")
    assert answer.json["contacts"] == [{"id": dora["id"], "name": "Dora"}]
    assert api.get(f"/contacts/{eve['id']}").json == eve


def test_a_key_of_whom_one_may_not_see_names_nobody(api_as: Any) -> None:
    """X13: it has to be refused, and tells no more than that."""
    factories.make_contact("Dora", phone=PHONE)
    closed = factories.make_contact("Carl", status="Lost")
    eve = api_as(factories.make_agent("Eve", role=Role.SUPPORT))
    answer = eve.patch(f"/contacts/{closed.id}", json={"phone": PHONE})
    assert answer.status_code == 409
    assert "contacts" not in answer.json
    assert "Dora" not in answer.text


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann")


def test_a_colleagues_contact_is_not_changed_by_an_upsert(api_as: Any, ann: Agent) -> None:
    """X8."""
    factories.make_contact(phone=PHONE, owner=factories.make_agent("Bob"))
    answer = put(api_as(ann), phone=PHONE, name="Mine")
    assert (answer.status_code, answer.json["owner"]["name"]) == (409, "Bob")


def test_a_repeated_post_makes_one_contact(api: Any) -> None:
    """X15: the kept answer says where it is, too."""
    headers = {"Idempotency-Key": "once"}
    first = api.post("/contacts", json={"name": "Dora"}, headers=headers)
    again = api.post("/contacts", json={"name": "Dora"}, headers=headers)
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    assert Contact.select().count() == 1

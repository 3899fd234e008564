"""Statuses. M1, M2, M4, A5."""

from typing import Any

import pytest

from models.assignment.rule import Rule, Ruleset, Trigger
from models.contact import Contact
from models.contact.event import Event
from models.settings.status import Status
from tests import factories


def id_of(name: str) -> int:
    return int(factories.find(Status, name).id)


def test_a_new_status_is_usable_at_once(api: Any) -> None:
    """M1: and stands last; M2: its colour is kept in one spelling."""
    answer = api.post("/statuses", json={"name": " Met ", "color": "#ABCDEF"})
    assert answer.status_code == 201
    assert (answer.json["name"], answer.json["color"]) == ("Met", "#abcdef")
    dora = factories.make_contact()
    assert api.patch(f"/contacts/{dora.id}", json={"status": "met"}).status_code == 200
    listed = api.get("/statuses").json["items"]
    assert (listed[-1]["name"], listed[-1]["contacts"]) == ("Met", 1)


@pytest.mark.parametrize("color", ["red", "#fff", "#gggggg", "0d6efd", "#0d6efd ff", ""])
def test_a_colour_is_a_hex_code(api: Any, color: str) -> None:
    """M2."""
    answer = api.post("/statuses", json={"name": "Met", "color": color})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "color")


@pytest.mark.parametrize("name", ["new lead", "NEW LEAD", " New Lead "])
def test_a_name_is_taken_whatever_its_case(api: Any, name: str) -> None:
    answer = api.post("/statuses", json={"name": name})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "name")
    answer = api.patch(f"/statuses/{id_of('Lost')}", json={"name": name})
    assert answer.status_code == 409
    assert api.patch(f"/statuses/{id_of('New Lead')}", json={"name": name}).status_code == 200


def test_rules_follow_a_new_name(api: Any) -> None:
    rule = factories.make_rule(
        conditions=[{"field": "status", "op": "is", "value": "interested"}],
        trigger=Trigger.CONTACT_UPDATED,
    )
    api.patch(f"/statuses/{id_of('Interested')}", json={"name": "Hot"})
    assert Rule.get_by_id(rule.id).conditions[0]["value"] == "Hot"
    assert Ruleset.current().rules[0]["conditions"][0]["value"] == "Hot"


def test_a_status_in_use_stays_until_its_contacts_have_moved(api: Any) -> None:
    """M4: refused with the way out, then moved as if somebody had moved each of them."""
    dora = factories.make_contact(status="Interested")
    answer = api.delete(f"/statuses/{id_of('Interested')}")
    assert answer.status_code == 409
    assert "?move_to=" in answer.json["detail"]
    gone = id_of("Interested")
    assert api.delete(f"/statuses/{gone}", move_to="Lost").status_code == 204
    dora = Contact.get_by_id(dora.id)
    assert dora.status.name == "Lost"
    assert dora.closed_at is not None
    assert Event.select().where(Event.name == "contact.status_changed").count() == 1
    assert api.get(f"/statuses/{gone}").status_code == 404


def test_moving_contacts_fires_rules_once_for_each(api: Any) -> None:
    """R7."""
    ann = factories.make_agent()
    factories.make_rule(
        agents=[ann], conditions=[{"field": "status", "op": "is", "value": "Negotiation"}]
    )
    dora = factories.make_contact(status="Interested")
    api.delete(f"/statuses/{id_of('Interested')}", move_to="Negotiation")
    assert Contact.get_by_id(dora.id).owner == ann


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("New Lead", {}, "default status"),
        ("Lost", {"move_to": "Lost"}, "another status"),
    ],
)
def test_what_must_stay_is_refused_with_a_reason(
    api: Any, name: str, query: dict[str, str], words: str
) -> None:
    """M4."""
    answer = api.delete(f"/statuses/{id_of(name)}", **query)
    assert answer.status_code == 409
    assert words in answer.json["detail"]


def test_the_last_closure_status_stays(api: Any) -> None:
    """A5, M4: by whichever way one would remove it."""
    api.patch("/settings", json={"closure_statuses": ["Lost"]})
    lost = id_of("Lost")
    assert api.delete(f"/statuses/{lost}", move_to="New Lead").status_code == 409
    answer = api.patch(f"/statuses/{lost}", json={"closure": False})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "closure")
    other = api.post("/statuses", json={"name": "Won", "closure": True})
    assert other.json["closure"] is True
    assert api.delete(f"/statuses/{lost}").status_code == 204


def test_a_status_that_a_rule_asks_for_stays(api: Any) -> None:
    factories.make_rule("Hot ones", conditions=[{"field": "status", "op": "is", "value": "Lost"}])
    answer = api.delete(f"/statuses/{id_of('Lost')}")
    assert answer.status_code == 409
    assert "Hot ones" in answer.json["detail"]


def test_an_unknown_place_to_move_to_is_named(api: Any) -> None:
    answer = api.delete(f"/statuses/{id_of('Lost')}", move_to="Nowhere")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "move_to")


def test_they_stand_in_the_order_that_is_said(api: Any) -> None:
    ids = [one["id"] for one in api.get("/statuses").json["items"]][::-1]
    ordered = api.post("/statuses/order", json={"statuses": ids}).json["items"]
    assert [one["id"] for one in ordered] == ids
    assert [one["id"] for one in api.get("/statuses").json["items"]] == ids


@pytest.mark.parametrize("wrong", [[], ["New Lead"], ["New Lead", "New Lead"]])
def test_an_order_names_every_status_once(api: Any, wrong: list[str]) -> None:
    answer = api.post("/statuses/order", json={"statuses": wrong})
    assert answer.status_code == 409
    assert answer.json["errors"][0]["field"] == "statuses"
    assert "name every status once" in answer.json["detail"]

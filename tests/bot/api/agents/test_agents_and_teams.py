"""Agents and teams. R5, X1."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.agents.team import Team
from models.assignment.rule import Ruleset
from tests import factories

ANN = {"name": "Ann", "email": "ann@example.org"}


def test_an_agent_is_added_and_goes_away(api: Any) -> None:
    made = api.post("/agents", json=ANN | {"whatsapp": "+34 600 111 222"})
    assert made.status_code == 201
    assert made.json["whatsapp"] == "34600111222"
    assert made.json["role"] == "sales_agent"
    assert "password" not in str(made.json)
    path = f"/agents/{made.json['id']}"
    assert api.patch(path, json={"available": False}).json["available"] is False
    assert api.patch(path, json={"whatsapp": None}).json["whatsapp"] is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"email": "ann"}, "email"),
        ({"email": "Ann <ann@example.org>"}, "email"),
        ({"email": "ann@example.org\nBcc: x@example.org"}, "email"),
        ({"role": "boss"}, "role"),
        ({"whatsapp": "0600 111 222"}, "whatsapp"),
        ({"whatsapp": "call me"}, "whatsapp"),
        ({"whatsapp": "+34" + "6" * 300}, "whatsapp"),
        ({"password": "hunter2"}, "password"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wrong_field_of_an_agent_is_named(api: Any, asked: dict[str, Any], field: str) -> None:
    answer = api.post("/agents", json=ANN | asked)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_two_agents_share_neither_email_nor_number(api: Any) -> None:
    api.post("/agents", json=ANN | {"whatsapp": "+34600111222"})
    bob = {"name": "Bob", "email": "bob@example.org"}
    answer = api.post("/agents", json=bob | {"email": "ANN@example.org"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "email")
    answer = api.post("/agents", json=bob | {"whatsapp": "34 600 111 222"})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "whatsapp")


def test_agents_are_not_deleted(api: Any) -> None:
    assert api.delete(f"/agents/{factories.make_agent().id}").status_code == 405


def test_somebody_who_administers_must_stay(api: Any) -> None:
    ann = factories.make_agent(role=Role.ADMIN)
    assert api.patch(f"/agents/{ann.id}", json={"active": False}).status_code == 409
    assert api.patch(f"/agents/{ann.id}", json={"role": "support"}).status_code == 409
    assert Agent.get_by_id(ann.id).role is Role.ADMIN
    factories.make_agent("Bob", role=Role.OWNER)
    assert api.patch(f"/agents/{ann.id}", json={"active": False}).status_code == 200


def test_a_team_is_made_of_emails_and_ids(api: Any) -> None:
    ann, bob = factories.make_agent("Ann"), factories.make_agent("Bob")
    made = api.post("/teams", json={"name": "Fashion", "members": ["ANN@example.org", bob.id]})
    assert made.status_code == 201
    assert [one["name"] for one in made.json["members"]] == ["Ann", "Bob"]
    assert made.json["members"][0] == {"id": ann.id, "name": "Ann", "email": "ann@example.org"}
    changed = api.patch(f"/teams/{made.json['id']}", json={"members": []})
    assert changed.json["members"] == []


def test_every_unknown_member_is_named(api: Any) -> None:
    asked = {"name": "Fashion", "members": ["x@example.org", "y@example.org"]}
    answer = api.post("/teams", json=asked)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json["errors"]] == ["members.0", "members.1"]
    assert not Team.select().exists()


def test_a_team_that_rules_assign_to_stays(api: Any) -> None:
    team = factories.make_team()
    rule = factories.make_rule("Women", team=team)
    answer = api.delete(f"/teams/{team.id}")
    assert answer.status_code == 409
    assert "Women" in answer.json["detail"]
    api.patch(f"/teams/{team.id}", json={"name": "Clothes"})
    assert Ruleset.current().rules[0]["team"]["name"] == "Clothes"
    api.delete(f"/rules/{rule.id}")
    assert api.delete(f"/teams/{team.id}").status_code == 204


def test_colleagues_numbers_are_for_managers(api: Any, api_as: Any) -> None:
    """X13."""
    ann = factories.make_agent("Ann", whatsapp="34600111222")
    bob = factories.make_agent("Bob")
    max = factories.make_agent("Max", role=Role.SALES_MANAGER)
    for caller, shown in (
        (api_as(bob), None),
        (api_as(ann), ann.whatsapp),
        (api_as(max), ann.whatsapp),
    ):
        assert caller.get(f"/agents/{ann.id}").json["whatsapp"] == shown
        assert caller.get("/agents").json["items"][0]["whatsapp"] == shown
    assert api.get(f"/agents/{ann.id}").json["whatsapp"] == ann.whatsapp

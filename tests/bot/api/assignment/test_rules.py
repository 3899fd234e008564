"""Assignment rules. R3 to R6, R11; what is odd about one is said with it."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.assignment.rule import Rule, Ruleset
from models.contact import Contact
from tests import factories

MEN = {"field": "trait:audience", "op": "is", "value": "Men"}
RICH = {"field": "trait:budget", "op": "gte", "value": 1000}


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann")


def rule(**values: Any) -> dict[str, Any]:
    plain = {"name": "Men", "trigger": "contact_updated", "agents": ["ann@example.org"]}
    return plain | values


def test_a_rule_decides_as_soon_as_it_is_saved(api: Any, ann: Agent) -> None:
    """R3, R4, R5, R7."""
    made = api.post("/rules", json=rule(conditions=[MEN]))
    assert made.status_code == 201
    assert made.json["conditions"] == [MEN]
    assert made.json["agents"] == [{"id": ann.id, "name": "Ann", "email": "ann@example.org"}]
    assert (made.json["match"], made.json["active"], made.json["team"]) == ("all", True, None)
    dora = factories.make_contact()
    changed = api.patch(f"/contacts/{dora.id}", json={"traits": {"audience": "men"}})
    assert changed.json["owner"]["name"] == "Ann"


def test_a_rule_assigns_to_agents_or_to_a_team(api: Any, ann: Agent) -> None:
    """R5."""
    team = factories.make_team("Fashion", [ann])
    assert api.post("/rules", json=rule(team="Fashion")).status_code == 422
    assert api.post("/rules", json=rule(agents=[])).status_code == 422
    made = api.post("/rules", json=rule(agents=[], team="fashion")).json
    assert (made["team"], made["agents"]) == ({"id": team.id, "name": "Fashion"}, [])
    path = f"/rules/{made['id']}"
    assert api.patch(path, json={"team": None}).status_code == 422
    back = api.patch(path, json={"agents": ["ann@example.org"]}).json
    assert (back["team"], back["agents"][0]["name"]) == (None, "Ann")


def test_without_anybody_to_give_contacts_to_it_is_no_rule(api: Any) -> None:
    asked = rule()
    del asked["agents"]
    answer = api.post("/rules", json=asked)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "agents")


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        ({"field": "budget", "op": "is", "value": 1}, "conditions.0.field"),
        ({"field": "tag", "op": "gt", "value": 1}, "conditions.0.op"),
        ({"field": "tag", "op": "is"}, "conditions.0.value"),
        ({"field": "trait:budget", "op": "gt", "value": "much"}, "conditions.0.value"),
        ({"field": "state", "op": "is", "value": "RICH"}, "conditions.0.value"),
        ({"field": "status", "op": "is", "value": "Nope"}, "conditions.0.value"),
        ({"field": "source", "op": "is", "value": "Nope"}, "conditions.0.value"),
        ("audience is Men", "conditions.0.condition"),
        ({"field": "tag", "op": "is", "value": "x", "or": 1}, "conditions.0.condition"),
    ],
)
def test_a_wrong_condition_is_named(api: Any, ann: Agent, condition: Any, field: str) -> None:
    answer = api.post("/rules", json=rule(conditions=[condition, MEN]))
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert not Rule.select().exists()


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"field": "source", "op": "is", "value": "Import"}, 422),
        ({"field": "source", "op": "is_not", "value": "WhatsApp"}, 422),
        ({"field": "source", "op": "not_set"}, 422),
        ({"field": "source", "op": "is", "value": "WhatsApp"}, 201),
        ({"field": "source", "op": "is_not", "value": "Import"}, 201),
    ],
)
def test_a_source_that_whatsapp_contacts_never_have_is_refused(
    api: Any, ann: Agent, condition: dict[str, str], status: int
) -> None:
    """REQUIREMENTS: with the WhatsApp trigger only WhatsApp sources make sense."""
    asked = rule(trigger="whatsapp_contact_created", conditions=[condition])
    answer = api.post("/rules", json=asked)
    assert answer.status_code == status
    if status == 422:
        assert "first WhatsApp message" in answer.json["detail"]


def test_the_trigger_of_a_kept_condition_is_judged_as_well(api: Any, ann: Agent) -> None:
    source = {"field": "source", "op": "is", "value": "Import"}
    made = api.post("/rules", json=rule(conditions=[source])).json
    answer = api.patch(f"/rules/{made['id']}", json={"trigger": "whatsapp_contact_created"})
    assert answer.status_code == 422


def test_rules_are_put_in_order(api: Any, ann: Agent) -> None:
    """R11."""
    ids = [api.post("/rules", json=rule(name=name)).json["id"] for name in ("a", "b", "c")]
    ordered = api.post("/rules/order", json={"rules": ids[::-1]}).json["items"]
    assert [one["name"] for one in ordered] == ["c", "b", "a"]
    assert [one["name"] for one in Ruleset.current().rules] == ["c", "b", "a"]
    for wrong in (ids[:2], [*ids, ids[0]], [*ids[:2], 999], []):
        answer = api.post("/rules/order", json={"rules": wrong})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "rules")


def test_rules_are_switched_off_and_deleted(api: Any, ann: Agent) -> None:
    """R11."""
    made = api.post("/rules", json=rule()).json
    api.patch(f"/rules/{made['id']}", json={"active": False})
    assert Ruleset.current().rules == []
    dora = factories.make_contact()
    api.patch(f"/contacts/{dora.id}", json={"name": "D"})
    assert Contact.get_by_id(dora.id).owner is None
    assert api.delete(f"/rules/{made['id']}").status_code == 204
    assert api.get("/rules").json["total"] == 0


def test_a_shadowed_rule_carries_a_warning(api: Any, ann: Agent) -> None:
    first = api.post("/rules", json=rule(name="Everybody")).json
    second = api.post("/rules", json=rule(name="Men", conditions=[MEN, RICH])).json
    assert first["warnings"] == []
    assert "Everybody" in second["warnings"][0]
    ordered = api.post("/rules/order", json={"rules": [second["id"], first["id"]]}).json
    assert [one["warnings"] for one in ordered["items"]] == [[], []]


def test_a_rule_without_anybody_present_carries_a_warning(api: Any, ann: Agent) -> None:
    made = api.post("/rules", json=rule()).json
    api.patch(f"/agents/{ann.id}", json={"available": False})
    assert "away" in api.get(f"/rules/{made['id']}").json["warnings"][0]
    api.patch(f"/agents/{ann.id}", json={"active": False})
    assert "Nobody" in api.get(f"/rules/{made['id']}").json["warnings"][0]


def test_a_rule_of_whom_nobody_sees_open_contacts_carries_a_warning(api: Any, ann: Agent) -> None:
    """A6: who is active and sees them is one person, not two."""
    sue = factories.make_agent("Sue", role=Role.SUPPORT)
    factories.make_team("Desk", [sue, ann])
    made = api.post("/rules", json=rule(agents=[], team="Desk")).json
    assert made["warnings"] == []
    ann.active = False
    ann.save()
    [warning] = api.get(f"/rules/{made['id']}").json["warnings"]
    assert "sees open contacts" in warning
    sue.active = False
    sue.save()
    assert "active" in api.get(f"/rules/{made['id']}").json["warnings"][0]


def test_a_rule_for_an_empty_team_carries_a_warning(api: Any, ann: Agent) -> None:
    factories.make_team("Nobody's", [])
    [warning] = api.post("/rules", json=rule(agents=[], team="Nobody's")).json["warnings"]
    assert "Nobody is in its pool" in warning


def test_the_fallback_beside_a_workflow_is_warned_of(api: Any, ann: Agent) -> None:
    """REQUIREMENTS: it would assign contacts before their answers."""
    made = api.post("/rules", json=rule()).json
    api.patch("/settings", json={"fallback": True})
    assert api.get(f"/rules/{made['id']}").json["warnings"] == []
    factories.make_workflow("name: Hi\nsteps:\n  a:\n    say: Hello\n")
    assert "fallback" in api.get(f"/rules/{made['id']}").json["warnings"][0]

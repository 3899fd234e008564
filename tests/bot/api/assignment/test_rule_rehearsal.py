"""What the rules would do with the contacts that came lately, none of it happening (X4, R5, R8)."""

from datetime import timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.assignment.assignment import Assignment
from models.assignment.pool import Pool
from models.assignment.rule import Ruleset
from models.clock import now
from models.contact import Contact
from tests import factories

MEN = {"field": "trait:audience", "op": "is", "value": "Men"}


@pytest.fixture
def team(database: None) -> list[Agent]:
    """Bob is away and Cid full; both count."""
    agents = [
        factories.make_agent("Ann"),
        factories.make_agent("Bob", available=False),
        factories.make_agent("Cid", capacity=0),
    ]
    factories.make_rule("Men", agents, conditions=[MEN])
    return agents


def recent(api: Any, **asked: Any) -> Any:
    return api.post("/rules/preview/recent", json=asked).json


def shares(item: Any) -> list[int]:
    return [one["count"] for one in item["shares"]]


def test_thirty_contacts_over_three_agents_are_ten_each(api: Any, team: list[Agent]) -> None:
    for place in range(30):
        factories.make_contact(f"D{place}", traits={"audience": "Men"}, owner=team[0])
    factories.make_contact("Emil")
    told = recent(api)
    assert (told["tried"], told["left_out"]) == (31, 0)
    rule, nothing = told["items"]
    assert (rule["rule"]["name"], rule["count"], shares(rule)) == ("Men", 30, [10, 10, 10])
    assert (nothing["takes"], nothing["rule"], nothing["count"]) == ("nothing", None, 1)
    newest = told["contacts"][0]
    assert (newest["contact"]["name"], newest["next"], newest["owner"]) == ("Emil", None, None)
    assert told["contacts"][1]["owner"]["name"] == "Ann"


def test_nothing_is_changed(api: Any, team: list[Agent]) -> None:
    dora = factories.make_contact(traits={"audience": "Men"})
    sets = Ruleset.select().count()
    recent(api, rule={"trigger": "contact_updated", "agents": [team[0].id]})
    assert not Assignment.select().exists()
    assert not Pool.select().exists()
    assert Ruleset.select().count() == sets
    assert Contact.get_by_id(dora.id).owner is None


def test_only_those_days_and_the_newest_are_tried(
    api: Any, team: list[Agent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.assignment.rehearsing.MOST", 2)
    for days in (0, 1, 2, 40):
        factories.make_contact(f"D{days}", created_at=now() - timedelta(days=days))
    told = recent(api)
    assert (told["tried"], told["left_out"]) == (2, 1)
    assert [one["contact"]["name"] for one in told["contacts"]] == ["D0", "D1"]


def test_a_rule_is_tried_before_it_is_saved(api: Any, team: list[Agent]) -> None:
    factories.make_contact("Dora", traits={"audience": "Men"})
    factories.make_contact("Emil")
    draft = {"trigger": "contact_updated", "agents": [team[0].email]}
    first, second = recent(api, rule=draft)["items"]
    assert {first["rule"]["name"], second["rule"]["name"]} == {"Men", "This rule"}
    assert {first["rule"]["id"], second["rule"]["id"]} >= {None}
    [rule] = api.get("/rules").json["items"]
    [all_] = recent(api, rule=draft | {"id": rule["id"], "name": "All"})["items"]
    assert (all_["rule"]["name"], all_["count"], shares(all_)) == ("All", 2, [2])


def test_the_fallback_takes_who_wrote_and_whom_no_rule_took(api: Any, team: list[Agent]) -> None:
    factories.set_organisation(fallback=True)
    factories.make_contact("Dora", **factories.heard())
    factories.make_contact("Emil")
    fallback, nothing = recent(api)["items"]
    assert (fallback["takes"], fallback["count"]) == ("fallback", 1)
    assert (nothing["takes"], nothing["count"]) == ("nothing", 1)


def test_open_contacts_of_a_pool_that_does_not_sell_would_wait(api: Any, database: None) -> None:
    eve = factories.make_agent("Eve", role=Role.SUPPORT)
    factories.make_rule("All", [eve])
    factories.make_contact("Dora")
    factories.make_contact("Carl", status="Lost", closed_at=now())
    [told] = recent(api)["items"]
    assert (told["count"], told["nobody"], shares(told)) == (2, 1, [1])


def test_what_is_wrong_with_a_draft_is_named(api: Any, team: list[Agent]) -> None:
    draft = {"trigger": "contact_updated", "agents": ["ann@example.org"]}
    for wrong, field in (
        ({"conditions": [{"field": "tag", "op": "gt", "value": 1}]}, "rule.conditions.0.op"),
        ({"agents": []}, "rule.agents"),
        ({"agents": ["who@example.org"]}, "rule.agents.0"),
        ({"team": "Shoes", "agents": []}, "rule.team"),
        ({"team": "Shoes"}, "rule.team"),
        ({"id": 999}, "rule.id"),
    ):
        answer = api.post("/rules/preview/recent", json={"rule": draft | wrong})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_it_takes_as_many_queries_for_many(api: Any, team: list[Agent], queries: list[str]) -> None:
    counts = []
    for _ in range(2):
        for place in range(5):
            factories.make_contact(f"D{place}", traits={"audience": "Men"}, tags=["VIP"])
        recent(api)
        queries.clear()
        recent(api)
        counts.append(len(queries))
    assert counts[0] == counts[1]

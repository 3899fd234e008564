"""Why each owner, told for ever. R12, X4."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.assignment.rule import Rule
from tests import factories

MEN = {"field": "trait:audience", "op": "is", "value": "Men"}
WOMEN = MEN | {"value": "Women"}


@pytest.fixture
def agents(database: None) -> list[Agent]:
    """Ann and Bob are here, Cid is away."""
    away = factories.make_agent("Cid", available=False)
    return [factories.make_agent("Ann"), factories.make_agent("Bob"), away]


def told(api: Any, contact: Any) -> list[dict[str, Any]]:
    answer = api.get(f"/contacts/{contact.id}/assignments")
    assert answer.status_code == 200
    return list(answer.json["items"])


def change(api: Any, contact: Any, **asked: Any) -> None:
    assert api.patch(f"/contacts/{contact.id}", json=asked).status_code == 200


def test_rule_conditions_pool_and_count_are_told(api: Any, agents: list[Agent]) -> None:
    factories.make_rule("Women", agents, conditions=[WOMEN])
    factories.make_rule("Men", agents, conditions=[MEN])
    dora = factories.make_contact()
    change(api, dora, traits={"audience": "Men"})
    (one,) = told(api, dora)
    assert (one["outcome"], one["trigger"]) == ("assigned", "contact_updated")
    assert one["rule"]["name"] == "Men"
    assert one["agent"]["name"] in {"Ann", "Bob"}
    assert [(tried["rule"]["name"], tried["matched"]) for tried in one["trace"]] == [
        ("Women", False),
        ("Men", True),
    ]
    assert one["trace"][0]["conditions"] == [WOMEN | {"actual": "Men", "held": False}]
    seats = {
        seat["agent"]["name"]: (seat["turns"], seat["why_not"]) for seat in one["pool"]["seats"]
    }
    assert seats == {"Ann": (0, None), "Bob": (0, None), "Cid": (None, "away")}
    assert "“Men” matched" in one["sentence"]


def test_the_story_survives_its_rules(api: Any, agents: list[Agent]) -> None:
    rule = factories.make_rule("Men", agents, conditions=[MEN])
    dora = factories.make_contact()
    change(api, dora, traits={"audience": "Men"})
    before = told(api, dora)
    api.patch(f"/rules/{rule.id}", json={"name": "Gentlemen", "conditions": []})
    api.patch(f"/contacts/{dora.id}", json={"traits": {"audience": "Women"}})
    Rule.delete().execute()
    assert told(api, dora) == before


def test_what_matched_nothing_is_told_as_well(api: Any, agents: list[Agent]) -> None:
    factories.make_rule("Women", agents, conditions=[WOMEN])
    dora = factories.make_contact()
    change(api, dora, traits={"audience": "Men"})
    (one,) = told(api, dora)
    assert (one["outcome"], one["agent"], one["rule"], one["pool"]) == (
        "unmatched",
        None,
        None,
        None,
    )
    assert one["trace"][0]["conditions"][0]["held"] is False


def test_nobody_present_is_told(api: Any, agents: list[Agent]) -> None:
    factories.make_rule("Men", agents[2:], conditions=[MEN])
    dora = factories.make_contact()
    change(api, dora, traits={"audience": "Men"})
    (one,) = told(api, dora)
    assert (one["outcome"], one["rule"]["name"]) == ("nobody", "Men")
    assert "nobody" in one["sentence"]


def test_owners_by_hand_are_told_newest_first(api: Any, agents: list[Agent]) -> None:
    dora = factories.make_contact()
    change(api, dora, owner="ann@example.org")
    change(api, dora, owner=None)
    released, assigned = told(api, dora)
    assert (assigned["outcome"], assigned["trigger"]) == ("assigned", "manual")
    assert (released["outcome"], released["agent"]["name"]) == ("released", "Ann")
    assert assigned["sentence"] == "Assigned to Ann by hand."


def test_who_does_not_sell_is_told_who_and_why_and_of_no_loads(
    api: Any, api_as: Any, browser_of: Any, agents: list[Agent]
) -> None:
    """A6, X13: what colleagues have to do, and whether they are away, is not theirs to know."""
    bob = agents[1]
    factories.make_contact(owner=bob)
    Agent.update(capacity=1).where(Agent.name == "Bob").execute()
    Agent.update(weight=3).where(Agent.name == "Ann").execute()
    factories.make_rule("Men", agents, conditions=[MEN])
    dora = factories.make_contact()
    change(api, dora, traits={"audience": "Men"}, status="Converted")
    sue = factories.make_agent("Sue", role=Role.SUPPORT, password=factories.PASSWORD)
    (one,), (whole,) = told(api_as(sue), dora), told(api, dora)
    assert {seat["why_not"] for seat in whole["pool"]["seats"]} == {None, "full (1 of 1)", "away"}
    alone = {"turns": None, "why_not": None, "weight": None}
    assert one["pool"].pop("seats") == [{"agent": whole["agent"]} | alone]
    whole["pool"].pop("seats")
    assert one == whole
    page = browser_of(sue).sees(f"/contacts/{dora.id}")
    assert "turn among" in page
    assert "full (" not in page
    assert "Bob" not in page
    assert "before" not in page


def test_many_assignments_cost_as_many_queries_as_one(
    api: Any, agents: list[Agent], queries: list[str]
) -> None:
    factories.make_rule("Women", agents, conditions=[WOMEN])
    dora = factories.make_contact()
    api.get("/settings")
    counts = []
    for number in range(2):
        for step in range(4):
            change(api, dora, traits={"budget": number * 10 + step})
        queries.clear()
        told(api, dora)
        counts.append(len(queries))
    assert counts[0] == counts[1]

"""What would happen to a contact, without any of it happening (X4)."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.assignment.assignment import Assignment
from models.assignment.pool import Pool, PoolMember
from models.assignment.rule import Trigger
from tests import factories

MEN = {"field": "trait:audience", "op": "is", "value": "Men"}


@pytest.fixture
def team(database: None) -> list[Agent]:
    ann, bob = factories.make_agent("Ann"), factories.make_agent("Bob", available=False)
    factories.make_rule("Women", [bob], conditions=[MEN | {"value": "Women"}])
    factories.make_rule("Men", [ann, bob], conditions=[MEN])
    return [ann, bob]


def test_a_real_contact_is_tried_and_left_alone(api: Any, team: list[Agent]) -> None:
    dora = factories.make_contact(traits={"audience": "Men"})
    told = api.post("/rules/preview", json={"contact": dora.id}).json
    assert told["takes"] == "rule"
    assert told["rule"]["name"] == "Men"
    assert told["next"]["name"] == "Ann"
    assert told["verdict"].endswith("gives it to Ann.")
    assert [one["matched"] for one in told["trace"]] == [False, True]
    assert told["trace"][0]["conditions"][0]["actual"] == "Men"
    seats = [(one["agent"]["name"], one["turns"], one["why_not"]) for one in told["pool"]["seats"]]
    assert seats == [("Ann", 0, None), ("Bob", 0, "away")]
    assert not Assignment.select().exists()
    assert not Pool.select().exists()
    assert not PoolMember.select().exists()
    assert api.get(f"/contacts/{dora.id}").json["owner"] is None


def test_an_imagined_contact_is_tried(api: Any, team: list[Agent]) -> None:
    facts = {"traits": {"audience": "Women"}, "tags": ["VIP"], "status": "Interested"}
    told = api.post("/rules/preview", json={"facts": facts}).json
    assert (told["rule"]["name"], told["next"]) == ("Women", None)
    assert "nobody of the pool" in told["verdict"]
    told = api.post("/rules/preview", json={"facts": {}}).json
    assert (told["takes"], told["rule"], told["pool"]) == ("nothing", None, None)


def test_an_owned_contact_stays_with_its_owner(api: Any, team: list[Agent]) -> None:
    """R1."""
    dora = factories.make_contact(owner=team[1], traits={"audience": "Men"})
    told = api.post("/rules/preview", json={"contact": dora.id}).json
    assert (told["owner"]["name"], told["next"]) == ("Bob", None)
    assert told["verdict"].startswith("Nothing: Bob owns")


def test_the_fallback_is_told_for_new_whatsapp_contacts_only(api: Any, team: list[Agent]) -> None:
    """R8, R9."""
    factories.set_organisation(fallback=True)
    factories.make_agent("Eve", role=Role.SUPPORT)
    created = {"facts": {}, "trigger": Trigger.WHATSAPP_CONTACT_CREATED.value}
    told = api.post("/rules/preview", json=created).json
    assert (told["takes"], told["next"]["name"]) == ("fallback", "Ann")
    assert [one["agent"]["name"] for one in told["pool"]["seats"]] == ["Ann", "Bob"]
    assert api.post("/rules/preview", json={"facts": {}}).json["takes"] == "nothing"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "contact"),
        ({"contact": 1, "facts": {}}, "contact"),
        ({"contact": 999}, "contact"),
        ({"contact": 2**70}, "contact"),
        ({"facts": {"status": "Nope"}}, "facts.status"),
        ({"facts": {"age": 3}}, "facts.age"),
        ({"facts": {}, "trigger": "full_moon"}, "trigger"),
    ],
)
def test_a_wrong_question_is_named(api: Any, asked: dict[str, Any], field: str) -> None:
    answer = api.post("/rules/preview", json=asked)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_imagined_traits_are_of_their_kind(api: Any) -> None:
    factories.make_trait("budget", 5)
    answer = api.post("/rules/preview", json={"facts": {"traits": {"budget": "much"}}})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "facts.traits.budget")


def test_eve_may_not_try_contacts_that_she_may_not_see(api_as: Any, team: list[Agent]) -> None:
    dora = factories.make_contact()
    eve = api_as(factories.make_agent("Eve", role=Role.SUPPORT))
    assert eve.post("/rules/preview", json={"contact": dora.id}).status_code == 403

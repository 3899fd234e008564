"""`/opportunities`: opened, changed, won, lost. I9, I10."""

from collections.abc import Callable
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact
from models.interactions.interaction import InteractionOpportunity
from models.sales.opportunity import Opportunity
from tests.bot.conftest import Api
from tests.factories import make_agent, make_contact, make_interaction, make_opportunity
from tests.models.acting import told


def asked(contact: Contact, **values: Any) -> dict[str, Any]:
    return {"contact": contact.id, "name": "Spring order", "value": "1500.00"} | values


def test_one_is_opened_by_who_finds_it(as_ann: Api, dora: Contact) -> None:
    body = asked(dora, stage="offer SENT", expected_on="2030-03-15")
    made = as_ann.post("/opportunities", json=body)
    assert made.status_code == 201
    one = made.json
    assert (one["value"], one["currency"], one["state"]) == ("1500.00", "EUR", "open")
    assert (one["stage"]["name"], one["agent"]["name"]) == ("Offer sent", "Ann")
    assert (one["expected_on"], one["decided_at"], one["may_change"]) == ("2030-03-15", None, True)
    assert as_ann.get(f"/opportunities/{one['id']}").json == one


def test_the_timeline_tells_its_story(as_ann: Api, dora: Contact) -> None:
    id = as_ann.post("/opportunities", json=asked(dora)).json["id"]
    for change in ({"value": 1800.5, "stage": "New"}, {"state": "won"}, {"state": "open"}):
        assert as_ann.patch(f"/opportunities/{id}", json=change).status_code == 200
    assert as_ann.patch(f"/opportunities/{id}", json={"state": "lost"}).json["decided_at"]
    items = as_ann.get(f"/contacts/{dora.id}/timeline").json["items"]
    assert [one["sentence"] for one in items] == [
        "Opportunity Spring order opened: 1500.00 EUR",
        "Opportunity Spring order: value changed from 1500.00 to 1800.50",
        "Opportunity Spring order: stage set to New",
        "Opportunity Spring order won: 1800.50 EUR",
        "Opportunity Spring order opened again",
        "Opportunity Spring order lost",
    ]


def test_what_is_the_same_changes_nothing(as_ann: Api, dora: Contact) -> None:
    one = as_ann.post("/opportunities", json=asked(dora)).json
    again = as_ann.patch(f"/opportunities/{one['id']}", json={"value": 1500, "state": "open"})
    assert again.json == one
    assert told(dora) == ["opportunity.opened"]


def test_one_is_opened_during_an_interaction_that_is_completed(
    as_ann: Api, ann: Agent, dora: Contact
) -> None:
    met = make_interaction(dora, ann, now(), outcome="Successful")
    made = as_ann.post("/opportunities", json=asked(dora, interaction=met.id)).json
    about = as_ann.get(f"/interactions/{met.id}").json["opportunities"]
    assert about == [{"id": made["id"], "name": "Spring order"}]


def test_not_with_somebody_elses_interaction(as_ann: Api, ann: Agent, dora: Contact) -> None:
    others = make_interaction(make_contact("Eve"), ann, now())
    colleagues = make_interaction(dora, make_agent("Ben"), now())
    for met, status in ((others, 422), (colleagues, 409)):
        refused = as_ann.post("/opportunities", json=asked(dora, interaction=met.id))
        assert refused.status_code == status
    assert (Opportunity.select().count(), InteractionOpportunity.select().count()) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": "-1"}, "value"),
        ({"value": "1.005"}, "value"),
        ({"value": "1e13"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": None}, "value"),
        ({"name": " "}, "name"),
        ({"stage": "Nowhere"}, "stage"),
        ({"state": "gone"}, "state"),
        ({"contact": 10**9}, "contact"),
        ({"expected_on": "soon"}, "expected_on"),
    ],
)
def test_what_is_wrong_is_named(
    as_ann: Api, dora: Contact, wrong: dict[str, Any], field: str
) -> None:
    refused = as_ann.post("/opportunities", json=asked(dora) | wrong)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)


def test_a_colleague_finds_one_and_changes_that_alone(
    as_ann: Api, dora: Contact, api_as: Callable[[Any], Api]
) -> None:
    ben = api_as(make_agent("Ben"))
    anns = as_ann.post("/opportunities", json=asked(dora)).json["id"]
    bens = ben.post("/opportunities", json=asked(dora, name="Hats")).json["id"]
    assert ben.patch(f"/opportunities/{bens}", json={"value": 5}).status_code == 200
    refused = ben.patch(f"/opportunities/{anns}", json={"value": 5})
    assert (refused.status_code, "Ann" in refused.json["detail"]) == (409, True)
    assert ben.get(f"/opportunities/{anns}").json["may_change"] is False
    assert as_ann.patch(f"/opportunities/{bens}", json={"state": "lost"}).status_code == 200
    boss = api_as(make_agent("Mary", role=Role.SALES_MANAGER))
    assert boss.patch(f"/opportunities/{anns}", json={"state": "won"}).status_code == 200


def test_only_managers_delete(as_ann: Api, dora: Contact, api_as: Callable[[Any], Api]) -> None:
    id = make_opportunity(dora).id
    assert as_ann.delete(f"/opportunities/{id}").status_code == 403
    boss = api_as(make_agent("Mary", role=Role.SALES_MANAGER))
    assert boss.delete(f"/opportunities/{id}").status_code == 204
    assert boss.get(f"/opportunities/{id}").status_code == 404
    assert told(dora) == ["opportunity.deleted"]


def test_they_are_found_and_added_up(as_ann: Api, ann: Agent, dora: Contact) -> None:
    make_opportunity(dora, "Coats", value=1000, agent=ann)
    make_opportunity(dora, "Hats", value="250.50")
    make_opportunity(make_contact("Eve"), "Shoes", value=70, state="won", decided_at=now())
    whole = as_ann.get("/opportunities", sort="-value").json
    assert [one["name"] for one in whole["items"]] == ["Coats", "Hats", "Shoes"]
    assert whole["sums"] == {
        "open": {"count": 2, "value": "1250.50"},
        "won": {"count": 1, "value": "70.00"},
        "lost": {"count": 0, "value": "0.00"},
    }
    for filters, names in (
        ({"state": "won"}, ["Shoes"]),
        ({"value_from": "100", "value_to": "999.99"}, ["Hats"]),
        ({"agent": "ann@example.org"}, ["Coats"]),
        ({"q": "HAT"}, ["Hats"]),
        ({"contact": dora.id}, ["Hats", "Coats"]),
    ):
        items = as_ann.get("/opportunities", **filters).json["items"]
        assert [one["name"] for one in items] == names
    of_dora = as_ann.get(f"/contacts/{dora.id}/opportunities", page_size=1).json
    assert (of_dora["total"], of_dora["sums"]["open"]["value"]) == (2, "1250.50")


def test_support_learns_nothing_of_open_contacts(
    dora: Contact, api_as: Callable[[Any], Api]
) -> None:
    """Not by the name in a refusal either."""
    sue = make_agent("Sue", role=Role.SUPPORT)
    theirs = make_opportunity(dora, "Zyxomma")
    closed = make_contact("Eve", status="Lost", closed_at=now())
    mine = make_interaction(closed, sue, now())
    asking = api_as(sue)
    refused = asking.patch(f"/interactions/{mine.id}", json={"opportunities": [theirs.id]})
    assert (refused.status_code, "Zyxomma" in refused.text) == (422, False)
    assert asking.get(f"/opportunities/{theirs.id}").status_code == 404
    assert asking.get("/opportunities").json["sums"]["open"]["count"] == 0
    assert asking.post("/opportunities", json=asked(closed)).status_code == 201

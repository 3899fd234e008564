"""`/contacts/{id}/snapshot`: a customer at a glance. I8, I12."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact
from tests.bot.conftest import Api
from tests.factories import (
    make_agent,
    make_contact,
    make_interaction,
    make_message,
    make_opportunity,
    make_purchase,
)

DAY = timedelta(days=1)


@pytest.fixture
def dora(ann: Agent) -> Contact:
    return make_contact(owner=ann, state="CLIENT")


def snapshot(caller: Api, contact: Contact, **query: Any) -> dict[str, Any]:
    answer = caller.get(f"/contacts/{contact.id}/snapshot", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def test_it_tells_who_they_are_and_since_when(as_ann: Api, dora: Contact) -> None:
    found = snapshot(as_ann, dora)
    assert found["contact"] == as_ann.get(f"/contacts/{dora.id}").json
    assert found["state_since"] == found["contact"]["created_at"]
    as_ann.patch(f"/contacts/{dora.id}", json={"state": "PARTNER"})
    assert snapshot(as_ann, dora)["state_since"] > found["state_since"]


def test_a_client_has_been_one_since_the_first_purchase(as_ann: Api) -> None:
    """Which may have been recorded later; not after they were something else meanwhile."""
    zora = make_contact("Zora")
    purchase = {"items": [{"name": "Coat", "price": "90"}]}
    for ago in (20, 400):
        bought = {"contact": zora.id, "bought_at": (now() - ago * DAY).isoformat()}
        assert as_ann.post("/purchases", json=bought | purchase).status_code == 201
    since = snapshot(as_ann, zora)["state_since"]
    assert datetime.fromisoformat(since) == datetime.fromisoformat(str(bought["bought_at"]))
    for state in ("PARTNER", "CLIENT"):
        as_ann.patch(f"/contacts/{zora.id}", json={"state": state})
    since = snapshot(as_ann, zora)["state_since"]
    assert datetime.fromisoformat(since) > zora.created_at


def test_what_they_bought(as_ann: Api, dora: Contact) -> None:
    make_purchase(dora, ("Coat", 1, 90), bought_at=now() - 20 * DAY)
    make_purchase(dora, ("Hat", 2, 10), bought_at=now() - 5 * DAY)
    found = snapshot(as_ann, dora, months=3)["purchases"]
    assert found["spent"] == [
        {"currency": "EUR", "count": 2, "total": "110.00", "average": "55.00"}
    ]
    assert (found["count"], found["days_since"], found["usual_gap"]) == (2, 5, 15)
    assert [one["name"] for one in found["by_quantity"]] == ["Hat", "Coat"]
    assert found["by_amount"][0] == {
        **{"name": "Coat", "product": None, "currency": "EUR", "quantity": 1},
        **{"amount": "90.00", "purchases": 1},
    }
    assert [one["currency"] for one in found["months"]] == ["EUR"] * 3
    assert found["months"][-1]["month"] == now().date().isoformat()[:7]


def test_what_they_may_buy(as_ann: Api, dora: Contact) -> None:
    for value in range(1, 8):
        make_opportunity(dora, f"Order {value}", value=value * 100)
    make_opportunity(dora, "Old", value=999, state="lost", decided_at=now())
    found = snapshot(as_ann, dora)["opportunities"]
    assert (found["count"], found["value"], found["currency"]) == (7, "2800.00", "EUR")
    assert [one["value"] for one in found["dearest"]][:2] == ["700.00", "600.00"]
    assert len(found["dearest"]) == 5


def test_what_was_agreed_and_said_last(as_ann: Api, ann: Agent, dora: Contact) -> None:
    for days in (1, 3):
        make_interaction(dora, ann, now() + days * DAY, note=f"in {days}")
        make_interaction(dora, ann, now() - days * DAY, note=f"{days} ago", outcome="Successful")
    make_interaction(dora, ann, now() - DAY, note="missed")
    for text in ("Hi", "Which size?"):
        make_message(dora, text)
    make_message(dora, "", type="reaction")
    found = snapshot(as_ann, dora)
    assert [one["note"] for one in found["interactions"]] == ["1 ago", "3 ago"]
    assert found["next_interaction"]["note"] == "in 1"
    assert [one["text"] for one in found["messages"]] == ["Hi", "Which size?"]


def test_of_who_is_new_it_is_empty(as_ann: Api) -> None:
    found = snapshot(as_ann, make_contact("Eve"))
    assert (found["purchases"]["count"], found["purchases"]["months"]) == (0, [])
    assert (found["next_interaction"], found["opportunities"]["value"]) == (None, "0.00")


def test_who_does_not_see_the_contact_sees_nothing(
    dora: Contact, api_as: Callable[[Any], Api]
) -> None:
    sue = api_as(make_agent("Sue", role=Role.SUPPORT))
    assert sue.get(f"/contacts/{dora.id}/snapshot").status_code == 404


def test_it_takes_as_many_queries_however_much_there_is(
    as_ann: Api, ann: Agent, dora: Contact, queries: list[str]
) -> None:
    asked = []
    for count in (1, 15):
        for _ in range(count):
            make_purchase(dora)
            make_opportunity(dora)
            make_message(dora)
            make_interaction(dora, ann, now() - DAY, outcome="Successful")
        snapshot(as_ann, dora)
        queries.clear()
        snapshot(as_ann, dora)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 40

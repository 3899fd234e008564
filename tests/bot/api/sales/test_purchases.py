"""`/purchases`: recorded by hand and by programs. I12, C5."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact, State
from models.contact.event import Event
from models.sales.purchase import Purchase, PurchaseItem
from tests.bot.conftest import Api
from tests.factories import make_agent, make_contact, make_purchase, make_rule
from tests.models.acting import told

COAT = {"name": "Coat", "product": "COAT-G", "price": "89.50"}
SCARF = {"name": "Scarf", "quantity": 2, "price": 12}


def asked(contact: Contact, **values: Any) -> dict[str, Any]:
    return {"contact": contact.id, "items": [COAT, SCARF]} | values


def state_of(contact: Contact) -> State:
    return Contact.get_by_id(contact.id).state


def test_a_purchase_is_recorded_and_added_up(as_ann: Api, dora: Contact) -> None:
    body = asked(dora, reference="2027-1", bought_at="2026-01-31", note="By phone")
    made = as_ann.post("/purchases", json=body)
    assert made.status_code == 201
    one = made.json
    assert (one["total"], one["currency"], one["agent"]["name"]) == ("113.50", "EUR", "Ann")
    assert one["bought_at"] == "2026-01-31T00:00:00+00:00"
    assert one["items"] == [
        {"name": "Coat", "product": "COAT-G", "quantity": 1, "price": "89.50"},
        {"name": "Scarf", "product": None, "quantity": 2, "price": "12.00"},
    ]
    assert as_ann.get(f"/purchases/{one['id']}").json == one


def test_who_buys_becomes_a_client_on_record(as_ann: Api, dora: Contact, ann: Agent) -> None:
    as_ann.post("/purchases", json=asked(dora))
    as_ann.post("/purchases", json=asked(dora))
    assert state_of(dora) is State.CLIENT
    assert told(dora) == ["purchase.recorded", "contact.state_changed", "purchase.recorded"]
    changed = Event.get(Event.name == "contact.state_changed")
    assert changed.data == {"before": "PROSPECT", "after": "CLIENT"}
    assert changed.cause.startswith("api_key:")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.OTHER, State.CLIENT),
        (State.PARTNER, State.PARTNER),
        (State.CLIENT, State.CLIENT),
    ],
)
def test_a_partner_stays_one(as_ann: Api, ann: Agent, before: State, after: State) -> None:
    eve = make_contact("Eve", state=before)
    as_ann.post("/purchases", json=asked(eve))
    assert state_of(eve) is after


def test_the_rules_are_tried_once_when_it_makes_a_client(api: Api, ann: Agent) -> None:
    eve = make_contact("Eve")
    make_rule("Clients", [ann], conditions=[{"field": "state", "op": "is", "value": "CLIENT"}])
    api.post("/purchases", json=asked(eve))
    assert Contact.get_by_id(eve.id).owner_id == ann.id
    assert told(eve).count("contact.assigned") == 1


def test_it_shows_in_the_funnel(as_ann: Api, dora: Contact) -> None:
    as_ann.post("/purchases", json=asked(dora))
    first = as_ann.get("/reports/funnel").json["items"][0]
    assert first["states"]["CLIENT"] == 1


def test_a_repeated_request_records_once(as_ann: Api, dora: Contact) -> None:
    for _ in range(2):
        made = as_ann.post(
            "/purchases", json=asked(dora), headers={"Idempotency-Key": "order-2027-1"}
        )
        assert made.status_code == 201
    assert Purchase.select().count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"total": "113.49"}, "total"),
        ({"items": []}, "items"),
        ({"items": [COAT] * 201}, "items"),
        ({"items": [COAT | {"quantity": 0}]}, "items.0.quantity"),
        ({"items": [COAT | {"quantity": 1.0005}]}, "items.0.quantity"),
        ({"items": [COAT | {"price": "free"}]}, "items.0.price"),
        ({"items": [{"price": 1}]}, "items.0.name"),
        ({"items": [COAT | {"price": 10**11, "quantity": 10**8}]}, "items"),
        ({"currency": "eur"}, "currency"),
        ({"bought_at": "2199-01-01"}, "bought_at"),
        ({"contact": 10**9}, "contact"),
    ],
)
def test_what_is_wrong_is_named(
    as_ann: Api, dora: Contact, wrong: dict[str, Any], field: str
) -> None:
    refused = as_ann.post("/purchases", json=asked(dora) | wrong)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)
    assert (Purchase.select().count(), state_of(dora)) == (0, State.PROSPECT)


def test_the_total_is_checked_and_rounded_once(as_ann: Api, dora: Contact) -> None:
    thirds = [{"name": "Thread", "quantity": "0.333", "price": "0.05"}] * 3
    made = as_ann.post("/purchases", json=asked(dora, items=thirds, total="0.05"))
    assert (made.status_code, made.json["total"]) == (201, "0.05")


def test_they_are_found(as_ann: Api, dora: Contact) -> None:
    make_purchase(dora, ("Coat", 1, 90), bought_at=now() - timedelta(days=400), reference="A-1")
    make_purchase(dora, ("Hat", 1, 20), ("Bag", 1, 30), currency="GBP")
    make_purchase(make_contact("Eve"), ("Shoes", 1, 70), bought_at=now() - timedelta(days=1))
    for filters, totals in (
        ({}, ["50.00", "70.00", "90.00"]),
        ({"sort": "-total"}, ["90.00", "70.00", "50.00"]),
        ({"currency": "GBP"}, ["50.00"]),
        ({"q": "bag"}, ["50.00"]),
        ({"q": "a-1"}, ["90.00"]),
        ({"bought_from": now().date().isoformat()}, ["50.00"]),
        ({"bought_to": now().date().isoformat(), "contact": dora.id}, ["50.00", "90.00"]),
    ):
        items = as_ann.get("/purchases", **filters).json["items"]
        assert [one["total"] for one in items] == totals
    of_dora = as_ann.get(f"/contacts/{dora.id}/purchases", page_size=1).json
    assert (of_dora["total"], [one["name"] for one in of_dora["items"][0]["items"]]) == (
        2,
        ["Hat", "Bag"],
    )


def test_many_are_listed_in_as_many_queries(as_ann: Api, dora: Contact, queries: list[str]) -> None:
    asked_for = []
    as_ann.get("/purchases")  # What every request needs is known then.
    for count in (1, 20):
        for _ in range(count):
            make_purchase(dora)
        queries.clear()
        assert as_ann.get("/purchases").status_code == 200
        asked_for.append(len(queries))
    assert asked_for[0] == asked_for[1]


def test_a_colleagues_contact_buys_by_them_and_by_managers(
    dora: Contact, api_as: Callable[[Any], Api]
) -> None:
    refused = api_as(make_agent("Ben")).post("/purchases", json=asked(dora))
    assert (refused.status_code, refused.json["owner"]["name"]) == (409, "Ann")
    boss = api_as(make_agent("Mary", role=Role.SALES_MANAGER))
    assert boss.post("/purchases", json=asked(dora)).status_code == 201


def test_managers_delete_and_the_state_stays(
    as_ann: Api, dora: Contact, api_as: Callable[[Any], Api]
) -> None:
    id = as_ann.post("/purchases", json=asked(dora)).json["id"]
    assert as_ann.delete(f"/purchases/{id}").status_code == 403
    boss = api_as(make_agent("Mary", role=Role.SALES_MANAGER))
    assert boss.delete(f"/purchases/{id}").status_code == 204
    assert (Purchase.select().count(), PurchaseItem.select().count()) == (0, 0)
    assert (state_of(dora), told(dora)[-1]) == (State.CLIENT, "purchase.deleted")


def test_support_sees_those_of_closed_contacts(dora: Contact, api_as: Callable[[Any], Api]) -> None:
    make_purchase(dora)
    closed = make_contact("Eve", status="Lost", closed_at=now())
    seen = make_purchase(closed)
    sue = api_as(make_agent("Sue", role=Role.SUPPORT))
    assert [one["id"] for one in sue.get("/purchases").json["items"]] == [seen.id]
    assert sue.get(f"/contacts/{dora.id}/purchases").status_code == 404
    assert sue.post("/purchases", json=asked(dora)).status_code == 422

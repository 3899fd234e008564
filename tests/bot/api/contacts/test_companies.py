"""`/companies`, and where contacts work and live (I4, I7)."""

from typing import Any

import pytest

from models.agents.agent import Role
from models.contact.company import Company
from models.contact.event import Event
from tests import factories


def names(api: Any, **query: Any) -> list[str]:
    return sorted(one["name"] for one in api.get("/contacts", **query).json["items"])


def test_a_contact_names_its_company_which_is_made_when_it_is_new(api: Any) -> None:
    dora = api.post("/contacts", json={"name": "Dora", "company": "Acme  Ltd"}).json
    eve = api.post("/contacts", json={"name": "Eve", "company": "ACME ltd"}).json
    assert dora["company"] == eve["company"] == {"id": Company.get().id, "name": "Acme Ltd"}
    by_id = api.patch(f"/contacts/{eve['id']}", json={"company": dora["company"]})
    assert by_id.json["company"] == dora["company"]
    assert api.patch(f"/contacts/{eve['id']}", json={"company": None}).json["company"] is None
    assert names(api, company="acme ltd") == ["Dora"]


def test_town_and_postcode_are_kept_told_and_filtered_by(api: Any) -> None:
    dora = api.post("/contacts", json={"name": "Dora", "town": "Leeds", "postcode": "LS1 4AP"}).json
    api.post("/contacts", json={"name": "Eve", "town": "York", "postcode": "YO1"})
    assert (dora["town"], dora["postcode"]) == ("Leeds", "LS1 4AP")
    assert names(api, town="LEEDS") == names(api, postcode="ls1") == ["Dora"]
    assert names(api, postcode="%") == []
    api.patch(f"/contacts/{dora['id']}", json={"town": "Hull"})
    event = Event.select().where(Event.name == "contact.detail_set").order_by(Event.id.desc()).get()
    assert event.data == {"field": "town", "before": "Leeds", "after": "Hull"}


def test_many_get_a_company_at_once(api: Any) -> None:
    """C2."""
    factories.make_contact("Dora")
    changed = {"filter": {}, "changes": {"company": "Acme", "town": "Leeds"}}
    assert api.post("/contacts/change", json=changed).json["done"] == 1
    assert names(api, company="Acme", town="leeds") == ["Dora"]


def test_a_company_is_made_changed_listed_and_deleted(api: Any) -> None:
    dora = factories.make_contact("Dora")
    made = api.post("/companies", json={"name": "Acme", "contact_person": dora.id})
    assert made.status_code == 201
    assert made.json["contact_person"] == {"id": dora.id, "name": "Dora"}
    path = f"/companies/{made.json['id']}"
    assert api.patch(path, json={"name": "Acme Ltd"}).json["name"] == "Acme Ltd"
    assert api.get("/companies", q="LTD").json["items"] == [api.get(path).json]
    assert api.get("/companies", q="none").json["total"] == 0
    assert api.patch(path, json={"contact_person": None}).json["contact_person"] is None
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


def test_a_company_in_use_stays(api: Any) -> None:
    acme = Company.create(name="Acme")
    dora = factories.make_contact("Dora", company=acme)
    refused = api.delete(f"/companies/{acme.id}")
    assert refused.status_code == 409
    assert "1 contact belongs to Acme" in refused.json["detail"]
    api.patch(f"/contacts/{dora.id}", json={"company": None})
    assert api.delete(f"/companies/{acme.id}").status_code == 204


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"name": "ACME"}, 409, "name"),
        ({"name": ""}, 422, "name"),
        ({}, 422, "name"),
        ({"name": "New", "contact_person": 999}, 422, "contact_person"),
        ({"name": "New", "town": "Leeds"}, 422, "town"),
    ],
)
def test_what_is_wrong_is_named(api: Any, asked: dict[str, Any], status: int, field: str) -> None:
    Company.create(name="Acme")
    answer = api.post("/companies", json=asked)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (status, field)


def test_an_unknown_company_is_named(api: Any) -> None:
    assert api.get("/contacts", company="Nobody").status_code == 422
    assert api.post("/contacts", json={"name": "D", "company": 999}).status_code == 422
    assert api.post("/contacts", json={"name": "D", "company": ""}).status_code == 422


def test_counts_and_contact_persons_are_those_that_one_may_see(api_as: Any) -> None:
    """X13."""
    acme = Company.create(name="Acme")
    acme.contact_person = factories.make_contact("Dora", company=acme)
    acme.save()
    factories.make_contact("Carl", company=acme, status="Lost")
    support = api_as(factories.make_agent("Sue", role=Role.SUPPORT))
    [shown] = support.get("/companies").json["items"]
    assert (shown["contacts"], shown["contact_person"]) == (1, None)
    assert support.post("/companies", json={"name": "Other"}).status_code == 403

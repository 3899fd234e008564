"""Nobody has a contact that their role does not see, by whatever way: who does not sell has closed
ones only (A6, X13, R5, X7)."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact import Contact
from models.settings.status import Status
from tests.factories import find, make_agent, make_contact, make_rule, make_team
from tests.models.acting import told

UNSEEN = "Sue would not see this contact: their role sees closed contacts only"


@pytest.fixture
def sue(database: None) -> Agent:
    return make_agent("Sue", role=Role.SUPPORT)


def owner_of(contact: Any) -> str | None:
    found = Contact.get_by_id(contact if isinstance(contact, int) else contact.id).owner
    return found.name if found else None


def test_support_is_named_for_a_closed_contact(api: Any, sue: Agent) -> None:
    dora = make_contact("Dora", status="Lost")
    assert api.patch(f"/contacts/{dora.id}", json={"owner": sue.email}).status_code == 200
    made = api.post("/contacts", json={"name": "Eve", "status": "Lost", "owner": sue.email})
    assert [owner_of(dora), owner_of(made.json["id"])] == ["Sue", "Sue"]


def test_closing_it_in_the_same_request_is_enough(api: Any, sue: Agent) -> None:
    dora = make_contact("Dora")
    api.patch(f"/contacts/{dora.id}", json={"owner": sue.email, "status": "Converted"})
    assert owner_of(dora) == "Sue"


@pytest.mark.parametrize("method", ["patch", "post", "put"])
def test_support_is_not_named_for_an_open_one(api: Any, sue: Agent, method: str) -> None:
    path = f"/contacts/{make_contact('Dora').id}" if method == "patch" else "/contacts"
    asked = {"external_id": "crm-7", "owner": sue.email}
    answer = getattr(api, method)(path, json=asked)
    assert (answer.status_code, answer.json["detail"]) == (409, UNSEEN)


def test_nor_for_many_nor_by_an_import(api: Any, sue: Agent) -> None:
    dora = make_contact("Dora")
    wish = {"ids": [dora.id], "changes": {"owner": sue.email}}
    job = api.post("/contacts/change", json=wish).json["id"]
    assert api.get(f"/jobs/{job}/rows").json["items"][0]["reason"] == UNSEEN
    rows = [{"name": "Eve", "external_id": "e", "owner": sue.email}]
    job = api.post("/contacts/bulk", json={"contacts": rows}).json["id"]
    assert UNSEEN in api.get(f"/jobs/{job}/rows").json["items"][0]["reason"]


def test_who_does_not_see_open_contacts_opens_none(api_as: Any, sue: Agent) -> None:
    dora = make_contact("Dora", status="Lost", owner=sue)
    answer = api_as(sue).patch(f"/contacts/{dora.id}", json={"status": "Interested"})
    assert answer.status_code == 409
    assert "ask a sales manager to open it again" in answer.json["detail"]
    wish = {"ids": [dora.id], "changes": {"status": "Interested"}}
    assert api_as(sue).post("/contacts/change", json=wish).json["refused"] == 1
    assert Contact.get_by_id(dora.id).status.name == "Lost"


def test_a_reopened_contact_leaves_support_for_the_rules(api: Any, sue: Agent) -> None:
    make_rule("All", [make_agent("Ann")])
    dora = make_contact("Dora", status="Lost", owner=sue)
    api.patch(f"/contacts/{dora.id}", json={"status": "Interested"})
    assert owner_of(dora) == "Ann"
    assert "contact.released" in told(dora)


def test_a_rule_passes_over_who_would_not_see_an_open_contact(api: Any, sue: Agent) -> None:
    make_rule("All", team=make_team("Everybody", [sue, make_agent("Ann")]))
    ids = [api.post("/contacts", json={"name": f"Eve {n}"}).json["id"] for n in range(3)]
    assert [owner_of(id) for id in ids] == ["Ann"] * 3
    [why] = api.get(f"/contacts/{ids[0]}/assignments").json["items"]
    assert "sees closed contacts only" in str(why["pool"])


def test_a_rule_gives_closed_contacts_to_both(api: Any, sue: Agent) -> None:
    make_rule("All", team=make_team("Everybody", [sue, make_agent("Ann")]))
    asked = [{"name": f"Eve {n}", "status": "Converted"} for n in range(4)]
    ids = [api.post("/contacts", json=one).json["id"] for one in asked]
    assert sorted(str(owner_of(id)) for id in ids) == ["Ann", "Ann", "Sue", "Sue"]


def test_a_contact_does_not_come_back_to_who_would_not_see_it(api: Any, sue: Agent) -> None:
    make_rule("All", [make_agent("Ann")])
    dora = make_contact("Dora", former_owner=sue)
    api.patch(f"/contacts/{dora.id}", json={"traits": {"budget": 5}})
    assert owner_of(dora) == "Ann"


def test_a_status_that_closes_no_more_takes_its_contacts_from_support(api: Any, sue: Agent) -> None:
    make_rule("All", [make_agent("Ann")])
    lost, kept = make_contact("Dora", status="Lost", owner=sue), make_contact("Eve", owner=sue)
    path = f"/statuses/{find(Status, 'Lost').id}"
    assert api.patch(path, json={"closure": False}).status_code == 200
    assert [owner_of(lost), owner_of(kept)] == ["Ann", "Sue"]


def test_who_leaves_hands_open_contacts_on_to_somebody_who_sells(api: Any, sue: Agent) -> None:
    ann = make_agent("Ann")
    make_contact("Dora", owner=ann)
    wish = {"active": False, "contacts": sue.email}
    answer = api.patch(f"/agents/{ann.id}", json=wish)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "contacts")

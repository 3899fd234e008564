"""`/audit`: who changed what, when and from where, in a sentence."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.agents.api_key import ApiKey
from models.audit.entry import AuditEntry
from models.clock import now
from models.webhooks.endpoint import WebhookEndpoint
from tests import factories


@pytest.fixture
def max(database: None) -> Agent:
    agent = factories.make_agent("Max", role=Role.ADMIN, password=factories.PASSWORD)
    AuditEntry.delete().execute()
    return agent


def sentences(api: Any, **query: Any) -> list[str]:
    return [one["sentence"] for one in api.get("/audit", **query).json["items"]]


def test_a_change_by_a_key_tells_whose_key_it_was_and_from_where(api_as: Any, max: Agent) -> None:
    own = api_as(max)
    lost = factories.find(factories.Status, "Lost")
    own.patch(f"/statuses/{lost.id}", json={"color": "#000000", "position": 9})
    one = own.get("/audit", kind="status").json["items"][0]
    assert one["sentence"] == (
        "Max (by key Test) changed status Lost: color from #dc3545 to #000000; position from 5 to 9"
    )
    assert (one["agent"]["id"], one["key"]["name"]) == (max.id, "Test")
    assert (one["address"], one["action"]) == ("127.0.0.1", "changed")
    assert one["thing"] == {"id": lost.id, "name": "Lost"}
    assert one["after"] == {"color": "#000000", "position": 9}


def test_lists_and_objects_that_changed_are_told(api: Any, max: Agent) -> None:
    rule = factories.make_rule("All", [max])
    conditions = [{"field": "tag", "op": "is", "value": "VIP"}]
    api.patch(f"/rules/{rule.id}", json={"conditions": conditions})
    hours = {"mon": [["09:00", "17:00"]]}
    api.patch(f"/agents/{max.id}", json={"hours": hours})
    found = api.get("/audit").json["items"]
    assert [one["after"] for one in found[:2]] == [{"hours": hours}, {"conditions": conditions}]
    assert "hours from nothing to mon 09:00 to 17:00" in found[0]["sentence"]


def test_a_programs_key_goes_by_its_name(api: Any) -> None:
    api.post("/sources", json={"name": "Fair"})
    assert sentences(api, kind="source")[0] == "The key Test created source Fair"


def test_every_kind_of_setting_is_told(api: Any, max: Agent) -> None:
    api.patch("/settings", json={"closure_days": 7, "default_status": "Interested"})
    team = api.post("/teams", json={"name": "Fashion", "members": [max.email]}).json
    api.post("/rules", json={"name": "All", "trigger": "contact_updated", "agents": [max.email]})
    api.post("/automations", json={"status": "Lost", "actions": [{"tag": "Lost"}]})
    api.patch(f"/agents/{max.id}", json={"role": "owner", "password": "a new long password"})
    api.post("/workflows", json={"definition": "name: Hi\nsteps:\n  a: {say: Hello}\n"})
    api.delete(f"/teams/{team['id']}")
    assert sentences(api)[::-1] == [
        "The key Test changed the settings: default status from New Lead to Interested",
        "The key Test changed the settings: closure days from 14 to 7",
        "The key Test created team Fashion",
        f"The key Test changed team {team['id']}: agent from nothing to Max",
        "The key Test created rule All",
        "The key Test changed rule All: agent from nothing to Max",
        "The key Test created the automation of Lost",
        "The key Test changed agent Max: password changed; role from admin to owner",
        "The key Test created workflow Hi",
        "The key Test changed workflow Hi: number from nothing to 1",
        "The key Test deleted team Fashion",
        f"The key Test changed team {team['id']}: agent from Max to nothing",
    ]


def test_keys_are_told_without_themselves(api: Any) -> None:
    made = api.post("/api-keys", json={"name": "Shop", "scopes": ["read"]}).json
    api.delete(f"/api-keys/{made['id']}")
    revoked, created = sentences(api, kind="api_key")[:2]
    assert created == "The key Test created API key Shop"
    assert revoked.startswith("The key Test changed API key Shop: revoked at from nothing to 2")
    assert revoked.endswith(" UTC"), "no seconds"
    assert made["key"] not in api.get("/audit").text


def test_what_is_done_to_a_contact_is_told_from_its_events(
    api: Any, api_as: Any, max: Agent, browser_of: Any
) -> None:
    dora = factories.make_contact("Dora")
    api_as(max).patch(f"/contacts/{dora.id}", json={"status": "Interested"})
    browser_of(max).submits(f"/contacts/{dora.id}/claim")
    told = api.get("/audit", kind="contact", id=dora.id).json["items"]
    assert [one["sentence"] for one in told] == [
        "Max, Dora: Assigned to Max",
        "Max (by key Test), Dora: Status changed from New Lead to Interested",
    ]
    assert {one["address"] for one in told} == {"127.0.0.1"}
    assert told[1]["thing"] == {"id": dora.id, "name": "Dora"}
    assert (told[1]["before"], told[1]["after"]) == ({"value": "New Lead"}, {"value": "Interested"})


def test_one_person_is_found_at_the_pages_and_by_each_key(
    api: Any, api_as: Any, max: Agent, browser_of: Any
) -> None:
    dora = factories.make_contact("Dora")
    api_as(max).patch(f"/contacts/{dora.id}", json={"name": "Dorothea"})
    api.patch(f"/contacts/{dora.id}", json={"name": "Dodo"})
    browser_of(max).submits(f"/contacts/{dora.id}/claim")
    asked = {"kind": "contact", "actor": max.email, "from": "2020-01-01"}
    assert api.get("/audit", **asked).json["total"] == 2
    key = ApiKey.get(ApiKey.agent == max)
    assert api.get("/audit", kind="contact", id=dora.id, key=key.id).json["total"] == 1


def test_it_is_filtered_by_who_what_and_when(api: Any, api_as: Any, max: Agent) -> None:
    api_as(max).post("/sources", json={"name": "Fair"})
    api.post("/sources", json={"name": "Shop"})
    today = now().date().isoformat()
    for asked, found in (
        ({"actor": max.email}, 1),
        ({"actor": str(max.id)}, 1),
        ({"actor": "command"}, 0),
        ({"from": today}, 2),
        ({"to": today}, 2),
        ({"to": "2020-01-01"}, 0),
        ({"from": "2100-01-01"}, 0),
        ({"id": factories.find(factories.Source, "Fair").id}, 1),
    ):
        assert api.get("/audit", kind="source", **asked).json["total"] == found, asked


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"id": 5}, "kind"),
        ({"kind": "contact"}, "from"),
        ({"kind": "weather"}, "kind"),
        ({"actor": "nobody@example.org"}, "actor"),
        ({"from": "yesterday"}, "from"),
    ],
)
def test_what_is_wrong_is_named(api: Any, asked: dict[str, Any], field: str) -> None:
    answer = api.get("/audit", **asked)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json["errors"]] == [field]


def test_a_page_of_it_is_a_handful_of_queries(api: Any, queries: list[str]) -> None:
    for number in range(30):
        api.post("/sources", json={"name": f"Fair {number}"})
    api.get("/audit")
    queries.clear()
    assert len(api.get("/audit").json["items"]) >= 30
    assert len(queries) < 8


def test_what_is_refused_leaves_no_trace(api: Any, max: Agent) -> None:
    assert api.delete("/statuses/1").status_code == 409
    assert sentences(api, kind="status") == []


def test_a_webhook_endpoint_goes_by_its_address_and_its_secret_is_hidden(api: Any) -> None:
    endpoint = WebhookEndpoint.create(url="https://shop.example/hook", secret="whsec_abc")
    endpoint.rotate()
    endpoint.switch(False)
    told = sentences(api, kind="webhook_endpoint")[::-1]
    assert told[0] == "Usher created webhook endpoint https://shop.example/hook"
    assert told[1].endswith("hook: former secret changed; secret changed")
    assert "active from yes to no" in told[2]
    assert "whsec" not in api.get("/audit").text

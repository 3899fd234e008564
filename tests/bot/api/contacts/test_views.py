"""Filters saved under a name, for oneself or for all. M8, X13, X15."""

from typing import Any

import pytest

from models.agents import saved_view
from models.agents.agent import Agent, Role
from models.agents.saved_view import SavedView
from tests import factories


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.SALES_MANAGER)


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob")


def names(api: Any) -> list[str]:
    return [one["name"] for one in api.get("/views").json["items"]]


def test_a_view_is_kept_and_found_again(api_as: Any, bob: Agent) -> None:
    factories.make_trait("budget", 1)
    api = api_as(bob)
    query = "?owner=me&status=New Lead&status=Lost&trait.budget.gte=900&sort=name&columns=name,tags"
    made = api.post("/views", json={"name": "Mine", "query": query})
    assert made.status_code == 201
    assert made.json["shared"] is False
    assert made.json["agent"]["name"] == "Bob"
    shown = api.get(f"/views/{made.json['id']}").json
    assert shown["query"].startswith("owner=me&status=New+Lead&status=Lost&trait.budget.gte=900")
    assert shown["query"].endswith("sort=name&columns=name%2Ctags")


def test_others_have_what_is_shared(api_as: Any, api: Any, ann: Agent, bob: Agent) -> None:
    api_as(ann).post("/views", json={"name": "Hers", "query": ""})
    api_as(ann).post("/views", json={"name": "All", "shared": True})
    api.post("/views", json={"name": "Program"})
    assert names(api_as(ann)) == ["All", "Hers", "Program"]
    assert names(api_as(bob)) == ["All", "Program"]
    hers = SavedView.get(SavedView.name == "Hers").id
    assert api_as(bob).get(f"/views/{hers}").status_code == 404
    assert api_as(bob).delete(f"/views/{hers}").status_code == 404


def test_a_colleagues_view_is_changed_by_managers_only(api_as: Any, ann: Agent, bob: Agent) -> None:
    cid = factories.make_agent("Cid")
    made = api_as(bob).post("/views", json={"name": "Shared", "shared": True}).json
    path = f"/views/{made['id']}"
    refused = api_as(cid).patch(path, json={"name": "Other"})
    assert refused.status_code == 403
    assert "Bob's" in refused.json["detail"]
    assert api_as(cid).delete(path).status_code == 403
    changed = api_as(ann).patch(path, json={"name": "Other", "query": "owner=none"})
    assert (changed.json["name"], changed.json["query"]) == ("Other", "owner=none")
    assert changed.json["agent"]["name"] == "Bob"
    assert api_as(bob).delete(path).status_code == 204
    assert not SavedView.select().exists()


@pytest.mark.parametrize(
    "query",
    ["status=Gone", "colour=red", "sort=shoes", "created_from=soon", "trait.none=1", "q=%00"],
)
def test_what_no_list_would_take_is_refused(api_as: Any, bob: Agent, query: str) -> None:
    answer = api_as(bob).post("/views", json={"name": "Odd", "query": query})
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json["errors"]} == {"query"}


def test_ones_views_have_different_names(api_as: Any, ann: Agent, bob: Agent) -> None:
    api = api_as(bob)
    first = api.post("/views", json={"name": "Hot"}).json
    assert api.post("/views", json={"name": "HOT"}).status_code == 409
    assert api.patch(f"/views/{first['id']}", json={"name": "hot"}).status_code == 200
    assert api_as(ann).post("/views", json={"name": "Hot"}).status_code == 201


def test_only_so_many_are_kept(api_as: Any, bob: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_view, "MOST", 1)
    api_as(bob).post("/views", json={"name": "One"})
    answer = api_as(bob).post("/views", json={"name": "Two"})
    assert answer.status_code == 409
    assert "delete one" in answer.json["detail"]

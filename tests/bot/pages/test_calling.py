"""Pages as the API's first client: the same refusals, roles, versions and audit. X13, X15."""

from typing import Any

import pytest
from flask import Flask, g
from werkzeug.datastructures import Headers

from bot.api.caller import AT_A_PAGE
from bot.pages import calling
from bot.pages.session import SignedIn
from bot.problems import Problem
from models.agents.agent import Agent, Role
from models.audit.entry import AuditEntry
from models.settings.status import Status
from tests import factories


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN)


@pytest.fixture
def at_page(app: Flask, ann: Agent, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Within a request to a page, made by Ann."""
    with app.test_request_context("/anywhere", environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        g._login_user = SignedIn(ann, "token")
        yield


def test_what_is_shown_is_what_the_api_shows(at_page: None) -> None:
    assert {one["name"] for one in calling.get("/statuses")["items"]} >= {"New Lead", "Converted"}
    assert calling.get("/statuses", {"page_size": 1})["page_size"] == 1


def test_a_long_list_comes_whole(at_page: None) -> None:
    Status.insert_many(
        [{"name": f"S{n}", "color": "#123456", "position": 100 + n} for n in range(250)]
    ).execute()
    assert len(calling.every("/statuses")) == Status.select().count()


def test_a_change_is_the_agents_and_is_audited_as_theirs(at_page: None, ann: Agent) -> None:
    made = calling.send("POST", "/statuses", {"name": "Trial", "color": "#336699"})
    assert Status.get_by_id(made["id"]).name == "Trial"
    kept = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (kept.agent_id, kept.address) == (ann.id, "192.0.2.7")


def test_a_refusal_names_the_field(at_page: None) -> None:
    with pytest.raises(Problem) as refused:
        calling.send("POST", "/statuses", {"name": "converted", "color": "red"})
    assert refused.value.code == 422
    assert {one.field for one in refused.value.errors} == {"color"}


def test_a_change_of_what_somebody_else_changed_is_refused(at_page: None) -> None:
    [first, *_] = calling.get("/statuses")["items"]
    path = f"/statuses/{first['id']}"
    version = calling.answer("GET", path).version
    calling.send("PATCH", path, {"color": "#000001"}, version=version)
    with pytest.raises(Problem) as refused:
        calling.send("PATCH", path, {"color": "#000002"}, version=version)
    assert refused.value.code == 412


def test_roles_hold_behind_the_page_as_well(at_page: None, ann: Agent) -> None:
    ann.role = Role.SUPPORT
    with pytest.raises(Problem) as refused:
        calling.send("POST", "/statuses", {"name": "Trial"})
    assert refused.value.code == 403


def test_nobody_outside_can_pretend_to_be_a_page(client: Any, ann: Agent) -> None:
    headers = Headers({"usher.agent": "1", "Usher-Agent": "1", "HTTP_USHER.AGENT": "1"})
    assert client.get("/api/v1/statuses", headers=headers).status_code == 401
    assert client.get("/api/v1/statuses", headers={AT_A_PAGE: "1"}).status_code == 401


def test_the_pages_own_context_is_left_alone(at_page: None) -> None:
    g.zone = "mine"
    calling.get("/settings")
    assert g.zone == "mine"
    assert "caller" not in g

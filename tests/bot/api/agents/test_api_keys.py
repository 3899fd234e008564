"""`/api-keys`: made, shown once, limited to scopes and time, revoked at once. X13."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from models.agents.agent import Agent, Role
from models.agents.api_key import ApiKey, Scope
from models.idempotency import KeptAnswer
from tests import factories
from tests.bot.conftest import Api

ALL = [scope.value for scope in Scope]


@pytest.fixture
def admin(database: None) -> Agent:
    return factories.make_agent("Max", role=Role.ADMIN)


def made(api: Any, **asked: Any) -> Any:
    return api.post("/api-keys", json={"name": "Shop", "scopes": ALL} | asked)


def test_a_key_is_shown_once_and_opens_the_api(client: FlaskClient, api: Any) -> None:
    answer = made(api, scopes=["write", "read", "read"])
    assert answer.status_code == 201
    assert answer.json["scopes"] == ["read", "write"]
    key = answer.json["key"]
    assert Api(client, key).get("/statuses").status_code == 200
    assert key not in api.get("/api-keys").text
    assert "key" not in api.get("/api-keys").json["items"][0]
    assert not ApiKey.select().where(ApiKey.digest == key).exists()


def test_a_list_says_whose_a_key_is_and_when_it_was_used(
    client: FlaskClient, api_as: Any, admin: Agent
) -> None:
    ann = factories.make_agent("Ann")
    key = made(api_as(admin), agent="ann@example.org").json
    assert (key["agent"]["id"], key["created_by"]["id"]) == (ann.id, admin.id)
    assert (key["last_used_at"], key["expires_at"]) == (None, None)
    Api(client, key["key"]).get("/statuses")
    [listed] = [
        one for one in api_as(admin).get("/api-keys").json["items"] if one["id"] == key["id"]
    ]
    assert listed["last_used_at"] is not None


def test_a_revoked_key_is_dead_at_once_and_listed_no_more(client: FlaskClient, api: Any) -> None:
    key = made(api).json
    other = Api(client, key["key"])
    assert other.get("/statuses").status_code == 200
    assert api.delete(f"/api-keys/{key['id']}").status_code == 204
    assert other.get("/statuses").status_code == 401
    assert key["id"] not in [one["id"] for one in api.get("/api-keys").json["items"]]
    assert api.delete(f"/api-keys/{key['id']}").status_code == 404


def test_the_last_key_may_be_revoked_too(api: Any) -> None:
    [own] = api.get("/api-keys").json["items"]
    assert api.delete(f"/api-keys/{own['id']}").status_code == 204
    assert api.get("/statuses").status_code == 401


def test_a_key_ends_with_its_time(
    client: FlaskClient, api: Any, hold_clock: Callable[[str], None]
) -> None:
    hold_clock("2026-03-01T08:00:00+00:00")
    key = Api(client, made(api, expires_at="2026-03-02T09:00:00+01:00").json["key"])
    assert key.get("/statuses").status_code == 200
    hold_clock("2026-03-02T07:59:59+00:00")
    assert key.get("/statuses").status_code == 200
    hold_clock("2026-03-02T08:00:00+00:00")
    assert key.get("/statuses").status_code == 401


@pytest.mark.parametrize(
    ("scope", "path", "method", "body"),
    [
        (Scope.READ, "/contacts", "get", None),
        (Scope.WRITE, "/contacts/{contact}", "patch", {"name": "Eve"}),
        (Scope.SETTINGS, "/settings", "patch", {"closure_days": 7}),
        (Scope.OPERATIONS, "/inbox", "get", None),
        (Scope.ACCOUNTS, "/api-keys", "get", None),
    ],
)
def test_a_key_opens_what_its_scopes_say_and_no_more(
    client: FlaskClient, api: Any, scope: Scope, path: str, method: str, body: Any
) -> None:
    path = path.format(contact=factories.make_contact().id)
    for one in Scope:
        key = Api(client, made(api, scopes=[one.value]).json["key"])
        answer = getattr(key, method)(path, json=body)
        assert answer.status_code == (200 if one is scope else 403), one
        assert one is scope or f"the scope {scope}" in answer.json["detail"]


def test_no_scope_lifts_an_agents_key_above_the_agent(client: FlaskClient, api: Any) -> None:
    factories.make_agent("Ann", role=Role.SUPPORT)
    hidden = factories.make_contact()
    key = Api(client, made(api, agent="ann@example.org").json["key"])
    assert key.get("/inbox").status_code == 403
    assert key.get("/api-keys").status_code == 403
    assert key.get(f"/contacts/{hidden.id}").status_code == 404


def test_no_key_makes_one_that_may_more_than_itself(client: FlaskClient, api: Any) -> None:
    lesser = Api(client, made(api, scopes=["accounts", "read"]).json["key"])
    assert made(lesser, scopes=["read"]).status_code == 201
    answer = made(lesser, scopes=["read", "settings"])
    assert answer.status_code == 422
    assert "settings" in answer.json["errors"][0]["message"]


def test_a_repeated_request_does_not_bring_the_key_back(api: Any) -> None:
    headers = {"Idempotency-Key": "once"}
    asked = {"name": "Shop", "scopes": ["read"]}
    first = api.post("/api-keys", json=asked, headers=headers)
    again = api.post("/api-keys", json=asked, headers=headers)
    assert (again.json["id"], again.json["key"]) == (first.json["id"], None)
    assert first.json["key"] not in KeptAnswer.get().body


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "expires_at"),
        ({"agent": "nobody@example.org"}, "agent"),
        ({"key": "usher_mine"}, "key"),
    ],
)
def test_what_is_wrong_is_named(api: Any, asked: dict[str, Any], field: str) -> None:
    answer = made(api, **asked)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json["errors"]] == [field]
    assert ApiKey.select().count() == 1


def test_who_has_left_gets_no_key(api: Any) -> None:
    factories.make_agent("Ann", active=False)
    assert made(api, agent="ann@example.org").json["errors"][0]["field"] == "agent"

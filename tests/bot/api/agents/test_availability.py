"""When agents are there, how many contacts they take, and what becomes of them when they stop
(X1, X3)."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from tests import factories

HOURS = {"mon": [["09:00", "13:00"], ["14:00", "17:30"]], "fri": [["22:00", "06:00"]]}
PLAIN = {"timezone": "Europe/Madrid", "hours": HOURS, "capacity": 3, "weight": 2}


def test_hours_capacity_and_weight_are_set_and_taken_back(api: Any, rung: list[str]) -> None:
    path = f"/agents/{factories.make_agent().id}"
    answer = api.patch(path, json=PLAIN)
    assert answer.status_code == 200, answer.json
    assert {name: answer.json[name] for name in PLAIN} == PLAIN
    none = {"timezone": None, "hours": None, "capacity": None, "weight": 1}
    assert api.patch(path, json=none).json | none == api.get(path).json


def test_a_new_agent_may_have_them_from_the_start(api: Any) -> None:
    answer = api.post("/agents", json={"name": "Ann", "email": "ann@example.org"} | PLAIN)
    assert (answer.status_code, answer.json["capacity"]) == (201, 3)
    bare = api.post("/agents", json={"name": "Bob", "email": "bob@example.org"}).json
    assert (bare["hours"], bare["capacity"], bare["weight"]) == (None, None, 1)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"timezone": "Madrid"}, "timezone"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": 1.5}, "capacity"),
        ({"weight": 0}, "weight"),
        ({"weight": 11}, "weight"),
        ({"weight": None}, "weight"),
        ({"hours": {}}, "hours"),
        ({"hours": {"mon": []}}, "hours"),
        ({"hours": [["09:00", "17:00"]]}, "hours"),
        ({"hours": {"monday": [["09:00", "17:00"]]}}, "hours.monday"),
        ({"hours": {"mon": ["09:00", "17:00"]}}, "hours.mon"),
        ({"hours": {"mon": [["9:00", "17:00"]]}}, "hours.mon"),
        ({"hours": {"mon": [["09:00", "24:30"]]}}, "hours.mon"),
        ({"hours": {"mon": [["24:00", "09:00"]]}}, "hours.mon"),
        ({"hours": {"mon": [["09:00", "09:00"]]}}, "hours.mon"),
        ({"hours": {"mon": [["09:00"]]}}, "hours.mon"),
        ({"hours": {"mon": [[9, 17]]}}, "hours.mon"),
        ({"hours": {"mon": [["09:00", "10:00"]] * 11}}, "hours.mon"),
    ],
)
def test_what_cannot_be_is_named(api: Any, asked: dict[str, Any], field: str) -> None:
    answer = api.patch(f"/agents/{factories.make_agent().id}", json=asked)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert answer.json["errors"][0]["message"]


def test_leave_is_added_listed_and_taken_back(api: Any) -> None:
    path = f"/agents/{factories.make_agent().id}/leave"
    days = {"first_day": "2026-08-03", "last_day": "2026-08-14", "reason": "Summer"}
    made = api.post(path, json=days)
    assert made.status_code == 201
    assert made.json | days == made.json
    one_day = api.post(path, json={"first_day": "2026-12-24"}).json
    assert (one_day["last_day"], one_day["reason"]) == ("2026-12-24", "")
    assert [one["id"] for one in api.get(path).json["items"]] == [one_day["id"], made.json["id"]]
    assert api.delete(f"{path}/{made.json['id']}").status_code == 204
    assert api.get(path).json["total"] == 1
    assert api.delete(f"{path}/{made.json['id']}").status_code == 404
    other = factories.make_agent("Bob").id
    assert api.delete(f"/agents/{other}/leave/{one_day['id']}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "first_day"),
        ({"first_day": "tomorrow"}, "first_day"),
        ({"first_day": "2026-08-14", "last_day": "2026-08-03"}, "last_day"),
        ({"first_day": "2026-08-14", "reason": "x" * 201}, "reason"),
    ],
)
def test_wrong_leave_is_named(api: Any, asked: dict[str, Any], field: str) -> None:
    answer = api.post(f"/agents/{factories.make_agent().id}/leave", json=asked)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_agents_say_themselves_that_they_are_away_and_nothing_else(api_as: Any) -> None:
    ann, bob = factories.make_agent("Ann"), factories.make_agent("Bob")
    own = api_as(ann)
    assert own.patch(f"/agents/{ann.id}", json={"available": False}).status_code == 200
    assert own.post(f"/agents/{ann.id}/leave", json={"first_day": "2026-08-03"}).status_code == 201
    for asked in (
        {"capacity": 100},
        {"role": "admin"},
        {"active": False},
        {"available": True, "weight": 9},
    ):
        assert own.patch(f"/agents/{ann.id}", json=asked).status_code == 403
    assert own.patch(f"/agents/{bob.id}", json={"available": False}).status_code == 403
    assert own.get(f"/agents/{bob.id}/leave").status_code == 403
    assert own.post("/agents", json={"name": "X", "email": "x@example.org"}).status_code == 403
    boss = api_as(factories.make_agent("Boss", role=Role.ADMIN))
    assert boss.patch(f"/agents/{bob.id}", json={"available": False}).status_code == 200


def test_who_has_open_contacts_does_not_stop_without_a_word(api: Any) -> None:
    ann, bob = factories.make_agent("Ann"), factories.make_agent("Bob")
    dora = factories.make_contact(owner=ann)
    path = f"/agents/{ann.id}"
    answer = api.patch(path, json={"active": False})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "contacts")
    assert "Ann has 1 open contact:" in answer.json["detail"]
    assert api.patch(path, json={"contacts": "keep"}).status_code == 422
    for wrong in ("ann@example.org", "nobody@example.org", "burn"):
        answer = api.patch(path, json={"active": False, "contacts": wrong})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "contacts")
    assert Agent.get_by_id(ann.id).active
    answer = api.patch(path, json={"active": False, "contacts": "bob@example.org"})
    assert (answer.status_code, answer.json["active"]) == (200, False)
    assert api.get(f"/contacts/{dora.id}").json["owner"]["id"] == bob.id


def test_a_missing_agent_is_missing(api: Any) -> None:
    for asked in ({"available": False}, {"active": False}, {"weight": 2}):
        assert api.patch("/agents/999999", json=asked).status_code == 404

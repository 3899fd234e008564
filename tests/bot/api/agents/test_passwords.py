"""Passwords by the API: administrators set them, agents change their own. X13."""

from collections.abc import Callable
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.agents.session import Session
from tests import factories

NEW = "a new long password"


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", password=factories.PASSWORD)


@pytest.fixture
def admin(database: None) -> Agent:
    return factories.make_agent("Max", role=Role.ADMIN)


def test_a_new_agent_signs_in_with_the_first_password(
    api_as: Any, admin: Agent, browser: Any
) -> None:
    asked = {"name": "Eve", "email": "eve@example.org", "password": f" {NEW} "}
    answer = api_as(admin).post("/agents", json=asked)
    assert answer.status_code == 201
    assert NEW not in answer.text
    assert browser.signs_in("eve@example.org", NEW).status_code == 401
    assert browser.signs_in("eve@example.org", f" {NEW} ").status_code == 303


def test_agents_change_their_own_with_the_present_one(
    api_as: Any, ann: Agent, browser_of: Any, browser: Any
) -> None:
    here = browser_of(ann)
    asked = {"password": NEW, "current_password": factories.PASSWORD}
    assert api_as(ann).patch(f"/agents/{ann.id}", json=asked).status_code == 200
    assert here.open("/").status_code == 302
    assert not Session.select().exists()
    assert browser.signs_in(ann.email, factories.PASSWORD).status_code == 401
    assert browser.signs_in(ann.email, NEW).status_code == 303


def test_administrators_set_everybodys(
    api: Any, api_as: Any, ann: Agent, admin: Agent, browser: Any
) -> None:
    assert api_as(admin).patch(f"/agents/{ann.id}", json={"password": NEW}).status_code == 200
    assert browser.signs_in(ann.email, NEW).status_code == 303
    assert api.patch(f"/agents/{ann.id}", json={"password": NEW + "2"}).status_code == 200


@pytest.mark.parametrize("asked", [{}, {"current_password": "wrong password"}])
def test_without_the_present_one_it_stays(
    api_as: Any, ann: Agent, asked: dict[str, str], browser: Any
) -> None:
    answer = api_as(ann).patch(f"/agents/{ann.id}", json={"password": NEW} | asked)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json["errors"]] == ["current_password"]
    assert browser.signs_in(ann.email).status_code == 303


def test_administrators_too_need_their_present_one(api_as: Any, admin: Agent) -> None:
    own = api_as(admin)
    assert own.patch(f"/agents/{admin.id}", json={"password": NEW}).status_code == 200
    assert own.patch(f"/agents/{admin.id}", json={"password": NEW + "2"}).status_code == 422


def test_colleagues_and_managers_set_nobodys(api_as: Any, ann: Agent) -> None:
    for role in (Role.SALES_AGENT, Role.SALES_MANAGER):
        other = api_as(factories.make_agent(role.value, role=role))
        assert other.patch(f"/agents/{ann.id}", json={"password": NEW}).status_code == 403


def test_guessing_the_present_one_is_slowed_down(
    api_as: Any, ann: Agent, hold_clock: Callable[[str], None]
) -> None:
    hold_clock("2026-01-01T00:00:00+00:00")
    own = api_as(ann)
    asked = {"password": NEW, "current_password": "a guess"}
    codes = [own.patch(f"/agents/{ann.id}", json=asked).status_code for _ in range(9)]
    assert codes == [422] * 8 + [429]
    assert own.patch(f"/agents/{ann.id}", json=asked).headers["Retry-After"] == "30"


@pytest.mark.parametrize("password", ["short", "x" * 1025, None, 5])
def test_too_short_and_too_long_ones_are_refused(api: Any, ann: Agent, password: Any) -> None:
    answer = api.patch(f"/agents/{ann.id}", json={"password": password})
    assert [one["field"] for one in answer.json["errors"]] == ["password"]


def test_the_present_one_alone_changes_nothing(api_as: Any, ann: Agent) -> None:
    answer = api_as(ann).patch(f"/agents/{ann.id}", json={"current_password": factories.PASSWORD})
    assert [one["field"] for one in answer.json["errors"]] == ["current_password"]


def test_answers_show_neither_password_nor_hash(api: Any, ann: Agent) -> None:
    assert "password" not in api.get(f"/agents/{ann.id}").text

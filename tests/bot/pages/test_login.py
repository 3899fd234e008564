"""Signing in and out: same answer for whatever is wrong, at a pace that makes guessing hopeless."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from models.agents.agent import Agent, Role
from models.agents.session import Session
from tests import factories

START = datetime(2026, 1, 1, tzinfo=UTC)
PAGES = ("/", "/contacts", "/contacts/1", "/rules", "/inbox", "/outbox")


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", password=factories.PASSWORD)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_needs_a_login_and_comes_back_after_it(browser: Any, path: str) -> None:
    answer = browser.open(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/login")
    if path != "/":
        assert answer.location.endswith(path.replace("/", "%2F")) or path in answer.location


def test_the_right_password_opens_the_pages(browser: Any, ann: Agent) -> None:
    answer = browser.signs_in("ANN@example.org ")
    assert (answer.status_code, answer.location) == (303, "/")
    cookie = browser.client.get_cookie("usher")
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert "Ann" in browser.sees("/")
    assert browser.open("/login").status_code == 302


def test_whatever_is_wrong_is_answered_the_same(browser: Any, ann: Agent) -> None:
    factories.make_agent("Bob", password=factories.PASSWORD, active=False)
    factories.make_agent("Cid")
    answers = [
        browser.signs_in("ann@example.org", "wrong"),
        browser.signs_in("nobody@example.org"),
        browser.signs_in("bob@example.org"),
        browser.signs_in("cid@example.org", ""),
        browser.signs_in("a\0nn@example.org", "x\0"),
    ]
    assert [one.status_code for one in answers] == [401, 401, 401, 200, 401]
    assert (
        len({one.text.count("do not fit together") for one in answers if one.status_code == 401})
        == 1
    )


def test_guessing_is_slowed_down(
    browser: Any, ann: Agent, hold_clock: Callable[[str], None]
) -> None:
    hold_clock("2026-01-01T00:00:00+00:00")
    codes = [browser.signs_in(ann.email, f"guess {n}").status_code for n in range(9)]
    assert codes == [401] * 8 + [429]
    refused = browser.signs_in(ann.email)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "30"
    hold_clock("2026-01-01T00:00:31+00:00")
    assert browser.signs_in(ann.email).status_code == 303


def test_guessing_many_accounts_is_slowed_down_too(
    browser: Any, hold_clock: Callable[[str], None]
) -> None:
    hold_clock("2026-01-01T00:00:00+00:00")
    codes = [browser.signs_in(f"{n}@example.org", "guess").status_code for n in range(41)]
    assert codes == [401] * 40 + [429]


def test_right_passwords_are_not_counted(browser: Any, ann: Agent) -> None:
    for _ in range(12):
        assert browser.signs_in(ann.email).status_code == 303
        browser.submits("/logout")


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(browser: Any, ann: Agent, wanted: str) -> None:
    answer = browser.submits(
        f"/login?next={wanted}", "/login", email=ann.email, password=factories.PASSWORD
    )
    assert answer.location == "/"


def test_one_comes_to_the_page_that_one_wanted(browser: Any, ann: Agent) -> None:
    answer = browser.submits(
        "/login?next=/contacts?q%3Ddora", "/login", email=ann.email, password=factories.PASSWORD
    )
    assert answer.location == "/contacts?q=dora"


def test_forged_forms_are_refused(browser_of: Any, ann: Agent) -> None:
    browser = browser_of(ann)
    assert browser.client.post("/logout").status_code == 400
    assert browser.client.post("/inbox/1/retry").status_code == 400
    assert "Ann" in browser.sees("/")


def test_signing_out_ends_the_session(browser_of: Any, ann: Agent) -> None:
    browser = browser_of(ann)
    assert browser.submits("/logout").status_code == 303
    assert browser.open("/").status_code == 302


@pytest.mark.parametrize(
    "change", [{"active": False}, {"password_hash": "another"}, {"role": Role.SUPPORT}]
)
def test_a_session_ends_with_the_account_its_password_and_its_role(
    browser_of: Any, ann: Agent, change: dict[str, Any]
) -> None:
    browser = browser_of(ann)
    Agent.update(**change).where(Agent.id == ann.id).execute()
    assert browser.open("/").status_code == 302


def test_a_role_that_is_taken_away_counts_at_once(browser_of: Any, database: None) -> None:
    """X13."""
    admin = factories.make_agent("Bob", role=Role.ADMIN, password=factories.PASSWORD)
    browser = browser_of(admin)
    assert browser.open("/inbox").status_code == 200
    Agent.update(role=Role.SUPPORT).where(Agent.id == admin.id).execute()
    assert browser.open("/inbox").status_code == 302
    browser.signs_in(admin.email)
    assert browser.open("/inbox").status_code == 403


def test_other_changes_of_the_agent_end_no_session(browser_of: Any, ann: Agent) -> None:
    browser = browser_of(ann)
    Agent.update(available=False, name="Anna").where(Agent.id == ann.id).execute()
    assert "Anna" in browser.sees("/")


def test_a_stolen_cookie_is_dead_after_signing_out(browser_of: Any, ann: Agent, app: Flask) -> None:
    browser, thief = browser_of(ann), app.test_client()
    thief.set_cookie("usher", browser.client.get_cookie("usher").value)
    assert thief.get("/").status_code == 200
    browser.submits("/logout")
    assert thief.get("/").status_code == 302


def test_each_sign_in_is_a_session_of_its_own(browser_of: Any, ann: Agent) -> None:
    one, other = browser_of(ann), browser_of(ann)
    assert Session.select().count() == 2
    one.submits("/logout")
    assert (one.open("/").status_code, other.open("/").status_code) == (302, 200)
    [kept] = Session.select()
    assert kept.address == "127.0.0.1"


def test_a_session_ends_when_nobody_uses_it(
    browser_of: Any, ann: Agent, hold_clock: Callable[[str], None]
) -> None:
    hold_clock("2026-01-01T08:00:00+00:00")
    browser = browser_of(ann)
    for moment, code in (("01T19:59", 200), ("02T07:58", 200), ("02T19:59", 302)):
        hold_clock(f"2026-01-{moment}:00+00:00")
        assert browser.open("/").status_code == code


def test_no_session_lasts_longer_than_two_weeks(
    browser_of: Any, ann: Agent, hold_clock: Callable[[str], None]
) -> None:
    hold_clock(START.isoformat())
    browser = browser_of(ann)
    for hours in range(8, 14 * 24, 8):
        hold_clock((START + timedelta(hours=hours)).isoformat())
        assert browser.open("/rules").status_code == 200
    hold_clock((START + timedelta(days=14)).isoformat())
    assert browser.open("/rules").status_code == 302


def test_sessions_that_have_ended_are_cleared_away(
    browser_of: Any, ann: Agent, hold_clock: Callable[[str], None]
) -> None:
    hold_clock("2026-01-01T08:00:00+00:00")
    browser_of(ann)
    hold_clock("2026-01-02T08:00:00+00:00")
    browser_of(ann)
    assert Session.select().count() == 1

"""One's own account at the pages: here or away, password, leave, sessions, notices. X1, X13, W6."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Leave, Role
from models.agents.session import Session
from models.clock import now
from models.notices import wording
from models.notices.notification import Notification
from tests import factories


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


def tell(agent: Agent, subject: str, **values: Any) -> Notification:
    letter = wording.notice(agent, subject, subject, [["When", "9 to 10"]], "/contacts")
    return Notification.create(agent=agent, key=f"test:{subject}", payload=letter, **values)


def test_one_is_away_with_one_click_from_any_page(browser_of: Any, bob: Agent) -> None:
    """X1."""
    browser = browser_of(bob)
    answer = browser.submits("/me/available", "/contacts", available="no", back="/contacts?q=a")
    assert answer.location == "/contacts?q=a"
    assert not Agent.get_by_id(bob.id).available
    assert "Press to be here" in browser.sees("/contacts")
    assert "chip-odd" in browser.sees("/me")
    browser.submits("/me/available", available="yes", back="/")
    assert Agent.get_by_id(bob.id).available


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example", ""])
def test_the_switch_leads_to_no_other_site(browser_of: Any, bob: Agent, back: str) -> None:
    answer = browser_of(bob).submits("/me/available", available="no", back=back)
    assert answer.location == "/me"


def test_a_new_password_ends_all_sessions_but_this(browser_of: Any, bob: Agent) -> None:
    """X13."""
    browser, other = browser_of(bob), browser_of(bob)
    words = {"current_password": factories.PASSWORD, "password": "a better password"}
    answer = browser.submits("/me/password", "/me/password", **words, again="a better password")
    assert answer.location == "/me"
    assert "Your password is changed" in browser.sees("/me")
    assert other.open("/me").status_code == 302
    assert other.signs_in(bob.email, "a better password").status_code == 303


@pytest.mark.parametrize(
    ("present", "new", "again", "complaint"),
    [
        ("wrong", "a better password", "a better password", "not your present password"),
        (factories.PASSWORD, "short", "short", "give 10 to 1024 characters"),
        (factories.PASSWORD, "a better password", "a bitter password", "not the same"),
    ],
)
def test_a_password_is_refused_beside_its_field(
    browser_of: Any, bob: Agent, present: str, new: str, again: str, complaint: str
) -> None:
    words = {"current_password": present, "password": new, "again": again}
    answer = browser_of(bob).submits("/me/password", "/me/password", **words)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert new not in answer.text
    assert Agent.get_by_id(bob.id).password_hash == bob.password_hash


def test_guessing_the_present_password_is_slowed_down(browser_of: Any, bob: Agent) -> None:
    browser = browser_of(bob)
    words = {"current_password": "wrong", "password": "a better password"}
    for _ in range(9):
        answer = browser.submits("/me/password", "/me/password", **words, again=words["password"])
    assert "too many wrong passwords" in answer.text


def test_own_leave_is_added_shown_and_taken_back(browser_of: Any, bob: Agent) -> None:
    browser = browser_of(bob)
    evil = "<script>alert(1)</script>"
    days = {"first_day": "2030-08-05", "last_day": "2030-08-09"}
    assert browser.submits("/me/leave", "/me/leave", **days, reason=evil).location == "/me"
    page = browser.sees("/me")
    assert "5 August 2030 to 9 August 2030" in page
    assert evil not in page
    browser.submits(f"/me/leave/{Leave.get().id}/cancel", "/me")
    assert not Leave.select().exists()


def test_leave_that_ends_before_it_starts_is_kept_as_typed(browser_of: Any, bob: Agent) -> None:
    days = {"first_day": "2030-08-05", "last_day": "2030-08-01"}
    answer = browser_of(bob).submits("/me/leave", "/me/leave", **days)
    assert answer.status_code == 422
    assert "not before the first one" in answer.text
    assert "2030-08-01" in answer.text
    assert "give" in browser_of(bob).submits("/me/leave", "/me/leave", last_day="").text


def test_colleagues_leave_cannot_be_taken_back_here(browser_of: Any, bob: Agent) -> None:
    day = date(2030, 8, 5)
    theirs = Leave.create(agent=factories.make_agent("Cid"), first_day=day, last_day=day)
    assert browser_of(bob).submits(f"/me/leave/{theirs.id}/cancel").status_code == 404
    assert Leave.select().exists()


def test_one_signs_out_elsewhere(browser_of: Any, bob: Agent) -> None:
    browser, second, third = browser_of(bob), browser_of(bob), browser_of(bob)
    assert browser.sees("/me").count("Sign out there") == 2
    oldest = Session.select().order_by(Session.id)[1]
    browser.submits(f"/me/sessions/{oldest.id}/end", "/me")
    assert second.open("/me").status_code == 302
    browser.submits("/me/sessions/end", "/me")
    assert third.open("/me").status_code == 302
    assert "Sign out there" not in browser.sees("/me")


def test_sessions_of_others_are_not_found(browser_of: Any, api_as: Any, bob: Agent) -> None:
    cid = factories.make_agent("Cid", password=factories.PASSWORD)
    theirs, own = browser_of(cid), browser_of(bob)
    id = Session.get(Session.agent == cid).id
    assert own.submits(f"/me/sessions/{id}/end").status_code == 404
    assert api_as(bob).delete(f"/sessions/{id}").status_code == 404
    assert theirs.open("/me").status_code == 200


def test_a_key_lists_and_ends_sessions_of_its_agent(
    api: Any, api_as: Any, browser_of: Any, bob: Agent
) -> None:
    browser = browser_of(bob)
    Session.create(digest="old", agent=bob, address="", seen_at=now() - timedelta(hours=13))
    [shown] = api_as(bob).get("/sessions").get_json()["items"]
    assert shown["address"] == "127.0.0.1"
    assert api_as(bob).delete(f"/sessions/{shown['id']}").status_code == 204
    assert browser.open("/me").status_code == 302
    assert api.get("/sessions").status_code == 403


def test_notices_are_counted_until_they_are_read(browser_of: Any, bob: Agent) -> None:
    """W6."""
    first = tell(bob, "Dora is yours")
    tell(bob, "Emil is yours")
    browser = browser_of(bob)
    assert 'data-news="notices">2<' in browser.sees("/")
    browser.submits("/notices/read", "/notices", notice=str(first.id))
    assert "Dora is yours" not in browser.sees("/notices?unread=1")
    unread = browser.sees("/notices?unread=1")
    assert "Emil is yours" in unread
    assert "When: 9 to 10" in unread
    assert "Hello Bob" not in unread, "so a letter begins"
    browser.submits("/notices/read", "/notices")
    page = browser.sees("/notices")
    assert 'data-news="notices" hidden' in page
    assert "Dora is yours" in page
    assert Notification.select().where(Notification.read_at.is_null()).count() == 0


def test_notices_of_open_contacts_are_not_counted_for_who_may_not_see_them(
    browser_of: Any, database: None
) -> None:
    """A6."""
    sam = factories.make_agent("Sam", role=Role.SUPPORT, password=factories.PASSWORD)
    lost = factories.make_contact("Carl", status="Lost")
    tell(sam, "Dora is yours", contact=factories.make_contact())
    assert 'data-news="notices" hidden' in browser_of(sam).sees("/")
    tell(sam, "Carl is yours", contact=lost)
    assert 'data-news="notices">1<' in browser_of(sam).sees("/")


def test_what_customers_are_called_is_text_in_notices(browser_of: Any, bob: Agent) -> None:
    tell(bob, "<script>alert(1)</script> is yours")
    assert "&lt;script&gt;" in browser_of(bob).sees("/notices")


def test_every_form_of_the_account_needs_its_token(browser_of: Any, bob: Agent) -> None:
    client = browser_of(bob).client
    own = ("available", "password", "leave", "sessions/end", "calendar", "calendar/end")
    for path in (*(f"/me/{one}" for one in own), "/notices/read"):
        assert client.post(path, data={"available": "no"}).status_code == 400
    assert Agent.get_by_id(bob.id).available


def test_the_address_of_a_calendar_is_shown_once_and_can_be_switched_off(
    browser_of: Any, client: Any, bob: Agent
) -> None:
    """I8."""
    browser = browser_of(bob)
    page = browser.submits("/me/calendar", "/me")
    assert page.status_code == 201
    [address] = set(re.findall(r"http://usher\.test/calendar/[\w-]{43}\.ics", page.text))
    path = address.removeprefix("http://usher.test")
    assert path not in browser.sees("/me")
    assert client.get(path).status_code == 200
    browser.submits("/me/calendar/end", "/me")
    assert "opens nothing any more" in browser.sees("/me")
    assert client.get(path).status_code == 404

"""Contact settings and roles as pages. A1, A5, A7, A8, A10, X13, X15."""

from html import unescape
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.settings.organisation import Organisation
from models.settings.status import Status
from tests import factories


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


def status(name: str) -> Status:
    found: Status = Status.get(Status.name == name)
    return found


def version_in(page: str) -> str:
    value = page.partition('name="version"')[2].partition('value="')[2].partition('"')[0]
    return unescape(value)


def saved(browser: Any, **fields: Any) -> Any:
    """The contact settings as they are, but for `fields`, sent by their form."""
    organisation = Organisation.the()
    closures = [str(one.id) for one in Status.select().where(Status.closure)]
    now: dict[str, Any] = {
        "default_status": str(organisation.default_status_id),
        "closure_statuses": closures,
        "closure_days": str(organisation.closure_days),
    }
    return browser.submits("/settings", "/settings", **now | fields)


def test_they_are_saved_by_the_save_button(browser_of: Any, ann: Agent) -> None:
    browser, wanted = browser_of(ann), status("Interested")
    assert ">Save</button>" in browser.sees("/settings")
    assert saved(browser, default_status=str(wanted.id), closure_days="21").status_code == 303
    assert "The contact settings are saved." in browser.sees("/settings")
    assert Organisation.the().default_status_id == wanted.id
    assert Organisation.the().closure_days == 21


def test_closure_statuses_are_chosen_together(browser_of: Any, ann: Agent) -> None:
    chosen = [str(status(name).id) for name in ("Converted", "Interested")]
    assert saved(browser_of(ann), closure_statuses=chosen).status_code == 303
    closing = {one.name for one in Status.select().where(Status.closure)}
    assert closing == {"Converted", "Interested"}


def test_the_last_closure_status_stays(browser_of: Any, ann: Agent) -> None:
    before = Status.select().where(Status.closure).count()
    answer = saved(browser_of(ann), closure_statuses=[])
    assert answer.status_code == 422
    assert "name at least one: the list is never empty" in answer.text
    assert Status.select().where(Status.closure).count() == before


def test_what_is_refused_is_said_beside_the_field_and_kept(browser_of: Any, ann: Agent) -> None:
    answer = saved(browser_of(ann), closure_days="9999")
    assert answer.status_code == 422
    assert "give a whole number from 1 to 3650" in answer.text
    assert 'value="9999"' in answer.text
    assert saved(browser_of(ann), closure_days="").status_code == 422


def test_two_who_save_at_once_do_not_overwrite_each_other(browser_of: Any, ann: Agent) -> None:
    browser = browser_of(ann)
    version = version_in(browser.sees("/settings"))
    assert saved(browser, version=version, closure_days="20").status_code == 303
    answer = saved(browser, version=version, closure_days="30")
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile" in answer.text
    assert "Now it is: 20" in answer.text
    assert 'value="30"' in answer.text
    assert Organisation.the().closure_days == 20


def test_who_has_seen_what_another_saved_may_put_theirs_in_its_place(
    browser_of: Any, ann: Agent
) -> None:
    browser = browser_of(ann)
    version = version_in(browser.sees("/settings"))
    saved(browser, version=version, closure_days="20")
    answer = saved(browser, version=version, closure_days="30")
    assert saved(browser, version=version_in(answer.text), closure_days="30").status_code == 303
    assert Organisation.the().closure_days == 30


def test_everybody_reads_them_administrators_save(browser_of: Any, ann: Agent, bob: Agent) -> None:
    browser = browser_of(bob)
    page = browser.sees("/settings")
    assert "Administrators change these." in page
    assert ">Save</button>" not in page
    assert saved(browser, closure_days="3").status_code == 403


def test_non_sales_roles_lead_to_the_page_of_roles(browser_of: Any, bob: Agent) -> None:
    browser = browser_of(bob)
    assert '<a href="/settings/roles#non-sales">Non-Sales Roles</a>' in browser.sees("/settings")
    page = browser.sees("/settings/roles")
    sales, others = page.split('id="non-sales"')[0], page.split('id="non-sales"')[1]
    assert "Sales agent" in sales
    assert "Support" in others.split('id="abilities"')[0]
    assert "Contacts in a closure status" in others


def test_what_the_page_of_roles_asks_for_is_a_call(browser_of: Any, ann: Agent) -> None:
    page = browser_of(ann).sees("/settings/roles").split('id="abilities"')[1]
    for row in page.split("<tr>")[2:]:
        assert 'aria-label="yes"' in row, row


ORGANISATION = {
    "name": "Linden & Loom",
    "timezone": "Europe/Madrid",
    "hand_over_words": "agent\n\nhuman",
    "hand_over_text": "A colleague is on the way.",
    "bot_returns_after": "",
    "notice_template": "contact_assigned",
    "notice_language": "en",
}


def test_the_organisation_is_saved(browser_of: Any, ann: Agent) -> None:
    browser, page = browser_of(ann), "/settings/organisation"
    assert browser.submits(page, page, **ORGANISATION).status_code == 303
    kept = Organisation.the()
    assert (kept.timezone, kept.hand_over_words) == ("Europe/Madrid", ["agent", "human"])
    assert (kept.bot_returns_after, kept.return_to_former_owner) == (None, False)
    answer = browser.submits(page, page, **ORGANISATION | {"notice_template": "No Such"})
    assert answer.status_code == 422
    assert 'id="notice_template-wrong"' in answer.text
    assert 'value="No Such"' in answer.text


def test_how_long_things_are_kept_is_saved(browser_of: Any, ann: Agent) -> None:
    browser, page = browser_of(ann), "/settings/privacy"
    days = {"keep_payloads_days": "20", "keep_work_days": "40", "keep_messages_months": "24"}
    assert browser.submits(page, page, **days).status_code == 303
    assert Organisation.the().keep_messages_months == 24
    answer = browser.submits(page, page, **days | {"keep_work_days": "10"})
    assert answer.status_code == 422
    assert "give keep_work_days as many days" in unescape(answer.text)


REMINDERS = {
    "kinds": "step,step",
    "reminders-0-days": "2",
    "reminders-0-side": "before",
    "reminders-0-to": "owner",
    "reminders-1-days": "3",
    "reminders-1-side": "after",
    "reminders-1-to": "manager",
    "first_reply_minutes": "30",
    "first_reply_then": "escalate",
    "quiet_from": "20:00",
    "quiet_to": "08:00",
    "digest_at": "",
}


def test_the_ladder_keeps_the_day_itself(browser_of: Any, ann: Agent) -> None:
    browser, page = browser_of(ann), "/settings/reminders"
    assert browser.submits(page, page, **REMINDERS).status_code == 303
    kept = Organisation.the()
    ladder = [(one["days"], one["to"]) for one in kept.reminders]
    assert sorted(ladder) == [(-2, "owner"), (0, "owner"), (3, "manager")]
    assert (kept.first_reply_minutes, kept.quiet_from, kept.digest_at) == (30, "20:00", None)
    assert 'value="3"' in browser.sees(page)


def test_a_step_comes_by_its_button_and_a_wrong_one_is_named(browser_of: Any, ann: Agent) -> None:
    browser, page = browser_of(ann), "/settings/reminders"
    shown = browser.submits(page, page, **REMINDERS, add="step").text
    assert 'name="reminders-2-days"' in shown
    assert 'value="20:00"' in shown
    answer = browser.submits(page, page, **REMINDERS | {"reminders-1-days": "900"})
    assert answer.status_code == 422
    assert 'id="reminders-1-days-wrong"' in answer.text
    answer = browser.submits(page, page, **REMINDERS | {"quiet_to": ""})
    assert 'id="quiet_to-wrong"' in answer.text


@pytest.mark.parametrize("path", ["/settings", "/setup/statuses"])
def test_the_closure_statuses_stand_with_their_dots(browser_of: Any, ann: Agent, path: str) -> None:
    """M2; a name is text all the same."""
    Status.create(name="<b>Fair</b>", color="#123456", position=9)
    boxes = browser_of(ann).sees(path).split("Sales closure statuses")[1]
    assert 'fill="#123456"' in boxes
    assert "&lt;b&gt;Fair" in boxes
    assert "<b>Fair" not in boxes

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
    assert Organisation.the().closure_days == 20


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

"""Statuses as pages: the table, the form, their order, deletion with a way out. M1 to M4."""

import re
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact import Contact
from models.settings.automation import Automation
from models.settings.status import Status
from tests import factories

LIST = "/settings/statuses"


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def browser(browser_of: Any, ann: Agent) -> Any:
    return browser_of(ann)


def status(name: str) -> Status:
    found: Status = Status.get(Status.name == name)
    return found


def names() -> list[str]:
    return [str(one.name) for one in Status.select().order_by(Status.position, Status.id)]


def test_a_new_status_is_in_the_table_and_usable_at_once(browser: Any) -> None:
    fields = {"name": "Awaiting payment", "color": "#AA3366", "picker": "#0d6efd"}
    answer = browser.submits(f"{LIST}/add", f"{LIST}/add", was="#0d6efd", **fields)
    assert answer.status_code == 303
    page = browser.sees(LIST)
    assert "Awaiting payment can be used from now on." in page
    assert 'fill="#aa3366"' in page
    assert names()[-1] == "Awaiting payment"
    assert "Awaiting payment" in browser.sees("/settings")


@pytest.mark.parametrize(
    ("picker", "code", "kept"),
    [
        ("#111111", "#222222", "#222222"),
        ("#111111", "#0d6efd", "#111111"),
        ("#111111", "", "#111111"),
        ("#0d6efd", "#222222", "#222222"),
    ],
)
def test_the_code_counts_or_else_the_picker(
    browser: Any, picker: str, code: str, kept: str
) -> None:
    fields = {"name": "New", "color": code, "picker": picker, "was": "#0d6efd"}
    assert browser.submits(f"{LIST}/add", f"{LIST}/add", **fields).status_code == 303
    assert status("New").color == kept


def test_what_is_wrong_is_said_beside_the_field_and_all_is_kept(browser: Any) -> None:
    fields = {"name": "Converted", "color": "blue", "picker": "#111111", "was": "#0d6efd"}
    answer = browser.submits(f"{LIST}/add", f"{LIST}/add", **fields)
    assert answer.status_code == 422
    assert "give a colour as #rrggbb" in answer.text
    assert 'value="Converted"' in answer.text
    answer = browser.submits(f"{LIST}/add", f"{LIST}/add", **fields | {"color": "#123456"})
    assert "Converted exists already" in answer.text


def test_it_is_renamed_and_coloured_anew(browser: Any) -> None:
    place = f"{LIST}/{status('Lost').id}"
    fields = {"name": "Gone", "color": "#010203", "was": "#dc3545", "closure": "y"}
    assert browser.submits(place, place, **fields).status_code == 303
    assert (status("Gone").color, status("Gone").closure) == ("#010203", True)


def test_the_server_searches_for_browsers_without_scripts(browser: Any) -> None:
    found = browser.sees(f"{LIST}?q=VERT")
    assert "Converted" in found
    assert "Negotiation" not in found
    assert re.search(r'no-rows">Nothing has this', browser.sees(f"{LIST}?q=zzz"))


def test_columns_are_hidden_by_the_address_too(browser: Any) -> None:
    page = browser.sees(f"{LIST}?columns=chosen&show=id")
    assert '<th scope="col" data-column="id">' in page
    assert '<th scope="col" data-column="color" hidden>' in page


def test_they_are_ordered_by_drag_and_by_buttons(browser: Any) -> None:
    ids = [str(one.id) for one in Status.select().order_by(Status.position, Status.id)]
    first, second, *rest = names()
    browser.submits(f"{LIST}/order", LIST, move=f"{ids[0]}:down")
    assert names() == [second, first, *rest]
    browser.submits(f"{LIST}/order", LIST, order=",".join(ids))
    assert names() == [first, second, *rest]
    browser.submits(f"{LIST}/order", LIST, move=f"{ids[0]}:up")
    assert names() == [first, second, *rest]


def test_deleting_asks_first_and_moves_its_contacts(browser: Any) -> None:
    dora, place = factories.make_contact("Dora", status="Interested"), status("Interested")
    page = browser.sees(f"{LIST}/{place.id}/delete")
    assert "1 contact stands in it." in page
    assert "Delete Interested</button>" in page
    path, wanted = f"{LIST}/{place.id}/delete", status("Negotiation")
    assert browser.submits(path, path, move_to=str(wanted.id)).status_code == 303
    assert Contact.get_by_id(dora.id).status_id == wanted.id
    assert "Interested" not in names()


def test_an_empty_one_is_deleted_once_confirmed(browser: Any) -> None:
    place = Status.create(name="Trial", position=90)
    path = f"{LIST}/{place.id}/delete"
    assert "No contact stands in it." in browser.sees(path)
    assert "Trial" in names()
    assert browser.submits(path, path).status_code == 303
    assert "Trial" not in names()


def test_an_automation_that_goes_along_is_named(browser: Any) -> None:
    place = Status.create(name="Trial", position=90)
    path = f"{LIST}/{place.id}/delete"
    assert "goes with it" not in browser.sees(path)
    made = Automation.create(status=place, actions=[{"tag": "Tried"}])
    assert f'<a href="/settings/automations/{made.id}">automation</a> goes' in browser.sees(path)


def test_the_default_stays_and_the_page_says_why(browser: Any) -> None:
    path = f"{LIST}/{status('New Lead').id}/delete"
    page = browser.sees(path)
    assert "New Lead is the default status: choose another default first." in page
    assert "Delete New Lead</button>" not in page
    answer = browser.submits(path, LIST)
    assert answer.status_code == 422
    assert "New Lead" in names()


def test_the_last_closure_status_stays(browser: Any) -> None:
    closing = status("Converted")
    Status.update(closure=False).where(Status.id != closing.id).execute()
    page = browser.sees(f"{LIST}/{closing.id}/delete")
    assert "is the last closure status" in page


def test_agents_see_them_and_may_change_none(browser_of: Any, database: None) -> None:
    browser = browser_of(factories.make_agent("Bob", password=factories.PASSWORD))
    page = browser.sees(LIST)
    assert "New Lead" in page
    assert "New status" not in page
    assert "data-id" not in page
    assert browser.open(f"{LIST}/add").status_code == 403


def test_a_name_is_text_wherever_it_stands(browser: Any) -> None:
    place = Status.create(name="<script>alert(1)</script>", position=91)
    for path in (LIST, f"{LIST}/{place.id}", f"{LIST}/{place.id}/delete", "/settings"):
        page = browser.sees(path)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_status_that_must_stay_leads_to_what_keeps_it_and_nowhere_else(browser: Any) -> None:
    """M4."""
    page = browser.sees(f"{LIST}/{status('New Lead').id}/delete")
    way_out = page.split('<p class="ways">')[1].split("</p>")[0]
    assert "Contact settings" in way_out
    assert way_out.count("<a ") == 1


def test_the_assignment_rules_stand_among_the_settings(browser: Any) -> None:
    """R2: where who moves over from Interakt looks for them."""
    assert 'href="/rules"' in browser.sees("/settings").split('id="settings-menu"')[1]

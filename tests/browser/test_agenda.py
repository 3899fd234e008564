"""My interactions in a browser: the seed's sentences one by one, by keyboard, on a phone, without
scripts, in a week in which the clocks change. I6."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from models.agents.agent import Role
from models.clock import now
from tests.browser.conftest import PHONE, Watched
from tests.browser.test_every_page import violations

TODAY = now().date()
"""The shop is in UTC."""


def blocks(page: Page) -> list[dict[str, float]]:
    boxes = [one.bounding_box() for one in page.locator(".slot-in").all()]
    return [dict(box) for box in boxes if box]


def count(page: Page, state: str) -> int:
    said = page.get_by_role("navigation", name="Which interactions").get_by_role("link", name=state)
    found = re.search(r"\((\d+)\)", said.inner_text())
    assert found
    return int(found[1])


def test_the_menu_leads_to_the_upcoming_ones_of_today(opened: Watched) -> None:
    page = opened(Role.OWNER, "/")
    page.get_by_role("link", name="Interactions", exact=True).click()
    expect(page).to_have_url(re.compile("/interactions$"))
    expect(page.locator("h1")).to_have_text("My interactions")
    expect(page.get_by_role("link", name="Open (")).to_have_attribute("aria-current", "page")
    expect(page.locator(".meet").first).to_contain_text("Offer")


def test_status_tabs_show_what_was_missed_and_completed(opened: Watched) -> None:
    page = opened(Role.OWNER, f"/interactions?day={TODAY - timedelta(days=1)}")
    page.get_by_role("link", name="Missed (").click()
    expect(page.locator(".meet").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Range")).to_have_count(0)
    expect(page.get_by_role("navigation", name="View")).to_have_count(0)
    page.get_by_role("link", name="Completed (").click()
    expect(page.locator(".meet").first).to_contain_text("Successful")


def test_the_number_is_of_the_month_that_is_shown(opened: Watched) -> None:
    page = opened(Role.OWNER, "/interactions?day=2001-01-01")
    assert [count(page, state) for state in ("Open", "Missed", "Completed")] == [0, 0, 0]
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page.get_by_role("link", name=re.compile(r"Open \([1-9]"))).to_be_visible()


def test_a_day_of_the_month_is_chosen_by_its_dot(opened: Watched) -> None:
    page = opened(Role.OWNER, "/interactions")
    tomorrow = TODAY + timedelta(days=1)
    if tomorrow.month != TODAY.month:
        page.get_by_role("link", name="Next month").click()
    month = page.get_by_role("complementary")
    month.get_by_role("link", name=f"{tomorrow.day} {tomorrow:%B}").click()
    expect(page.locator(".planner-walk h2")).to_contain_text(f"{tomorrow.day} {tomorrow:%B %Y}")
    chosen = month.locator("[aria-current=page]")
    expect(chosen).to_contain_text("chosen")
    expect(chosen.locator(".standing-open")).to_be_visible()


def test_a_week_as_a_calendar_places_blocks_by_time(opened: Watched) -> None:
    page = opened(Role.OWNER, "/interactions")
    page.get_by_role("navigation", name="Range").get_by_role("link", name="Week").click()
    page.get_by_role("navigation", name="View").get_by_role("link", name="Calendar").click()
    expect(page.locator(".day-column")).to_have_count(7)
    found = blocks(page)
    assert len(found) > 4
    for place, one in enumerate(found):
        assert one["height"] > 15
        assert not [other for other in found[place + 1 :] if cover(one, other)]
    page.get_by_role("link", name="Next week").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text(" to ")


def cover(one: dict[str, float], other: dict[str, float]) -> bool:
    across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return across > 1 and down > 1


def test_a_block_opens_under_the_keyboard(opened: Watched) -> None:
    page = opened(Role.OWNER, f"/interactions?day={TODAY + timedelta(days=1)}&view=calendar")
    block = page.locator(".slot-in").first
    block.get_by_role("link").first.focus()
    expect(block).to_have_css("overflow", "visible")


def test_new_ones_are_added_from_here(opened: Watched) -> None:
    page = opened(Role.OWNER, "/interactions", viewport=PHONE, java_script_enabled=False)
    page.get_by_text("Add interaction").click()
    menu = page.locator(".drop ul")
    assert menu.get_by_role("link").all_inner_texts() == [
        "New interaction",
        "New personal interaction",
        "Generate prospect interactions",
        "Generate customer interactions",
    ]
    box = menu.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    menu.get_by_role("link", name="Generate customer interactions").click()
    expect(page.locator("h1")).to_contain_text("customer")


def test_one_is_opened_and_completed_from_here(opened: Watched) -> None:
    page = opened(Role.OWNER, "/interactions")
    row = page.locator(".meet").first
    name = row.get_by_role("link").first.inner_text()
    row.get_by_role("link", name="Complete").click()
    expect(page).to_have_url(re.compile("/interactions/[0-9]+/complete"))
    page.go_back()
    row.get_by_role("link", name=name, exact=True).click()
    expect(page).to_have_url(re.compile("/interactions/[0-9]+$"))


def test_it_is_walked_by_keyboard(opened: Watched) -> None:
    page = opened(Role.OWNER, "/interactions")
    page.get_by_role("link", name="Next day").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".planner-walk h2")).to_contain_text("Tomorrow")
    page.get_by_role("link", name="Previous month").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.month') !== null")


def test_it_refreshes_itself_and_the_focus_stays(opened: Watched) -> None:
    page = opened(Role.OWNER, "/interactions")
    following = page.get_by_role("link", name="Next day")
    following.focus()
    page.evaluate("document.querySelector('.planner-walk h2').textContent = 'Old'")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".planner-walk h2")).to_contain_text("Today")
    expect(following).to_be_focused()
    page.reload()
    following.focus()
    page.evaluate("window.held = document.activeElement")
    with page.expect_response("**/interactions/planner*") as answer:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    answer.value.finished()
    assert page.evaluate("document.activeElement === window.held"), "nothing is new"


@pytest.mark.parametrize("view", ["list", "calendar"])
def test_on_a_phone_each_day_is_a_list(opened: Watched, view: str) -> None:
    page = opened(Role.OWNER, f"/interactions?range=week&view={view}", viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found = blocks(page) if view == "calendar" else []
    assert [one["x"] for one in found] == sorted(one["x"] for one in found)
    assert [one["y"] for one in found] == sorted(one["y"] for one in found)
    page.get_by_role("link", name="Month", exact=True).click()
    small = [
        one
        for one in page.locator(".month a, .toggle a").all()
        if (one.bounding_box() or {"height": 0})["height"] < 44
    ]
    assert small == []


@pytest.mark.parametrize(
    ("day", "times"),
    [("2027-03-28", "01:30 CET to 03:00 CEST"), ("2027-10-31", "02:30 CEST to 02:00 CET")],
)
def test_the_clocks_change(opened: Watched, day: str, times: str) -> None:
    address = f"/interactions?day={day}&range=week&view=calendar"
    page = opened(Role.ACCOUNT_MANAGER, address)
    last = page.locator(".day-column").last
    expect(last).to_contain_text(times)
    found = blocks(page)
    assert not [one for one in found[1:] if cover(found[0], one)]


def test_it_works_without_scripts_and_by_night(opened: Watched) -> None:
    look = {"java_script_enabled": False, "color_scheme": "dark"}
    page = opened(Role.SALES_MANAGER, "/interactions", **look)
    page.get_by_label("Whose interactions").select_option(label="Mia Santos")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("h1")).to_have_text("Interactions of Mia Santos")
    page.get_by_role("link", name="Week", exact=True).click()
    page.get_by_role("link", name="Calendar", exact=True).click()
    expect(page.locator(".slot").first).to_be_visible()
    expect(page.locator("h1")).to_have_text("Interactions of Mia Santos")


@pytest.mark.parametrize("query", ["range=week", "view=calendar", "range=week&view=calendar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_can_be_read_by_everybody(opened: Watched, query: str, scheme: str) -> None:
    page = opened(Role.OWNER, f"/interactions?{query}", color_scheme=scheme)
    assert violations(page) == []
    assert len(page.content().encode()) < 100 * 1024

"""What only a browser shows of settings: colours that follow each other, a list that cannot become
empty, search as one types, columns, an order by drag. A5, M2, M3."""

from playwright.sync_api import Page

from models.agents.agent import Role
from tests.browser.conftest import Watched


def names(page: Page) -> list[str]:
    """Of the rows that are to be seen."""
    rows = page.locator("#statuses tbody tr:visible th")
    return [text.removesuffix("default").strip() for text in rows.all_inner_texts()]


def test_picker_and_hex_code_follow_each_other(opened: Watched) -> None:
    page = opened(Role.OWNER, "/settings/statuses/add")
    picker, code = page.locator("#picker"), page.locator("#color")
    code.fill("#12ab34")
    assert picker.input_value() == "#12ab34"
    picker.fill("#aa00bb")
    assert code.input_value() == "#aa00bb"
    code.fill("#12")
    assert picker.input_value() == "#aa00bb"


def test_the_last_closure_status_cannot_be_taken_off(opened: Watched) -> None:
    page = opened(Role.OWNER, "/settings")
    boxes = page.locator("input[name=closure_statuses]:checked")
    while boxes.count() > 1:
        boxes.first.click()
    boxes.first.click()
    assert boxes.count() == 1


def test_statuses_are_found_as_one_types(opened: Watched) -> None:
    page = opened(Role.OWNER, "/settings/statuses")
    everything = names(page)
    search = page.get_by_role("searchbox", name="Search statuses")
    search.type("conv")
    assert names(page) == ["Converted"]
    search.fill("nothing like it")
    assert page.get_by_text("Nothing has this in its name.").is_visible()
    search.fill("")
    assert names(page) == everything


def test_hidden_columns_stay_hidden(opened: Watched) -> None:
    page = opened(Role.OWNER, "/settings/statuses")
    code = page.locator("#statuses").get_by_text("#198754")
    page.get_by_text("Columns").click()
    page.get_by_label("Colour").uncheck()
    assert not code.is_visible()
    page.reload()
    assert not code.is_visible()
    page.get_by_text("Columns").click()
    page.get_by_label("Colour").check()
    assert code.is_visible()


def test_statuses_are_ordered_by_drag_and_by_keyboard(opened: Watched) -> None:
    page = opened(Role.OWNER, "/settings/statuses")
    first, second, *rest = names(page)
    rows = page.locator("#statuses tbody tr")
    with page.expect_navigation():
        rows.nth(0).drag_to(rows.nth(1), target_position={"x": 60, "y": 40})
    assert names(page) == [second, first, *rest]
    with page.expect_navigation():
        page.get_by_role("button", name=f"Move {rest[0]} up").press("Enter")
    assert names(page) == [second, rest[0], first, *rest[1:]]
    assert page.evaluate("document.activeElement.ariaLabel") == f"Move {rest[0]} up"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert names(page) == [rest[0], second, first, *rest[1:]]

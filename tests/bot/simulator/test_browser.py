"""The phone page in a real browser, with Usher's own door behind it."""

import threading
from collections.abc import Iterator
from typing import Any, Literal

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from werkzeug.serving import make_server

from models import base
from models.queues.inbox import InboxItem
from tests.bot.simulator.conftest import CHROMIUM, NUMBER, TOKEN, make_app
from tests.bot.simulator.messages import buttons, read, rows, text

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 850})
    yield context.new_page()
    context.close()


@pytest.fixture
def url(committed: str) -> Iterator[str]:
    """Where the app is served until the test ends."""
    server = make_server("127.0.0.1", 0, lambda environ, respond: [], threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    app = make_app(address)
    server.app = app
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield address
    app.extensions["usher_simulator"].stop()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def faults(page: Page) -> Iterator[list[str]]:
    """What the browser complained about: a script's error, a breach of the policy."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield complaints
    assert complaints == []


def answer(url: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send as Usher does."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    path = f"{url}/simulator/graph/v26.0/{NUMBER}/messages"
    sent = requests.post(path, json=body, headers=headers, timeout=10)
    assert sent.status_code == 200, sent.text
    given: dict[str, Any] = sent.json()
    return given


def write(page: Page, words: str) -> None:
    page.get_by_label("Message", exact=True).fill(words)
    page.keyboard.press("Enter")


def test_a_newcomer_writes_and_is_answered(page: Page, url: str, faults: list[str]) -> None:
    page.goto(f"{url}/simulator/?customer=1")
    write(page, "Hi")
    hi = page.locator(".mine", has_text="Hi")
    expect(hi).to_be_visible()
    expect(hi.get_by_role("img", name="Usher has it")).to_be_visible()
    with base.database.connection_context():
        assert InboxItem.select().where(InboxItem.kind == "message").count() == 1

    answer(url, buttons("Men", "Women"))
    page.get_by_role("button", name="Women").click()
    tapped = page.locator(".mine", has_text="Women")
    expect(tapped.locator(".quote")).to_have_text("Which?")

    wamid = _last_wamid(url)
    answer(url, read(wamid, typing_indicator={"type": "text"}))
    expect(tapped.get_by_role("img", name="Usher marked it read")).to_be_visible()
    expect(page.get_by_role("img", name="The business is typing")).to_be_visible()


def test_a_row_is_picked_from_a_list(page: Page, url: str, faults: list[str]) -> None:
    page.goto(f"{url}/simulator/?customer=1")
    write(page, "Hi")
    expect(page.locator(".mine")).to_have_count(1)
    answer(url, rows(3, sections=2))
    page.locator("summary", has_text="Choose").click()
    page.get_by_role("button", name="Row 2").click()
    expect(page.locator(".mine", has_text="Row 2")).to_be_visible()
    expect(page.locator(".picker[open]")).to_have_count(0)


def test_what_the_page_shows_is_read(page: Page, url: str, faults: list[str]) -> None:
    page.goto(f"{url}/simulator/?customer=1")
    write(page, "Hi")
    expect(page.locator(".mine")).to_have_count(1)
    answer(url, text("Welcome!"))
    welcome = page.locator(".theirs", has_text="Welcome!")
    expect(welcome.get_by_role("img", name="Receipt: read")).to_be_visible()


def test_an_attachment_goes_by_the_menu(page: Page, url: str, faults: list[str]) -> None:
    page.goto(f"{url}/simulator/?customer=1")
    page.get_by_label("Attach").click()
    page.get_by_role("button", name="Location").click()
    expect(page.locator(".mine .attachment")).to_have_text("Location: Piccadilly Circus")


def test_a_switch_is_set_by_a_click(page: Page, url: str, faults: list[str]) -> None:
    page.goto(f"{url}/simulator/?customer=1")
    page.get_by_label("receipts get lost").check()
    expect(page.locator("#saved")).to_contain_text("from now on")
    assert requests.get(f"{url}/simulator/behaviour", timeout=10).json()["drop_receipts"]


def test_everything_fits_a_narrow_screen(page: Page, url: str, faults: list[str]) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{url}/simulator/?customer=1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport()


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"{name}\u2019s phone")


def test_two_phones_side_by_side_are_each_answered(page: Page, url: str, faults: list[str]) -> None:
    page.goto(f"{url}/simulator/?customer=1&customer=2")
    dora, mateo = phone(page, "Dora Lindqvist"), phone(page, "Mateo Ruiz")
    mateo.get_by_label("Message", exact=True).fill("Hello")
    page.keyboard.press("Enter")
    expect(mateo.locator(".mine")).to_have_count(1)
    answer(url, buttons("Men", "Women") | {"to": "+447700900102"})
    mateo.get_by_role("button", name="Men", exact=True).click()
    expect(mateo.locator(".mine")).to_have_count(2)
    expect(dora.locator(".mine, .theirs")).to_have_count(0)
    assert page.url.endswith("?customer=1&customer=2")


def test_a_phone_comes_and_goes_by_the_keyboard(page: Page, url: str, faults: list[str]) -> None:
    page.goto(f"{url}/simulator/?customer=1")
    page.locator(".add > summary").press("Enter")
    page.get_by_role("button", name="With a username").press("Enter")
    amara = phone(page, "Amara Okoye")
    expect(amara.get_by_label("Message", exact=True)).to_be_focused()
    amara.get_by_role("link", name="Put Amara Okoye\u2019s phone away").press("Enter")
    expect(amara).to_have_count(0)
    expect(phone(page, "Dora Lindqvist")).to_be_visible()


def test_several_phones_fit_a_narrow_screen_one_at_a_time(
    page: Page, url: str, faults: list[str]
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{url}/simulator/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    second = phone(page, "Mateo Ruiz").get_by_role("button", name="Send", exact=True)
    expect(second).not_to_be_in_viewport()
    second.scroll_into_view_if_needed()
    expect(second).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, url: str, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{url}/simulator/")
    dora = phone(page, "Dora Lindqvist")
    dora.get_by_label("Message", exact=True).fill("Hi")
    page.keyboard.press("Enter")
    expect(dora.locator(".mine")).to_have_count(1)
    answer(url, buttons("Men", "Women"))
    expect(dora.get_by_role("button", name="Women")).to_be_visible()
    found: Any = Axe().run(page).response
    nodes = [(one["help"], node["html"]) for one in found["violations"] for node in one["nodes"]]
    assert nodes == []


def _last_wamid(url: str) -> str:
    messages = requests.get(f"{url}/simulator/customers/1/messages", timeout=10).json()["messages"]
    wamid: str = messages[-1]["wamid"]
    return wamid

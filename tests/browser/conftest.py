"""Usher served to a real Chromium, in the shop of shop.py. A package of its own: its database stays
connected from its first test to its last."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, send_file
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from werkzeug.serving import make_server

import bot.simulator
from bot.app import create_app
from models import base
from models.agents.agent import Role
from tests import factories
from tests.bot.conftest import configured
from tests.browser.shop import Shop, open_shop
from tests.conftest import _create, make_config
from workers import context

CHROMIUM = shutil.which("chromium")
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
PHOTO = Path(bot.simulator.__file__).parent / "samples/photo.jpg"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def served(
    postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Shop, Flask]]:
    """Where the shop is served, what is in it, and the application."""
    base.connect(_create(postgres, "usher_shop", template), max_connections=40)
    data: Path = tmp_path_factory.mktemp("shop")
    app = create_app(configured(data), lambda queue: None)
    # What customers sent lies with WhatsApp, which is not there. (Were it the browser that is made
    # to answer so, it would keep no file of ours from one page to the next.)
    app.view_functions["pages.media"] = lambda **which: send_file(PHOTO)
    with pytest.MonkeyPatch.context() as patch, base.database.connection_context():
        patch.setattr(context, "_contexts", [context._Context(make_config(data), None)])
        shop = open_shop(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", shop, app
    server.shutdown()
    thread.join()
    server.server_close()
    base.database.close_all()


@pytest.fixture(scope="package")
def url(served: tuple[str, Shop, Flask]) -> str:
    return served[0]


@pytest.fixture(scope="package")
def shop(served: tuple[str, Shop, Flask]) -> Shop:
    return served[1]


@pytest.fixture
def connected(served: tuple[str, Shop, Flask]) -> Iterator[None]:
    """The test itself may look into the shop's database."""
    with base.database.connection_context():
        yield


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "install Debian's package chromium: pages are tested in a real browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


Signed = Callable[..., BrowserContext]


@pytest.fixture(scope="package")
def signed_in(chromium: Browser, url: str, shop: Shop) -> Iterator[Signed]:
    """A browser in which somebody of a role is signed in, kept for all tests:
    ``signed_in(Role.ADMIN, viewport=PHONE)``."""
    kept: dict[tuple[str, ...], BrowserContext] = {}
    cookies: dict[Role, list[dict[str, object]]] = {}

    def context_of(role: Role, **options: object) -> BrowserContext:
        key = (role.value, *(f"{name}={value}" for name, value in sorted(options.items())))
        if role not in cookies:
            cookies[role] = _sign_in(chromium, url, shop, role)
        if key not in kept:
            plain = {"viewport": DESKTOP, "reduced_motion": "reduce", "locale": "en-GB"}
            kept[key] = chromium.new_context(base_url=url, **plain | options)
            kept[key].add_cookies(cookies[role])
        return kept[key]

    yield context_of
    for one in kept.values():
        one.close()


def _sign_in(chromium: Browser, url: str, shop: Shop, role: Role) -> list[dict[str, object]]:
    context = chromium.new_context(base_url=url)
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Email").fill(shop.staff[role].email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    cookies = context.cookies()
    context.close()
    return cookies


Watched = Callable[..., Page]


@pytest.fixture
def opened(signed_in: Signed) -> Iterator[Watched]:
    """``opened(Role.ADMIN, "/contacts")``: a page, about which the browser has no complaint: no
    script's error, no breach of the policy, nothing missing. It is closed after the test."""
    complaints: list[str] = []
    pages: list[Page] = []

    def open_page(role: Role, path: str, *, status: int = 200, **options: object) -> Page:
        pages.append(_watched(signed_in(role, **options), complaints))
        return _turned(pages[-1], path, status)

    yield open_page
    for page in pages:
        page.close()
    assert complaints == []


Leaves = tuple[dict[str, Page], list[str]]


@pytest.fixture(scope="package")
def leaves() -> Leaves:
    """The pages that `turned` keeps, and what the browser said about them."""
    return {}, []


@pytest.fixture
def turned(signed_in: Signed, leaves: Leaves) -> Iterator[Watched]:
    """As `opened`, for tests that only look, by day on a desktop: always in the same page, because
    the browser makes a process for each new one, which takes longer than to look."""
    pages, complaints = leaves

    def turn_to(role: Role, path: str, *, status: int = 200, **options: object) -> Page:
        key = f"{role} {options}"
        if key not in pages:
            pages[key] = _watched(signed_in(role, **options), complaints)
        pages[key].set_viewport_size(DESKTOP)
        pages[key].emulate_media(color_scheme="light")
        return _turned(pages[key], path, status)

    yield turn_to
    said = complaints.copy()
    complaints.clear()
    assert said == []


def _watched(context: BrowserContext, complaints: list[str]) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda said: _hear(said, complaints))
    page.on("response", lambda answer: _see(answer, complaints))
    return page


def _turned(page: Page, path: str, status: int) -> Page:
    response = page.goto(path)
    assert response is not None
    assert response.status == status, path
    return page


def _hear(said: object, complaints: list[str]) -> None:
    text = str(getattr(said, "text", ""))
    if getattr(said, "type", "") == "error" and "status of 4" not in text:
        complaints.append(text)


def _see(answer: Response, complaints: list[str]) -> None:
    """Parts of a page must be there; what the page itself answers is the test's matter."""
    if answer.status >= 500 or (answer.status == 404 and "/static/" in answer.url):
        complaints.append(f"{answer.status} {answer.url}")

"""Every page in a real browser: as each role, on a desktop and on a phone, by day and by night,
with nothing that the browser or axe complains about. A new page is tested without being named."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from models.agents.agent import Role
from models.agents.visibility import ADMINISTRATORS, SALES
from models.base import database
from tests.bot.conftest import Browser as Visitor
from tests.bot.conftest import application
from tests.browser.addresses import may, pages
from tests.browser.conftest import PHONE, Shop, Watched

ENDPOINTS = dict(pages(application()))
LARGEST = 100 * 1024
"""Bytes of a page's HTML."""
OF_OPEN_CONTACTS = (
    *("contact", "conversation", "customer", "interaction"),
    *("opportunity", "purchase"),
)
"""What stands in addresses that only sales finds."""
SERIOUS = {"serious", "critical"}
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
CONTRAST = EVERYTHING | {"runOnly": ["color-contrast"]}
NARROW = EVERYTHING | {"runOnly": ["scrollable-region-focusable", "aria-hidden-focus"]}
"""What a narrow screen may break that a wide one does not."""
HOOKS = re.compile(r"\sdata-[\w-]+(?=[=\s>])|\sstyle=|\son\w+=|<script")


@pytest.fixture(params=ENDPOINTS, ids=lambda endpoint: endpoint.removeprefix("pages."))
def address(request: pytest.FixtureRequest, shop: Shop) -> str:
    return ENDPOINTS[request.param].format(**shop.ids)


def test_it_looks_right(address: str, turned: Watched) -> None:
    """By day, by night, and on a phone."""
    page = turned(Role.OWNER, address)
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert len(page.content().encode()) < LARGEST
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, CONTRAST) == [], "by night"
    fits_a_phone(page)


def fits_a_phone(page: Page) -> None:
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], "it scrolls sideways on a phone"
    page.get_by_role("link", name="Menu").click()
    assert page.get_by_role("link", name="Home", exact=True).is_visible()
    assert violations(page, NARROW) == [], "on a phone"


def test_it_works_without_scripts(address: str, turned: Watched) -> None:
    page = turned(Role.OWNER, address, java_script_enabled=False)
    assert page.locator("main h1").is_visible()


@pytest.fixture(scope="module")
def known(served: tuple[str, Shop, Flask]) -> set[tuple[object, frozenset[str]]]:
    """What scripts find on the owner's pages: `test_it_looks_right` has opened them."""
    _, shop, app = served
    with database.connection_context():
        client = at_home(app, shop, Role.OWNER)
        answers = {name: _get(client, one.format(**shop.ids)) for name, one in ENDPOINTS.items()}
    return {(name, hooks(answer.text)) for name, answer in answers.items()}


@pytest.mark.parametrize("role", Role)
def test_as_each_role(
    role: Role, served: Any, connected: None, turned: Watched, known: set[Any]
) -> None:
    """What a role may not open is refused, and no menu leads there. The browser opens what has
    more for scripts to find than other pages had, or less."""
    _, shop, app = served
    client = at_home(app, shop, role)
    for endpoint, address in ENDPOINTS.items():
        path, status = address.format(**shop.ids), _expected(role, endpoint, address)
        answer = _get(client, path)
        assert answer.status_code == status, address
        assert [href for href in _menu(answer.text) if not _leads(href, role)] == []
        found = (endpoint if status == 200 else status, hooks(answer.text))
        if found not in known:
            turned(role, path, status=status)
            known.add(found)


def at_home(app: Flask, shop: Shop, role: Role) -> Visitor:
    visitor = Visitor(app.test_client())
    assert visitor.signs_in(shop.staff[role].email).status_code == 303
    return visitor


def _get(visitor: Visitor, path: str) -> TestResponse:
    return visitor.client.get(path, follow_redirects=True)


def hooks(html: str) -> frozenset[str]:
    """By what scripts find their parts of a page, and what the policy speaks of."""
    return frozenset(HOOKS.findall(html))


def _menu(html: str) -> list[str]:
    menus = re.findall(r'<nav[^>]*aria-label="Pages".*?</nav>', html, re.DOTALL)
    return re.findall(r'<a[^>]*?\shref="([^"]+)"', "".join(menus))


def _expected(role: Role, endpoint: str, address: str) -> int:
    """An open contact is not found by who does not sell (A6), a colleague's job by who does not
    administer."""
    if not may(role, endpoint):
        return 403
    if "{kept}" in address and role is not Role.OWNER:
        return 404
    if "{job}" in address and role not in ADMINISTRATORS:
        return 404
    of_contact = any(f"{{{one}}}" in address for one in OF_OPEN_CONTACTS)
    return 404 if of_contact and role not in SALES else 200


def _leads(href: str, role: Role) -> bool:
    endpoints = {address: name for name, address in ENDPOINTS.items()}
    return href == "/simulator/" or may(role, endpoints[href])


def violations(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """What axe calls serious or worse, with what it is about."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found: Any = page.evaluate("rules => axe.run(rules)", rules)
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]

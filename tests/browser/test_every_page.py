"""Every page in a real browser: as each role, on a desktop and on a phone, by day and by night,
with nothing that the browser or axe complains about. A new page is tested without being named."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from models.agents.agent import Role
from models.agents.visibility import ADMINISTRATORS, SALES
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


@pytest.fixture(params=ENDPOINTS, ids=lambda endpoint: endpoint.removeprefix("pages."))
def address(request: pytest.FixtureRequest, shop: Shop) -> str:
    return ENDPOINTS[request.param].format(**shop.ids)


def test_it_looks_right(address: str, opened: Watched) -> None:
    page = opened(Role.OWNER, address)
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert len(page.content().encode()) < LARGEST
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, CONTRAST) == []


def test_it_fits_a_phone(address: str, opened: Watched) -> None:
    page = opened(Role.OWNER, address, viewport=PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], "it scrolls sideways"
    page.get_by_role("link", name="Menu").click()
    assert page.get_by_role("link", name="Home", exact=True).is_visible()
    assert violations(page, NARROW) == []


def test_it_works_without_scripts(address: str, opened: Watched) -> None:
    page = opened(Role.OWNER, address, java_script_enabled=False)
    assert page.locator("main h1").is_visible()


@pytest.mark.parametrize("role", Role)
def test_as_each_role(role: Role, shop: Shop, opened: Watched) -> None:
    """What a role may not open is refused, and no menu leads there."""
    page = opened(role, "/")
    for endpoint, address in ENDPOINTS.items():
        answer = page.goto(address.format(**shop.ids), wait_until="domcontentloaded")
        assert answer is not None
        assert answer.status == _expected(role, endpoint, address), address
        links = page.locator("nav[aria-label=Pages] a")
        hrefs = links.evaluate_all("found => found.map(one => one.getAttribute('href'))")
        assert [href for href in hrefs if not _leads(href, role)] == []


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


def _leads(href: str | None, role: Role) -> bool:
    endpoints = {address: name for name, address in ENDPOINTS.items()}
    return href == "/simulator/" or may(role, endpoints[str(href)])


def violations(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    """What axe calls serious or worse, with what it is about."""
    found: Any = Axe().run(page, options=rules).response
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]

"""`make screenshots`: every page of the shop by day and by night into docs/screenshots, to be
looked at. Not part of the suite: pictures differ from machine to machine."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from models.agents.agent import Role
from tests.browser.conftest import PHONE, Shop, Watched
from tests.browser.test_every_page import ENDPOINTS

FOLDER = Path(__file__).parents[2] / "docs/screenshots"
LOOKS = {"": {"color_scheme": "light"}, "-dark": {"color_scheme": "dark"}}
ON_A_PHONE = {"-phone": {"color_scheme": "light", "viewport": PHONE}}
POCKET = {
    "pages.home",
    "pages.conversations",
    "pages.conversation",
    "pages.contacts",
    "pages.contact",
    "pages.snapshot",
    "pages.todays_snapshots",
    "pages.contact_interactions",
    "pages.interactions",
    "pages.interaction",
    "pages.add_interaction",
    "pages.complete_interaction",
    "pages.record_purchase",
    "pages.opportunities",
    "pages.purchases",
}
"""What agents have open on their way."""
TALLEST = 1800
"""Pixels: what is further down says nothing new."""
WIDEST = 960


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_take(endpoint: str, shop: Shop, opened: Watched) -> None:
    looks = LOOKS | (ON_A_PHONE if endpoint in POCKET else {})
    for ending, look in looks.items():
        page = opened(Role.OWNER, ENDPOINTS[endpoint].format(**shop.ids), **look)
        name = endpoint.removeprefix("pages.") + ending
        _keep(page.screenshot(full_page=True), FOLDER / f"{name}.png")


def _keep(picture: bytes, path: Path) -> None:
    """Smaller, and with 256 colours: a quarter of the bytes, and no eye misses any."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    image.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    path.parent.mkdir(exist_ok=True)
    image.quantize(256, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)

"""Sales as people press them: one purchase from the first row to the client, an opportunity that is
won, today's snapshots one after the other, a snapshot on paper. I8, I11, I12, C5."""

import re

import pytest
from playwright.sync_api import expect

from models.agents.agent import Role
from models.contact import Contact, State
from models.sales.opportunity import Opportunity, OpportunityState
from tests.browser.conftest import PHONE, Shop, Watched


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_purchase_row_by_row(shop: Shop, opened: Watched, scripts: bool) -> None:
    contact = shop.contacts[10 if scripts else 11]
    Contact.update(state=State.PROSPECT).where(Contact.id == contact.id).execute()
    page = opened(Role.OWNER, f"/contacts/{contact.id}", java_script_enabled=scripts)
    page.get_by_role("link", name="Record a purchase").click()
    first = page.get_by_role("group", name="Item 1")
    first.get_by_label("What").fill("Linen jacket")
    first.get_by_label("Price of one").fill("180")
    page.get_by_role("button", name="Another item").click()
    expect(page.get_by_text("Together 180.00")).to_be_visible()
    third = page.get_by_role("group", name="Item 3")
    third.get_by_label("What").fill("Scarf")
    third.get_by_label("Price of one").fill("39,50")
    page.get_by_role("button", name="Take away item 2").click()
    page.get_by_role("button", name="Record the purchase").last.click()
    expect(page.get_by_text("is a client now")).to_be_visible()
    assert Contact.get_by_id(contact.id).state is State.CLIENT
    expect(page.get_by_text("219.50").first).to_be_visible()


@pytest.mark.usefixtures("connected")
def test_an_opportunity_is_won(shop: Shop, opened: Watched) -> None:
    page = opened(Role.OWNER, f"/contacts/{shop.contacts[12].id}")
    page.get_by_role("link", name="Add opportunity").click()
    page.get_by_label("What they may buy").fill("Wedding suits")
    page.get_by_label("What it is worth").fill("1900")
    page.get_by_label("Stage").select_option("Offer sent")
    page.get_by_role("button", name="Add opportunity").click()
    page.get_by_role("link", name="Wedding suits").click()
    page.get_by_role("button", name="Won").click()
    expect(page.get_by_text("Well done")).to_be_visible()
    assert Opportunity.get(Opportunity.name == "Wedding suits").state is OpportunityState.WON
    page.get_by_role("link", name="Record the purchase").click()
    expect(page.get_by_label("What", exact=True)).to_have_value("Wedding suits")


def test_todays_snapshots_one_after_the_other(opened: Watched) -> None:
    page = opened(Role.OWNER, "/", viewport=PHONE)
    page.get_by_role("link", name="Get today's snapshots").click()
    walk = page.get_by_role("navigation", name="Today's customers")
    place = re.compile(r"(\d+) of (\d+)")
    found = place.search(walk.inner_text())
    assert found
    here, last = int(found[1]), int(found[2])
    while here < last:
        name = page.locator("h1").inner_text()
        walk.get_by_role("link", name="Next").click()
        here += 1
        expect(walk.get_by_text(f"{here} of {last}")).to_be_visible()
        assert page.locator("h1").inner_text() != name
    expect(walk.get_by_role("link", name="Next")).to_have_count(0)


def test_the_snapshot_on_paper_is_the_snapshot_alone(shop: Shop, opened: Watched) -> None:
    page = opened(Role.OWNER, f"/contacts/{shop.ids['customer']}/snapshot")
    image = page.locator(".chart img")
    assert image.evaluate("one => one.complete && one.naturalWidth > 0")
    page.emulate_media(media="print")
    for gone in ("Pages", "About this contact"):
        expect(page.get_by_role("navigation", name=gone)).to_be_hidden()
    expect(page.get_by_role("heading", name="What they buy most")).to_be_visible()


def test_the_history_as_a_list_is_kept_while_one_searches(shop: Shop, opened: Watched) -> None:
    page = opened(Role.OWNER, f"/contacts/{shop.ids['customer']}/interactions")
    page.get_by_role("link", name="List").click()
    page.get_by_label("Search the history").fill("sand")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)


NO_TABLE_IS_CUT = """
() => [...document.querySelectorAll(".table-responsive")]
  .every((one) => one.scrollWidth <= one.clientWidth)
"""


@pytest.mark.parametrize("path", ["/opportunities?state=all", "/purchases", "/companies"])
def test_a_list_is_not_cut_on_a_phone(opened: Watched, path: str) -> None:
    assert opened(Role.OWNER, path, viewport=PHONE).evaluate(NO_TABLE_IS_CUT)


def test_a_phone_sorts_opportunities_too(opened: Watched) -> None:
    page = opened(Role.OWNER, "/opportunities", viewport=PHONE)
    page.get_by_role("link", name="Value").click()
    expect(page).to_have_url(re.compile("sort=-value"))

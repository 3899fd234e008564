"""Interactions made, completed and talked about in a browser, as sales-i describes it step by step;
the numbers are its own. I1 to I4, I7, I9, I10, S3."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from models.agents.agent import Role
from models.clock import now
from models.contact import Contact, State
from models.contact.company import Company
from models.contact.finding import search
from models.interactions.interaction import Interaction
from tests import factories
from tests.browser.conftest import PHONE, Shop, Watched
from tests.browser.test_every_page import violations

NEW = "/interactions/new"


def in_days(days: int) -> str:
    return f"{(now() + timedelta(days=days)).date()}"


@pytest.fixture
def zora(connected: None) -> Iterator[Contact]:
    """A customer, whom one asks for at Quill & Co."""
    company = Company.create(name="Quill & Co")
    contact = factories.make_contact("Zora Quill", state=State.CLIENT, company=company)
    company.contact_person = contact
    company.save()
    while search.refresh():
        pass
    yield contact
    Interaction.delete().where(Interaction.contact == contact).execute()
    Company.update(contact_person=None).where(Company.id == company.id).execute()
    contact.delete_instance(recursive=True)
    company.delete_instance()


def says_when(page: Page, days: int, start: str = "10:00") -> None:
    page.get_by_label("Day", exact=True).fill(in_days(days))
    page.get_by_label("Start time").fill(start)
    page.get_by_label("Duration").fill("45")
    page.get_by_role("button", name="Continue").click()


def says_what(page: Page) -> None:
    page.get_by_label("Purpose").select_option("Offer")
    page.get_by_label("Type", exact=True).select_option("Visit")
    page.get_by_label("Note", exact=True).fill("Bring the samples.")


def test_scheduling_from_a_contact_s_page(zora: Contact, opened: Watched) -> None:
    """Scheduling a future interaction, 1 to 9."""
    page = opened(Role.OWNER, f"/contacts/{zora.id}")
    page.get_by_role("link", name="Add interaction").first.click()
    says_when(page, 3)
    expect(page.get_by_text("Zora Quill")).to_be_visible()
    expect(page.get_by_label("Outcome")).not_to_be_visible()
    assert violations(page) == []
    says_what(page)
    expect(page.get_by_label("Assignee", exact=True)).to_have_value("olga@example.com")
    page.get_by_role("button", name="Add interaction").click()
    expect(page.get_by_role("heading", name="Visit with Zora Quill")).to_be_visible()
    expect(page.get_by_text("Open", exact=True).first).to_be_visible()
    page.get_by_text("More info").click()
    expect(page.get_by_text("Assigned to")).to_be_visible()


@pytest.mark.parametrize(
    "options",
    [{}, {"java_script_enabled": False}, {"viewport": PHONE}],
    ids=["plain", "unscripted", "phone"],
)
def test_choosing_the_customer(zora: Contact, opened: Watched, options: dict[str, object]) -> None:
    """Scheduling, 4 and 5: a company's contact person is chosen by itself. Also without scripts,
    and on a phone."""
    page = opened(Role.OWNER, NEW, **options)
    says_when(page, 4)
    page.get_by_role("button", name="Prospect", exact=True).click()
    page.get_by_label("Contact", exact=True).fill("Zora")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("No prospect is found")).to_be_visible()
    page.get_by_role("button", name="Customer", exact=True).click()
    page.get_by_label("Company", exact=True).fill("quill")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Quill & Co Zora Quill").click()
    expect(page.get_by_text("Zora Quill")).to_be_visible()
    says_what(page)
    if "java_script_enabled" not in options:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Add interaction").click()
    expect(page.get_by_role("heading", name="Visit with Zora Quill")).to_be_visible()


def test_everything_typed_is_kept_between_the_stages(zora: Contact, opened: Watched) -> None:
    page = opened(Role.OWNER, f"{NEW}?contact={zora.id}")
    says_when(page, 5, "15:30")
    expect(page.get_by_label("Purpose")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Start time")).to_have_value("15:30")
    page.get_by_role("button", name="Continue").click()
    says_what(page)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_label("Start time")).to_have_value("15:30")
    page.get_by_label("Start time").fill("16:00")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Note", exact=True)).to_have_value("Bring the samples.")
    expect(page.get_by_label("Purpose")).to_have_value("Offer")
    assert "samples" not in page.url
    page.get_by_role("button", name="Choose somebody else").click()
    page.get_by_label("Contact", exact=True).fill("Zora")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Zora Quill").click()
    expect(page.get_by_label("Note", exact=True)).to_have_value("Bring the samples.")


def test_the_browser_s_way_back_leads_through_the_search(zora: Contact, opened: Watched) -> None:
    page = opened(Role.OWNER, NEW)
    says_when(page, 6)
    page.get_by_label("Contact", exact=True).fill("Zora")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Zora Quill").click()
    expect(page.get_by_role("button", name="Add interaction")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Contact", exact=True)).to_have_value("Zora")
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Start time")).to_be_visible()


def test_with_the_keyboard_alone(zora: Contact, opened: Watched) -> None:
    page = opened(Role.OWNER, NEW)
    page.get_by_label("Start time").press("Enter")
    page.get_by_label("Contact", exact=True).fill("Zora")
    page.keyboard.press("Enter")
    found = page.get_by_role("button", name="Zora Quill")
    found.focus()
    page.keyboard.press("Enter")
    says_what(page)
    page.get_by_role("button", name="Add interaction").press("Enter")
    expect(page.get_by_role("heading", name="Visit with Zora Quill")).to_be_visible()


def test_logging_a_past_one(zora: Contact, opened: Watched) -> None:
    """Logging a past interaction, 1 to 9."""
    page = opened(Role.OWNER, f"{NEW}?contact={zora.id}")
    says_when(page, -2)
    says_what(page)
    page.get_by_label("Outcome").select_option("Successful")
    page.get_by_label("Next action").select_option("Send an offer")
    page.get_by_role("button", name="Add interaction").click()
    expect(page.get_by_text("Completed").first).to_be_visible()
    expect(page.get_by_role("link", name="Edit interaction")).to_have_count(0)


def test_a_personal_one(opened: Watched) -> None:
    """Creating a personal interaction, 3 to 5."""
    page = opened(Role.SALES_AGENT, "/interactions/personal")
    page.get_by_label("Day").fill(in_days(2))
    page.get_by_label("Description").fill("Order new labels")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Order new labels")).to_be_visible()


def test_generating_a_day(zora: Contact, shop: Shop, opened: Watched) -> None:
    """Generating prospect or customer interactions, 3 to 14."""
    page = opened(Role.OWNER, "/interactions/generate?group=customers")
    page.get_by_label("Day").fill(in_days(40))
    page.get_by_label("Start time").fill("09:00")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Allocate to").select_option("olga@example.com")
    page.get_by_label("Interaction type").select_option("Call")
    page.get_by_label("Number of interactions").fill("1")
    page.get_by_label("Exclude customers contacted within").select_option("365")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Value greater than").fill("900000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Which one")).not_to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Note").fill("Spring collection")
    page.get_by_role("button", name="See whom it would be").click()
    expect(page.get_by_text("widen or uncheck it")).to_be_visible()
    page.go_back()
    page.go_forward()
    expect(page.get_by_label("Value greater than")).to_be_focused()
    page.get_by_label("Include opportunities").uncheck()
    expect(page.get_by_label("Value greater than")).not_to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Note")).to_have_value("Spring collection")
    page.get_by_role("button", name="See whom it would be").click()
    expect(page.get_by_role("heading", name="1 interaction would be created")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Generate interactions").click()
    expect(page.get_by_text("1 interaction was created")).to_be_visible()


@pytest.fixture
def visit(zora: Contact, shop: Shop) -> Interaction:
    begin = now() + timedelta(days=1)
    return factories.make_interaction(zora, shop.staff[Role.OWNER], begin, note="Before")


def test_completing_one(visit: Interaction, opened: Watched) -> None:
    """Completing interactions, 1 to 8."""
    page = opened(Role.OWNER, f"/interactions/{visit.id}")
    page.get_by_role("link", name="Complete interaction").click()
    expect(page.get_by_text("Completing cannot be undone")).to_be_visible()
    page.get_by_label("Interaction outcome").select_option("Successful")
    page.get_by_label("Interaction type").select_option("Video call")
    page.get_by_label("Next action").select_option("Send an offer")
    page.get_by_text("Add a follow-up").click()
    page.get_by_label("Day of the follow-up").fill(in_days(9))
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Add new opportunity").click()
    assert violations(page) == []
    page.get_by_label("What they may buy").last.fill("Autumn order")
    page.get_by_label("What it is worth, in EUR").last.fill("500")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Interaction note").fill("She wants navy.")
    page.get_by_role("button", name="Opportunities").click()
    expect(page.get_by_label("Autumn order")).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Interaction note")).to_have_value("She wants navy.")
    page.get_by_role("button", name="Complete", exact=True).click()
    expect(page.get_by_text("It is completed.")).to_be_visible()
    expect(page.get_by_text("Autumn order")).to_be_visible()
    expect(page.get_by_text("She wants navy.")).to_be_visible()


def test_tags_and_posts(visit: Interaction, opened: Watched) -> None:
    page = opened(Role.OWNER, f"/interactions/{visit.id}", viewport=PHONE)
    page.get_by_label("Change the tags").click()
    page.get_by_label("Add a tag").fill("Autumn fair")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("#Autumn fair", exact=True).first).to_be_visible()
    page.get_by_role("link", name="Posts").click()
    page.get_by_label("Post").fill("Mind the stairs.")
    page.get_by_role("button", name="Add post").click()
    expect(page.locator(".posts")).to_contain_text("Mind the stairs.")


def test_back_never_asks_to_send_a_stage_again(visit: Interaction, opened: Watched) -> None:
    """What was posted is shown at an address of its own."""
    page = opened(Role.OWNER, f"/interactions/{visit.id}/complete")
    page.get_by_label("Interaction outcome").select_option("Successful")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Interaction note").fill("She wants navy.")
    page.get_by_role("button", name="Opportunities").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Interaction note")).to_have_value("She wants navy.")
    page.go_back()
    expect(page.get_by_role("heading", name="Opportunities")).to_be_visible()
    page.go_forward()
    expect(page.get_by_label("Interaction note")).to_have_value("She wants navy.")
    expect(page.get_by_label("Interaction note")).to_be_focused()


def test_deleting_asks(visit: Interaction, opened: Watched) -> None:
    page = opened(Role.OWNER, f"/interactions/{visit.id}")
    page.get_by_role("link", name="Delete interaction").click()
    page.get_by_role("link", name="Keep it").click()
    page.get_by_role("link", name="Delete interaction").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("is deleted")).to_be_visible()


def test_options_are_ordered_by_drag(opened: Watched) -> None:
    page = opened(Role.OWNER, "/settings/interactions")
    rows = page.locator("#stage tbody tr")
    names = rows.locator("th").all_inner_texts()
    with page.expect_navigation():
        rows.nth(0).drag_to(rows.nth(1), target_position={"x": 60, "y": 40})
    assert rows.locator("th").all_inner_texts()[:2] == [names[1], names[0]]


def test_a_colleague_sees_no_buttons(visit: Interaction, opened: Watched) -> None:
    page = opened(Role.SALES_AGENT, f"/interactions/{visit.id}")
    expect(page.get_by_role("link", name="Complete interaction")).to_have_count(0)
    expect(page.get_by_role("link", name="Edit interaction")).to_have_count(0)

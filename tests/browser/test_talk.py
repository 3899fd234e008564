"""What only a browser shows of conversations: new messages appear by themselves, and nothing that
was there is disturbed; one choice changes the contact; a refused answer is still there. W7, C3."""

import pytest
from playwright.sync_api import Page, expect

from models.agents.agent import Role
from models.contact import Contact
from models.contact.message import Message
from tests import factories
from tests.browser.conftest import PHONE, Shop, Watched


@pytest.fixture
def room(opened: Watched, shop: Shop) -> Page:
    return opened(Role.SALES_AGENT, f"/conversations/{shop.ids['conversation']}")


def test_new_messages_appear_at_the_end(room: Page, shop: Shop, connected: None) -> None:
    """What one types, and what plays, stays as it is."""
    room.get_by_label("Answer", exact=True).fill("I am just wri")
    sound = room.locator("audio").element_handle()
    contact = Contact.get_by_id(shop.ids["conversation"])
    factories.make_message(contact, "Are you still there?")
    new = room.get_by_text("Are you still there?")
    expect(new).to_be_in_viewport(timeout=15_000)
    assert room.get_by_label("Answer", exact=True).input_value() == "I am just wri"
    assert sound is not None
    assert sound.evaluate("it => it.isConnected"), "it would stop playing"


def test_the_end_of_the_conversation_is_seen_first(room: Page) -> None:
    expect(room.locator(".thread > article").last).to_be_in_viewport()


def test_one_choice_changes_the_status(room: Page, shop: Shop, connected: None) -> None:
    room.get_by_label("Status").select_option("Negotiation")
    expect(room.locator(".head-name")).to_contain_text("Negotiation")
    assert Contact.get_by_id(shop.ids["conversation"]).status.name == "Negotiation"


def test_an_answer_is_sent_from_a_phone_by_keyboard_alone(
    opened: Watched, shop: Shop, connected: None
) -> None:
    page = opened(Role.SALES_AGENT, f"/conversations/{shop.ids['conversation']}", viewport=PHONE)
    page.get_by_label("Answer", exact=True).focus()
    page.keyboard.type("Of course, until Friday.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.ours").last).to_contain_text("Of course, until Friday.")
    assert Message.select().where(Message.text == "Of course, until Friday.").count() == 1


def test_the_list_refreshes_itself(opened: Watched, shop: Shop, connected: None) -> None:
    page = opened(Role.SALES_AGENT, "/conversations?whose=all")
    contact = factories.make_contact("Newcomer Nils", **factories.heard())
    factories.make_message(contact, "Anybody there?")
    first = page.locator(".talk").first
    expect(first).to_contain_text("Newcomer Nils", timeout=15_000)
    expect(first).to_contain_text("unread")

"""What only a browser shows of conversations: new messages appear by themselves, and nothing that
was there is disturbed; one choice changes the contact; a refused answer is still there. W7, C3."""

import pytest
from playwright.sync_api import Page, expect

from models.agents.agent import Role
from models.contact import Contact
from models.contact.finding import search
from models.contact.message import Message
from tests import factories
from tests.browser.conftest import PHONE, PHOTO, Shop, Watched


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
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.ours").last).to_contain_text("Of course, until Friday.")
    assert Message.select().where(Message.text == "Of course, until Friday.").count() == 1


def test_an_answer_is_sent_in_place(room: Page, shop: Shop, connected: None) -> None:
    """Once, by the keys, and the hand stays in the box: nothing else on the page is disturbed."""
    sound = room.locator("audio").first.element_handle()
    room.get_by_text("Hand on to a colleague").click()
    room.get_by_label("What they should know").fill("Size M")
    box = room.get_by_label("Answer", exact=True)
    box.fill("I keep it for you.")
    box.evaluate("it => { it.form.requestSubmit(); it.form.requestSubmit(); }")
    expect(room.locator(".bubble.ours").last).to_contain_text("I keep it for you.")
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    box.fill("See you!")
    box.press("Control+Enter")
    expect(room.locator(".bubble.ours").last).to_contain_text("See you!")
    assert Message.select().where(Message.text == "I keep it for you.").count() == 1
    assert room.get_by_label("What they should know").input_value() == "Size M"
    assert sound is not None
    assert sound.evaluate("it => it.isConnected")


def test_what_is_refused_in_place_is_still_there(room: Page) -> None:
    room.get_by_text("Attach a file").click()
    room.get_by_text("By its link instead").click()
    room.get_by_label("Link to a file").fill("ftp://files.example/prices.pdf")
    room.get_by_label("Answer", exact=True).fill("The price list")
    room.get_by_role("button", name="Send", exact=True).click()
    expect(room.locator("#answer .wrong").first).to_be_visible()
    assert room.get_by_label("Answer", exact=True).input_value() == "The price list"
    assert room.get_by_label("Link to a file").input_value().startswith("ftp:")


def test_who_was_signed_out_meanwhile_loses_no_words(room: Page) -> None:
    room.route("**/messages", lambda route: route.fulfill(body="<p>Sign in</p>"))
    box = room.get_by_label("Answer", exact=True)
    box.fill("Are you there?")
    box.press("Control+Enter")
    expect(room.locator("#told")).to_contain_text("This was not done")
    expect(box).to_have_value("Are you there?")
    room.reload()
    expect(box).to_have_value("Are you there?")
    box.fill("")


def test_a_draft_is_there_after_other_work(room: Page, shop: Shop) -> None:
    box = room.get_by_label("Answer", exact=True)
    box.fill("Half a sentence")
    room.get_by_role("button", name="Partner", exact=True).click()
    expect(room.get_by_role("button", name="Partner", exact=True)).to_be_focused()
    expect(room.locator("[aria-pressed=true]")).to_have_text("Partner")
    expect(box).to_have_value("Half a sentence")
    room.goto("/contacts")
    room.goto(f"/conversations/{shop.ids['conversation']}")
    expect(box).to_have_value("Half a sentence")
    box.fill("")


def test_two_at_one_conversation_know_of_each_other(
    opened: Watched, shop: Shop, connected: None
) -> None:
    """X8: the manager hands it on while the agent writes; what was written is not lost."""
    path = f"/conversations/{shop.ids['conversation']}"
    mia, ann = opened(Role.SALES_AGENT, path), opened(Role.SALES_MANAGER, path)
    box = mia.get_by_label("Answer", exact=True)
    box.fill("I would say")
    ann.get_by_text("Hand on to a colleague").click()
    ann.get_by_label("Colleague", exact=True).select_option(label="Ann Berger")
    ann.get_by_role("button", name="Hand on", exact=True).click()
    expect(ann.locator("#told")).to_contain_text("Handed on")
    expect(mia.locator("#changed")).to_contain_text("Ann Berger takes care", timeout=15_000)
    box.press("Control+Enter")
    expect(mia.locator("#answer")).to_contain_text("Ann Berger")
    assert mia.locator("#answer textarea").first.input_value() == "I would say"
    assert Message.select().where(Message.text == "I would say").count() == 0
    mine = shop.staff[Role.SALES_AGENT]
    Contact.update(owner=mine).where(Contact.id == shop.ids["conversation"]).execute()


def test_other_conversations_stand_beside_it_where_there_is_room(
    opened: Watched, shop: Shop
) -> None:
    path = f"/conversations/{shop.ids['conversation']}"
    wide = opened(Role.SALES_AGENT, path, viewport={"width": 1680, "height": 950})
    expect(wide.locator(".room-list .talk[aria-current]")).to_contain_text("Nadia Haddad")
    narrow = opened(Role.SALES_AGENT, path)
    expect(narrow.locator(".room-list")).to_be_hidden()


@pytest.mark.parametrize("height", [664, 844])
def test_a_phone_shows_the_answer_box_at_once(opened: Watched, shop: Shop, height: int) -> None:
    path = f"/conversations/{shop.ids['conversation']}"
    page = opened(Role.SALES_AGENT, path, viewport=PHONE | {"height": height})
    send = page.get_by_role("button", name="Send", exact=True)
    expect(send).to_be_in_viewport(ratio=1)
    expect(page.locator(".thread > article").last).to_be_in_viewport()
    size = send.bounding_box()
    assert size is not None
    assert size["height"] >= 44


def test_any_page_tells_of_new_messages(opened: Watched, shop: Shop, connected: None) -> None:
    page = opened(Role.SALES_AGENT, "/me")
    page.clock.install()
    page.reload()
    badge = page.locator("[data-news=conversations]")
    before = int(badge.inner_text().split()[0]) if badge.is_visible() else 0
    new = factories.make_contact("Nina New", owner=shop.staff[Role.SALES_AGENT])
    factories.make_message(new, "Hello?")
    while search.refresh():
        pass
    page.clock.run_for(21_000)
    expect(badge).to_contain_text(f"{before + 1}")
    expect(page).to_have_title(f"({before + 1}) My account · Usher")


def test_the_list_refreshes_itself(opened: Watched, shop: Shop, connected: None) -> None:
    page = opened(Role.SALES_AGENT, "/conversations?whose=all")
    contact = factories.make_contact("Newcomer Nils", **factories.heard())
    factories.make_message(contact, "Anybody there?")
    first = page.locator(".talk").first
    expect(first).to_contain_text("Newcomer Nils", timeout=15_000)
    expect(first).to_contain_text("unread")


@pytest.mark.parametrize("scripted", [True, False])
def test_a_photo_is_attached_on_a_phone(
    opened: Watched, shop: Shop, connected: None, scripted: bool
) -> None:
    address = f"/conversations/{shop.ids['conversation']}"
    page = opened(Role.SALES_AGENT, address, viewport=PHONE, java_script_enabled=scripted)
    page.get_by_text("Attach a file").click()
    page.get_by_label("File", exact=True).set_input_files(PHOTO)
    if scripted:
        expect(page.get_by_text("photo.jpg, ")).to_be_visible()
    page.get_by_label("Answer", exact=True).fill(f"Like this, {scripted}?")
    page.get_by_role("button", name="Send", exact=True).click()
    last = page.locator(".bubble.ours").last
    expect(last).to_contain_text(f"Like this, {scripted}?")
    picture = last.locator("img.picture")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("it => it.naturalWidth") > 0


COMES = """(box, how) => {
  const carried = new DataTransfer();
  carried.items.add(new File(["x".repeat(2048)], "photo.png", { type: "image/png" }));
  carried.items.add(new File(["y"], "roof.png", { type: "image/png" }));
  const more = { bubbles: true, cancelable: true };
  if (how === "paste") {
    return box.dispatchEvent(new ClipboardEvent("paste", { ...more, clipboardData: carried }));
  }
  return box.dispatchEvent(new DragEvent("drop", { ...more, dataTransfer: carried }));
}"""


@pytest.mark.parametrize(("how", "where"), [("paste", "#text"), ("drop", ".bubble >> nth=0")])
def test_a_file_is_pasted_or_dropped(room: Page, how: str, where: str) -> None:
    assert not room.locator(where).evaluate(COMES, how), "the browser itself leaves it alone"
    expect(room.get_by_text("photo.png, 2 KB. One file goes at a time")).to_be_visible()
    names = room.get_by_label("File", exact=True).evaluate("it => [...it.files].map(f => f.name)")
    assert names == ["photo.png"]


def test_a_file_that_is_too_large_is_not_sent(room: Page) -> None:
    room.get_by_text("Attach a file").click()
    large = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": bytes(6 * 1024 * 1024)}
    field = room.get_by_label("File", exact=True)
    field.set_input_files(large)  # type: ignore[arg-type]
    room.get_by_label("Answer", exact=True).fill("The roof")
    room.get_by_role("button", name="Send", exact=True).click()
    complaint = field.evaluate("it => it.validationMessage")
    assert complaint == "This file has 6.0 MB, 5 MB are taken: make it smaller."
    assert room.get_by_label("Answer", exact=True).input_value() == "The roof"


def test_a_chosen_file_stays_while_something_else_is_sent(
    room: Page, shop: Shop, connected: None
) -> None:
    room.get_by_text("Attach a file").click()
    room.get_by_label("File", exact=True).set_input_files(PHOTO)
    room.get_by_role("button", name="Prospect").click()
    expect(room.get_by_role("button", name="Prospect")).to_have_attribute("aria-pressed", "true")
    names = room.get_by_label("File", exact=True).evaluate("it => [...it.files].map(f => f.name)")
    assert names == ["photo.jpg"]

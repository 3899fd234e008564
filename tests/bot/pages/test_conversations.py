"""Conversations: the list, the room, answers, and what is done beside them. W7, A6, A10, X8, C3."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import responses

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact, State
from models.contact.conversation_read import ConversationRead
from models.contact.event import Event
from models.contact.finding import search
from models.contact.message import Author, Delivery, Message
from models.contact.note import Note
from models.queues.outbox import OutboxItem, OutboxKind
from tests import factories

EVIL = "<script>alert(1)</script>"
GRAPH = "http://127.0.0.1:8000/simulator/graph"


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", password=factories.PASSWORD)


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


@pytest.fixture
def dora(ann: Agent) -> Contact:
    """Of Ann; she wrote just now."""
    contact = factories.make_contact("Dora", owner=ann, **factories.heard())
    factories.make_message(contact, "Do you have it in red?", wamid="wamid.1")
    return contact


def listed(browser: Any, query: str = "whose=all") -> str:
    return str(browser.sees(f"/conversations/list?{query}"))


def press(browser: Any, contact: Contact, verb: str, **fields: str) -> Any:
    path = f"/conversations/{contact.id}"
    return browser.submits(f"/contacts/{contact.id}/{verb}", path, **fields)


def write(browser: Any, contact: Contact, what: str = "messages", **fields: str) -> Any:
    path = f"/conversations/{contact.id}"
    return browser.submits(f"{path}/{what}", path, **fields)


def test_who_said_something_last_stands_first(browser_of: Any, ann: Agent, dora: Contact) -> None:
    emil = factories.make_contact("Emil")
    factories.make_message(emil, "Hello")
    factories.make_contact("Silent")
    browser = browser_of(ann)
    page = listed(browser)
    assert page.index("Emil") < page.index("Dora")
    assert "Silent" not in page
    factories.make_message(dora, "Yes", author=Author.AGENT, agent=ann)
    page = listed(browser)
    assert page.index("Dora") < page.index("Emil")
    assert "You: Yes" in " ".join(page.split())


def test_the_list_says_what_came_and_how_long_they_wait(
    browser_of: Any, ann: Agent, dora: Contact
) -> None:
    factories.make_message(dora, "In blue", type="image", content={"media_id": "1"})
    emil = factories.make_contact("Emil", last_heard_at=now() - timedelta(minutes=12))
    content = {"cards": [{"name": "Fay", "phones": ["+34 600"]}]}
    factories.make_message(emil, "Fay", type="contacts", content=content)
    page = listed(browser_of(ann))
    assert "Photo: In blue" in page
    assert "Contact card: Fay" in page
    assert "waits</span> 12 min" in page
    assert "+34 600" in browser_of(ann).sees(f"/conversations/{emil.id}")


def test_the_tabs_and_filters(browser_of: Any, ann: Agent, bob: Agent, dora: Contact) -> None:
    factories.make_message(factories.make_contact("Emil"), "Hello")
    carl = factories.make_contact("Carl", owner=bob)
    factories.make_message(carl, "Blue boots", author=Author.AGENT, agent=bob)
    browser = browser_of(ann)
    for query, found in (
        ("whose=mine", {"Dora"}),
        ("whose=unassigned", {"Emil"}),
        ("whose=all", {"Dora", "Emil", "Carl"}),
        ("whose=all&unanswered=1", {"Dora", "Emil"}),
        ("whose=all&unread=1", {"Dora", "Emil"}),
        ("whose=all&q=boots", {"Carl"}),
        ("", {"Dora"}),
        ("whose=nonsense&before=x", {"Dora"}),
    ):
        page = listed(browser, query)
        assert {name for name in ("Dora", "Emil", "Carl") if name in page} == found, query


def test_pages_of_the_list_follow_each_other(
    browser_of: Any, ann: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pages.conversations.listing.SIZE", 2)
    for name in ("Abe", "Bea", "Cyd"):
        factories.make_message(factories.make_contact(name))
    browser = browser_of(ann)
    first = browser.sees("/conversations?whose=all")
    assert "Abe" not in first
    before = first.split("before=")[1].split("&")[0].split('"')[0]
    rest = browser.sees(f"/conversations?whose=all&before={before}")
    assert "Abe" in rest
    assert "Bea" not in rest


def test_unread_until_it_was_opened(browser_of: Any, ann: Agent, dora: Contact) -> None:
    browser = browser_of(ann)
    assert "unread" in listed(browser)
    browser.sees(f"/conversations/{dora.id}")
    assert "unread" not in listed(browser)
    assert ConversationRead.get().agent == ann
    factories.make_message(dora, "Hello?")
    assert "unread" in listed(browser)
    browser.sees(f"/conversations/{dora.id}/thread")
    assert "unread" not in listed(browser)


def test_the_menu_counts_what_is_unread(browser_of: Any, ann: Agent, dora: Contact) -> None:
    search.refresh()  # As a worker does all the time.
    browser = browser_of(ann)
    told = 'data-news="conversations">1<span class="visually-hidden"> unread'
    assert told in browser.sees("/rules")
    assert browser.open("/news").json == {"conversations": 1, "notices": 0}
    browser.sees(f"/conversations/{dora.id}")
    assert told not in browser.sees("/rules")
    assert browser.open("/news").json["conversations"] == 0


def test_a_colleagues_conversation_is_no_news(browser_of: Any, bob: Agent, dora: Contact) -> None:
    page = listed(browser_of(bob))
    assert "Dora" in page
    assert "unread" not in page


def test_the_parts_answer_304_while_nothing_is_new(
    browser_of: Any, ann: Agent, dora: Contact
) -> None:
    browser = browser_of(ann)
    for path in ("/conversations/list", f"/conversations/{dora.id}/thread"):
        assert browser.sees(path).strip().startswith("<")
        tag = browser.open(path).headers["ETag"]
        same = browser.client.get(path, headers={"If-None-Match": tag})
        assert same.status_code == 304, path
    factories.make_message(dora, "And in blue?")
    assert browser.client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_an_answer_is_owed_and_the_bot_is_silent(
    browser_of: Any, ann: Agent, dora: Contact
) -> None:
    browser = browser_of(ann)
    answer = write(browser, dora, text="Yes,\r\nwe do", reply_to=str(Message.get().id))
    assert (answer.status_code, answer.location) == (303, f"/conversations/{dora.id}")
    page = browser.sees(f"/conversations/{dora.id}")
    assert "Yes,\nwe do" in page
    assert '<blockquote class="quoted">Do you have it in red?' in page
    assert Contact.get().silenced_at is not None


@pytest.mark.parametrize("id", [7, 10**9, 10**17 + 7])
def test_a_message_of_any_id_can_be_quoted(
    browser_of: Any, ann: Agent, dora: Contact, id: int
) -> None:
    factories.make_message(dora, "And in blue?", id=id)
    browser, path = browser_of(ann), f"/conversations/{dora.id}"
    page = browser.sees(f"{path}?reply={id}")
    assert f'name="reply_to" type="hidden" value="{id}"' in page
    assert "Do not quote" in page
    refused = write(browser, dora, text=" ", reply_to=str(id))
    assert (refused.status_code, "Do not quote" in refused.text) == (422, True)
    assert "Do not quote" not in browser.sees(f"{path}?reply={id}0000000000000000000")


def test_a_file_goes_by_its_link(browser_of: Any, ann: Agent, dora: Contact) -> None:
    write(browser_of(ann), dora, text="This one", link="https://shop.example/a.jpg", kind="image")
    sent = Message.get(Message.author == Author.AGENT)
    assert (sent.type, sent.content["link"], sent.text) == (
        "image",
        "https://shop.example/a.jpg",
        "This one",
    )


def test_what_was_refused_is_kept(browser_of: Any, ann: Agent, dora: Contact) -> None:
    """The window closed while they typed; and other things that WhatsApp would not take."""
    browser = browser_of(ann)
    wrong = write(browser, dora, text="Look", link="ftp://shop.example", kind="image")
    assert wrong.status_code == 422
    assert "ftp://shop.example" in wrong.text
    Contact.update(last_heard_at=now() - timedelta(days=2)).execute()
    late = write(browser, dora, text=f"Yes {EVIL}")
    assert late.status_code == 422
    assert "the 24-hour window closed at" in late.text
    assert "Yes &lt;script&gt;" in late.text
    bad = write(
        browser, dora, "template", **{"template-name": "Bad Name", "template-language": "en"}
    )
    assert bad.status_code == 422
    assert "Bad Name" in bad.text
    assert Message.select().count() == 1


def test_a_closed_window_takes_templates(browser_of: Any, ann: Agent, dora: Contact) -> None:
    Contact.update(last_heard_at=now() - timedelta(days=2)).execute()
    browser = browser_of(ann)
    factories.make_campaign([dora])
    page = browser.sees(f"/conversations/{dora.id}")
    assert "takes only templates" in page
    assert '<option value="hello">' in page, "those of campaigns are offered"
    fields = {"name": "hello", "language": "en", "parameters": "Dora\r\n\r\n10 %"}
    answer = write(browser, dora, "template", **{f"template-{k}": v for k, v in fields.items()})
    assert answer.status_code == 303
    assert Message.get(Message.type == "template").content["parameters"] == ["Dora", "10 %"]


def test_who_comes_second_reads_who_has_it(browser_of: Any, bob: Agent, dora: Contact) -> None:
    """X8."""
    browser = browser_of(bob)
    page = browser.sees(f"/conversations/{dora.id}")
    assert "Ann takes care of this contact" in page
    assert 'name="text"' not in page.split("Only colleagues read it")[0].rpartition("<textarea")[0]
    assert press(browser, dora, "claim").status_code == 303
    assert "Ann has this contact" in browser.sees(f"/conversations/{dora.id}")
    refused = write(browser, dora, text="Mine!")
    assert "Ann has this contact" in refused.text
    assert Contact.get().owner == Agent.get(Agent.name == "Ann")


def test_support_takes_a_closed_contact_over(browser_of: Any, ann: Agent, dora: Contact) -> None:
    """A6: nothing of an open one is to be seen."""
    eve = factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)
    browser = browser_of(eve)
    for path in (f"/conversations/{dora.id}", f"/conversations/{dora.id}/thread"):
        assert browser.open(path).status_code == 404
    assert "Dora" not in browser.sees("/conversations")
    press(browser_of(ann), dora, "status", status="Lost")
    assert "Dora" in browser.sees("/conversations")
    assert "Take over" in browser.sees(f"/conversations/{dora.id}")
    press(browser, dora, "claim")
    assert Contact.get().owner == eve
    assert write(browser, dora, text="How is it?").status_code == 303


def test_the_card_changes_by_one_press(browser_of: Any, ann: Agent, dora: Contact) -> None:
    """C3, A10."""
    browser = browser_of(ann)
    press(browser, dora, "status", status="Interested")
    press(browser, dora, "state", state="CLIENT")
    press(browser, dora, "deadline", day="2031-02-03")
    press(browser, dora, "tag", tag="VIP")
    press(browser, dora, "tag", tag="Red")
    press(browser, dora, "untag", tag="VIP")
    changed = Contact.get()
    assert (changed.status.name, changed.state) == ("Interested", State.CLIENT)
    assert str(changed.closure_deadline) == "2031-02-03"
    page = browser.sees(f"/conversations/{dora.id}")
    assert "Remove tag Red" in page
    assert "Remove tag VIP" not in page
    assert "2031-02-03" in page


def test_it_is_handed_on_with_a_note(
    browser_of: Any, ann: Agent, bob: Agent, dora: Contact
) -> None:
    browser = browser_of(ann)
    wrong = press(browser, dora, "hand_on", to="nobody@example.org", note="Likes red")
    assert wrong.status_code == 422
    assert "Likes red" in wrong.text
    assert press(browser, dora, "hand_on", to=bob.email, note="Likes red").status_code == 303
    assert (Contact.get().owner, Note.get().text) == (bob, "Likes red")
    assert "Likes red" in browser_of(bob).sees(f"/conversations/{dora.id}")


def test_fifty_at_a_time(browser_of: Any, ann: Agent, dora: Contact) -> None:
    for n in range(60):
        factories.make_message(dora, f"Line {n:02}")
    browser = browser_of(ann)
    page = browser.sees(f"/conversations/{dora.id}")
    assert "Line 59" in page
    assert "Line 09" not in page
    earlier = browser.sees(f"/conversations/{dora.id}?before=11")
    assert "Line 09" in earlier
    assert "Line 10" not in earlier
    assert 'id="thread" data-part>' in earlier, "it does not refresh itself"


def test_reactions_stand_at_what_they_are_about(browser_of: Any, ann: Agent, dora: Contact) -> None:
    for emoji in ("\N{THUMBS UP SIGN}", "\N{HEAVY BLACK HEART}"):
        content = {"emoji": emoji, "wamid": "wamid.1"}
        factories.make_message(dora, "", type="reaction", content=content)
    page = browser_of(ann).sees(f"/conversations/{dora.id}")
    assert page.count("\N{HEAVY BLACK HEART}") == 1
    assert "\N{THUMBS UP SIGN}" not in page


def test_what_strangers_write_is_text(browser_of: Any, ann: Agent) -> None:
    evil = factories.make_contact(
        EVIL, owner=ann, tags=[EVIL], traits={"x": EVIL}, flag=EVIL, **factories.heard()
    )
    file = {"media_id": "1", "filename": f"{EVIL}.pdf"}
    factories.make_message(evil, EVIL, type="document", content=file)
    place = {"latitude": '"><script>', "longitude": 1, "link": "javascript:alert(1)"}
    factories.make_message(evil, "", type="location", content=place)
    browser = browser_of(ann)
    for path in ("/conversations", f"/conversations/{evil.id}"):
        page = browser.sees(path)
        assert page.count("<script") == 1, "that of the frame"
        assert "&lt;script&gt;" in page
    assert 'href="javascript' not in page


@pytest.fixture
def meta() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def sent(contact: Contact, meta: responses.RequestsMock, mime: str) -> Message:
    """A file whose content Meta gives."""
    about = {"url": f"{GRAPH}/media/9", "mime_type": mime}
    meta.get(f"{GRAPH}/9", json=about)
    meta.get(f"{GRAPH}/media/9", body=b"bytes", content_type=mime)
    content = {"media_id": "9", "filename": 'a"\r\n/..pdf', "mime": mime}
    return factories.make_message(contact, "", type="document", content=content)


def test_a_player_skips_to_a_part_of_a_file(
    browser_of: Any, ann: Agent, dora: Contact, meta: responses.RequestsMock
) -> None:
    message = sent(dora, meta, "video/mp4")
    browser, path = browser_of(ann), f"/conversations/{dora.id}/media/{message.id}"
    part = {"Content-Range": "bytes 1-3/5"}
    asked = responses.matchers.header_matcher({"Range": "bytes=1-3"})
    meta.replace("GET", f"{GRAPH}/media/9", body=b"yte", status=206, headers=part, match=[asked])
    answer = browser.client.get(path, headers={"Range": "bytes=1-3"})
    assert (answer.status_code, answer.data) == (206, b"yte")
    assert answer.headers["Content-Range"] == "bytes 1-3/5"
    meta.replace("GET", f"{GRAPH}/media/9", status=416)
    assert browser.client.get(path, headers={"Range": "bytes=90-"}).status_code == 416


@pytest.mark.parametrize(
    ("mime", "shown"),
    [
        ("image/jpeg", "image/jpeg"),
        ("audio/ogg; codecs=opus", "audio/ogg"),
        ("image/svg+xml", None),
        ("text/html", None),
        ("application/pdf", None),
    ],
)
def test_files_are_shown_or_saved_and_never_run(
    browser_of: Any, ann: Agent, dora: Contact, meta: responses.RequestsMock, mime: str, shown: Any
) -> None:
    message = sent(dora, meta, mime)
    answer = browser_of(ann).open(f"/conversations/{dora.id}/media/{message.id}")
    assert answer.data == b"bytes"
    assert answer.mimetype == (shown or "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_files_of_whom_one_may_not_see_are_not_found(
    browser_of: Any, dora: Contact, bob: Agent
) -> None:
    content = {"media_id": "9"}
    message = factories.make_message(dora, "", type="image", content=content)
    eve = factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)
    path = f"/conversations/{dora.id}/media/{message.id}"
    assert browser_of(eve).open(path).status_code == 404
    other = factories.make_contact("Other")
    path = f"/conversations/{other.id}/media/{message.id}"
    assert browser_of(bob).open(path).status_code == 404


def test_forged_is_refused(browser_of: Any, ann: Agent, dora: Contact) -> None:
    browser = browser_of(ann)
    path = f"/conversations/{dora.id}/messages"
    assert browser.client.post(path, data={"text": "Hi"}).status_code == 400
    assert Message.select().count() == 1


def test_lists_cost_as_many_queries_for_many_as_for_few(
    browser_of: Any, ann: Agent, queries: list[str]
) -> None:
    browser, counts = browser_of(ann), []
    for _ in range(2):
        for _ in range(4):
            contact = factories.make_contact(tags=["VIP"], traits={"budget": 1}, owner=ann)
            factories.make_message(contact)
        listed(browser)
        queries.clear()
        listed(browser)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_back_leads_to_the_list_as_it_was(browser_of: Any, ann: Agent, dora: Contact) -> None:
    browser = browser_of(ann)
    assert 'href="/conversations"' in browser.sees(f"/conversations/{dora.id}")
    browser.sees("/conversations?whose=all&q=red&unanswered=1")
    page = browser.sees(f"/conversations/{dora.id}")
    assert 'href="/conversations?whose=all&amp;q=red&amp;unanswered=1"' in page
    assert f"/conversations/list?here={dora.id}&amp;whose=all" in page
    assert 'aria-current="true"' in browser.sees(f"/conversations/list?whose=all&here={dora.id}")


def test_what_a_colleague_changed_meanwhile_is_said(
    browser_of: Any, ann: Agent, bob: Agent, dora: Contact
) -> None:
    """X8: nobody answers beside a colleague unawares."""
    browser = browser_of(ann)
    page = browser.sees(f"/conversations/{dora.id}")
    thread = page.split('id="thread" data-part data-live="')[1].split('"')[0].replace("&amp;", "&")
    assert "thread-changed" not in browser.sees(thread)
    for change, said in (
        ({"owner": bob}, "Bob takes care of this contact now."),
        ({"owner": None}, "Nobody takes care of this contact any more."),
        ({"owner": ann, "silenced_at": now()}, "This contact was changed meanwhile."),
    ):
        Contact.update(change).where(Contact.id == dora.id).execute()
        assert said in browser.sees(thread)
        assert f'href="/conversations/{dora.id}">Show how it stands' in browser.sees(thread)
    assert browser.sees(f"/conversations/{dora.id}/thread?seen={EVIL}").count(EVIL) == 0


def test_the_state_is_changed_by_one_press_on_both_pages(
    browser_of: Any, ann: Agent, bob: Agent, dora: Contact
) -> None:
    """C3."""
    browser = browser_of(ann)
    for path, state in (
        (f"/conversations/{dora.id}", "CLIENT"),
        (f"/contacts/{dora.id}", "PARTNER"),
    ):
        assert f'name="state" value="{state}" aria-pressed="false"' in browser.sees(path)
        back = "contact" if "contacts" in path else "conversation"
        answer = browser.submits(f"/contacts/{dora.id}/state", path, state=state, back=back)
        assert answer.location == path
        assert f'name="state" value="{state}" aria-pressed="true"' in browser.sees(path)
    assert 'aria-pressed="false" disabled' in browser_of(bob).sees(f"/contacts/{dora.id}")


def test_what_could_not_be_sent_yet_says_why_and_when_it_is_tried_again(
    browser_of: Any, bob: Agent
) -> None:
    dora = factories.make_contact("Dora", owner=bob, **factories.heard())
    message = factories.make_message(
        dora, "Here it is", author=Author.AGENT, delivery=Delivery.QUEUED
    )
    item = factories.make_outbox_item(
        kind=OutboxKind.WHATSAPP, message=message, payload={"type": "text", "text": "Here it is"}
    )
    browser = browser_of(bob)
    assert "not sent yet" not in browser.sees(f"/conversations/{dora.id}")
    OutboxItem.update(attempts=1, last_error="WhatsApp cannot be reached.").where(
        OutboxItem.id == item.id
    ).execute()
    page = browser.sees(f"/conversations/{dora.id}")
    assert "not sent yet: WhatsApp cannot be reached. Tried again" in page


def test_the_timeline_tells_moments_as_people_read_them(browser_of: Any, ann: Agent) -> None:
    contact = factories.make_contact()
    planned = {"type": "Call", "agent": "Ann", "starts_at": "2026-05-05T09:00:00+00:00"}
    Event.create(contact=contact, name="interaction.planned", data=planned, cause="agent:1")
    page = browser_of(ann).sees(f"/contacts/{contact.id}")
    assert "Call planned for 5 May 2026, 09:00 with Ann" in page


JPEG = b"\xff\xd8\xff\xe0 a picture"


def chosen(data: bytes = JPEG, name: str = "roof.jpg") -> Any:
    return (io.BytesIO(data), name, "image/jpeg")


def test_a_file_from_the_computer_goes_with_its_words(
    browser_of: Any, ann: Agent, dora: Contact
) -> None:
    browser, path = browser_of(ann), f"/conversations/{dora.id}"
    page = browser.sees(path)
    assert 'enctype="multipart/form-data"' in page
    assert "Pictures (JPEG, PNG) up to 5 MB" in page
    assert write(browser, dora, text="The roof", file=chosen()).status_code == 303
    sent = Message.get(Message.author == Author.AGENT)
    assert (sent.type, sent.text, sent.content["attached"]["name"]) == (
        *("image", "The roof", "roof.jpg"),
    )
    assert f'src="{path}/media/{sent.id}"' in browser.sees(path)
    assert browser.open(f"{path}/media/{sent.id}").data == JPEG


def test_a_file_that_is_refused_leaves_the_words(
    browser_of: Any, ann: Agent, dora: Contact
) -> None:
    browser, large = browser_of(ann), JPEG + bytes(5 * 1024 * 1024)
    page = write(browser, dora, text=f"The roof {EVIL}", file=chosen(large)).text
    assert "this image has 5.1 MB, 5 MB are taken" in page
    assert "The roof &lt;script&gt;" in page
    both = write(browser, dora, text="x", file=chosen(), link="https://shop.example/a.jpg")
    assert (both.status_code, "clear one of them" in both.text) == (422, True)
    assert write(browser, dora, text="", file=chosen(large), as_document="y").status_code == 303
    assert Message.get(Message.author == Author.AGENT).type == "document"


def test_without_a_file_words_go_as_before(browser_of: Any, ann: Agent, dora: Contact) -> None:
    """A browser sends an empty part where no file was chosen."""
    assert write(browser_of(ann), dora, text="Hello", file=chosen(b"", "")).status_code == 303
    assert Message.get(Message.author == Author.AGENT).type == "text"


def test_names_of_files_are_shown_as_words(browser_of: Any, ann: Agent, dora: Contact) -> None:
    browser = browser_of(ann)
    write(browser, dora, file=chosen(b"MZ", f"a{EVIL}.exe"))
    assert "<script>alert(1)" not in browser.sees(f"/conversations/{dora.id}")
    sent = Message.get(Message.author == Author.AGENT)
    answer = browser.open(f"/conversations/{dora.id}/media/{sent.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"

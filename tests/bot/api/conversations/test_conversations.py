"""Timeline and messages: reading them, and saying something. W7."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.agents.agent import Agent
from models.clock import now
from models.contact import Contact
from models.contact.event import Event
from models.contact.message import Author, Delivery, Message
from models.contact.note import Note
from models.queues.outbox import OutboxItem
from tests import factories
from tests.bot.whatsapp.graph import API_URL, Graph
from tests.bot.whatsapp.graph import graph as graph
from tests.handlers.talking import run_of, told_of
from tests.story import Customer
from workers import context, outbox
from workers.errand import run

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def dora(database: None) -> Contact:
    """Wrote an hour ago."""
    return factories.make_contact(last_heard_at=now() - timedelta(hours=1))


def send(api: Any, contact: Contact, **asked: Any) -> Any:
    return api.post(f"/contacts/{contact.id}/messages", json=asked)


def test_what_is_said_is_owed_to_the_contact(api: Any, dora: Contact) -> None:
    answer = send(api, dora, text=" Hello Dora ")
    assert answer.status_code == 201
    assert (answer.json["type"], answer.json["text"]) == ("text", "Hello Dora")
    assert answer.json["delivery"] == "queued"
    owed = OutboxItem.select().where(OutboxItem.message == answer.json["id"]).get()
    assert owed.payload == {"type": "text", "text": "Hello Dora"}


def test_the_bot_falls_silent(api: Any, dora: Contact) -> None:
    """W7."""
    send(api, dora, text="Hello")
    assert api.get(f"/contacts/{dora.id}").json["silenced_at"]


def test_a_key_of_an_agent_speaks_for_the_agent(api_as: Any, dora: Contact) -> None:
    answer = send(api_as(factories.make_agent("Ann")), dora, text="Hello")
    assert (answer.json["author"], answer.json["agent"]["name"]) == ("agent", "Ann")


@pytest.mark.parametrize(
    "content",
    [
        {"type": "buttons", "text": "Which?", "buttons": [{"id": "1", "title": "Men"}]},
        {"type": "list", "text": "Which?", "button": "Choose", "rows": [{"id": "1", "title": "A"}]},
        {"type": "location_request", "text": "Where are you?"},
        {"type": "text", "text": "About that", "reply_to": "wamid.hers"},
        {"type": "reaction", "wamid": "wamid.hers", "emoji": "👍"},
        {"type": "image", "link": "https://files.example/a.jpg", "caption": "This one?"},
        {"type": "video", "link": "https://files.example/a.mp4"},
        {"type": "document", "link": "https://files.example/a", "filename": "a.pdf"},
        {"type": "audio", "link": "https://files.example/a.ogg"},
        {"type": "sticker", "link": "https://files.example/a.webp"},
        {"type": "location", "latitude": 40.4, "longitude": -3.7, "name": "Shop"},
    ],
)
def test_contents_of_other_kinds_are_sent(
    api: Any, workshop: None, graph: Graph, dora: Contact, content: dict[str, Any]
) -> None:
    """Meta takes what goes out: the stand-in judges every body."""
    factories.make_message(dora, "Hi", wamid="wamid.hers")
    answer = send(api, dora, content=content)
    assert answer.status_code == 201
    assert answer.json["content"] == content
    [errand] = outbox.lease(1)
    config = context.config()
    assert run(errand, replace(config, api_url=API_URL)) == "wamid.OUT1"


def test_a_caption_is_what_a_person_reads(api: Any, dora: Contact) -> None:
    content = {"type": "image", "link": "https://files.example/a.jpg", "caption": "This one?"}
    assert send(api, dora, content=content).json["text"] == "This one?"


def test_an_answer_quotes_what_it_answers(api: Any, dora: Contact) -> None:
    hers = factories.make_message(dora, "How much?", wamid="wamid.hers")
    answer = send(api, dora, text="Ten euros", reply_to=hers.id).json
    assert answer["context_wamid"] == "wamid.hers"
    quoted = {"id": hers.id, "author": "contact", "type": "text", "text": "How much?"}
    assert answer["reply_to"] == quoted
    owed = OutboxItem.select().where(OutboxItem.message == answer["id"]).get()
    assert owed.payload == {"type": "text", "text": "Ten euros", "reply_to": "wamid.hers"}
    listed = api.get(f"/contacts/{dora.id}/messages").json["items"]
    assert [one["reply_to"] for one in listed] == [None, quoted]


def test_only_messages_of_the_contact_are_referred_to(api: Any, dora: Contact) -> None:
    eve = factories.make_contact("Eve")
    hers = factories.make_message(eve, "Hi", wamid="wamid.eve")
    unsent = factories.make_message(dora, "Hello", author=Author.BOT)
    text = {"type": "text", "text": "x"}
    for asked, field in (
        ({"text": "x", "reply_to": hers.id}, "reply_to"),
        ({"text": "x", "reply_to": unsent.id}, "reply_to"),
        ({"text": "x", "reply_to": 2**70}, "reply_to"),
        ({"content": text | {"reply_to": "wamid.eve"}}, "content.reply_to"),
        ({"content": text | {"reply_to": ""}}, "content.reply_to"),
        ({"content": {"type": "reaction", "wamid": "wamid.eve", "emoji": ""}}, "content.wamid"),
    ):
        answer = send(api, dora, **asked)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert not OutboxItem.select().exists()


def test_the_conversation_says_whether_we_may_answer(api: Any, dora: Contact) -> None:
    page = api.get(f"/contacts/{dora.id}/messages").json
    assert page["window_open_until"] == api.get(f"/contacts/{dora.id}").json["window_open_until"]
    assert page["silenced_at"] is None
    send(api, dora, text="Hello")
    assert api.get(f"/contacts/{dora.id}/messages").json["silenced_at"]


def test_a_colleagues_contact_is_claimed_before_one_writes(api: Any, api_as: Any) -> None:
    """X8; managers and programs may."""
    ann, bob = factories.make_agent("Ann"), factories.make_agent("Bob")
    dora = factories.make_contact(owner=ann, last_heard_at=now())
    refused = send(api_as(bob), dora, text="Hello")
    assert (refused.status_code, refused.json["owner"]["name"]) == (409, "Ann")
    assert not OutboxItem.select().exists()
    max = factories.make_agent("Max", role="sales_manager")
    for key in (api, api_as(ann), api_as(max)):
        assert send(key, dora, text="Hello").status_code == 201


def test_a_colleagues_word_ends_the_workflow_and_its_reminders(workshop: None, api: Any) -> None:
    """W7."""
    factories.make_workflow("{name: Size, steps: {size: {ask: 'Which size?', set: size}}}")
    dora = Customer().says("Hi")
    send(api, dora.contact, text="I am here")
    run_ended = run_of(dora)
    assert (run_ended.state.value, run_ended.due_at) == ("handed_over", None)
    [told] = told_of(dora, "workflow.taken_over")
    assert told == {"workflow": "Size", "reason": "a program wrote"}
    assert dora.says("M").traits == {}


def test_who_may_not_see_the_contact_does_not_write(api_as: Any, dora: Contact) -> None:
    """X13."""
    sue = factories.make_agent("Sue", role="support")
    assert send(api_as(sue), dora, text="Hello").status_code == 404


def test_each_word_of_a_person_begins_the_silence_anew(api: Any, hold_clock: Any) -> None:
    """W7."""
    hold_clock("2026-01-05T10:00:00+00:00")
    dora = factories.make_contact(last_heard_at=MONDAY)
    send(api, dora, text="Hello")
    hold_clock("2026-01-05T11:00:00+00:00")
    send(api, dora, text="Still there?")
    shown = api.get(f"/contacts/{dora.id}").json
    assert shown["silenced_at"] == "2026-01-05T11:00:00+00:00"
    assert Event.select().where(Event.name == "bot.silenced").count() == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "text"),
        ({"text": "a", "template": {"name": "x", "language": "en"}}, "text"),
        ({"text": ""}, "text"),
        ({"text": "x" * 4097}, "text"),
        ({"text": None}, "text"),
        ({"template": {"name": "Hello World", "language": "en"}}, "template"),
        ({"template": {"name": "x"}}, "template.language"),
        ({"template": {"name": "x", "language": "en", "parameters": [1]}}, "template.parameters.0"),
        ({"content": {"type": "read", "wamid": "x"}}, "content.type"),
        ({"content": {"type": "text"}}, "content"),
        ({"content": {"type": "buttons", "text": "x", "buttons": "no"}}, "content.buttons"),
        ({"content": {"type": "buttons", "text": "x", "buttons": []}}, "content"),
        ({"content": {"type": "text", "text": "x", "bold": True}}, "content.bold"),
        ({"content": {"type": "text", "text": "x", "caption": "y"}}, "content.caption"),
        ({"content": {"type": "image", "link": "a.jpg"}}, "content"),
        ({"reply_to": 1}, "text"),
        ({"content": []}, "content"),
    ],
)
def test_what_whatsapp_would_refuse_is_named(
    api: Any, dora: Contact, asked: dict[str, Any], field: str
) -> None:
    answer = send(api, dora, **asked)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert not OutboxItem.select().exists()


def test_after_24_hours_only_templates_go_out(api: Any, hold_clock: Any) -> None:
    hold_clock("2026-01-06T10:00:00+00:00")
    dora = factories.make_contact(last_heard_at=MONDAY)
    answer = send(api, dora, text="Hello")
    assert answer.status_code == 422
    assert "closed at 2026-01-06T09:00+00:00; send a template" in answer.json["detail"].replace(
        ": send", "; send"
    )
    template = {"name": "hello", "language": "en", "parameters": ["Dora"]}
    sent = send(api, dora, template=template)
    assert (sent.status_code, sent.json["type"]) == (201, "template")


def test_who_has_never_written_gets_templates_from_our_first_number(api: Any) -> None:
    dora = factories.make_contact(number=None)
    assert send(api, dora, text="Hello").status_code == 422
    sent = send(api, dora, template={"name": "hello", "language": "en"})
    assert sent.json["number"] == factories.NUMBER


def test_a_repeated_send_is_one_message(api: Any, dora: Contact) -> None:
    """X15."""
    for _ in range(2):
        path = f"/contacts/{dora.id}/messages"
        answer = api.post(path, json={"text": "Hi"}, headers={"Idempotency-Key": "1"})
        assert answer.status_code == 201
    assert Message.select().count() == OutboxItem.select().count() == 1


def test_the_conversation_is_read_oldest_first(api: Any, dora: Contact) -> None:
    for number in range(3):
        factories.make_message(dora, f"{number}", created_at=MONDAY + timedelta(minutes=number))
    factories.make_message(
        dora,
        "failed",
        author=Author.BOT,
        delivery=Delivery.FAILED,
        error="undeliverable",
        created_at=MONDAY + timedelta(hours=1),
    )
    page = api.get(f"/contacts/{dora.id}/messages", page_size=3).json
    assert [one["text"] for one in page["items"]] == ["0", "1", "2"]
    assert page["total"] == 4
    (last,) = api.get(f"/contacts/{dora.id}/messages", page_size=3, page=2).json["items"]
    assert (last["author"], last["delivery"], last["error"]) == ("bot", "failed", "undeliverable")


def test_the_timeline_tells_one_story(api: Any, dora: Contact) -> None:
    """What a message caused stands behind it, and before what was answered."""
    factories.make_message(dora, "Yes", author=Author.BOT, created_at=MONDAY)
    factories.make_message(dora, "Men", created_at=MONDAY)
    data = {"trait": "audience", "before": None, "after": "Men"}
    Event.create(contact=dora, name="contact.trait_set", data=data, cause="message:1", at=MONDAY)
    Event.create(
        contact=dora,
        name="contact.state_changed",
        data={"before": "PROSPECT", "after": "CLIENT"},
        cause="api_key:1",
        at=MONDAY + timedelta(days=1),
    )
    told = api.get(f"/contacts/{dora.id}/timeline").json
    assert told["total"] == 4
    assert [one.get("sentence") or one["message"]["text"] for one in told["items"]] == [
        "Men",
        "audience set to Men",
        "Yes",
        "State changed from PROSPECT to CLIENT",
    ]
    assert told["items"][1]["cause"] == "message:1"
    assert len(api.get(f"/contacts/{dora.id}/timeline", page_size=3, page=2).json["items"]) == 1


def test_a_long_timeline_costs_as_many_queries_as_a_short_one(
    api: Any, dora: Contact, queries: list[str]
) -> None:
    ann: Agent = factories.make_agent()
    api.get(f"/contacts/{dora.id}")
    counts = []
    for _ in range(2):
        for number in range(10):
            wamid = f"wamid.{Message.select().count()}"
            factories.make_message(
                dora, f"{number}", author=Author.AGENT, agent=ann, wamid=wamid, context_wamid=wamid
            )
            Event.create(contact=dora, name="contact.tagged", data={"tag": "x"}, cause="x")
            Note.create(contact=dora, agent=ann, text=f"{number}")
        queries.clear()
        api.get(f"/contacts/{dora.id}/timeline", page_size=200)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_to_who_opted_out_only_an_agent_writes_and_no_template(
    api: Any, api_as: Any, dora: Contact
) -> None:
    """X10."""
    Contact.update(opted_out_at=now()).where(Contact.id == dora.id).execute()
    by_ann = api_as(factories.make_agent("Ann"))
    assert send(by_ann, dora, text="It is on its way").status_code == 201
    for answer, field in (
        (send(api, dora, text="Buy now"), "text"),
        (send(by_ann, dora, template={"name": "offer", "language": "en"}), "template"),
    ):
        assert answer.status_code == 422
        assert answer.json["errors"][0]["field"] == field
        assert "START" in answer.json["errors"][0]["message"]

"""Whatever people write and call themselves is stored, answered and told (W1, W2)."""

import pytest

from bot.simulator import items, payloads
from models.contact.message import Message
from models.queues.outbox import OutboxItem, OutboxKind
from tests.factories import make_agent, make_rule, make_workflow
from tests.story import Customer, owed, parked, receive

pytestmark = pytest.mark.usefixtures("workshop")

ASK = """
name: Ask
steps:
  wish: {ask: "What do you wish, {name}?", set: wish, next: thanks}
  thanks: {say: "{wish}: noted, {name}."}
"""

STRANGE = {
    "NUL": "a\0b",
    "half a character": "a\ud83d b",
    "two halves the wrong way round": "\udc4b\ud83d",
    "control characters": "a\x01\x02\x1b[31mb",
    "right to left": "שלום עולם, كيف حالك",
    "an override": "abc \u202ecba\u202c",
    "emoji of many parts": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽",
    "combining marks": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "braces": "{name} {{0.__class__}} %s {wish}",
    "markup": "<script>alert(1)</script> & ' \" --",
    "a formula": '=HYPERLINK("http://x")',
    "SQL": "'); DROP TABLE contact; --",
    "new lines": "one\r\ntwo\n\n\nthree\u2028four",
    "65k characters": "long " * 13_107,
    "as many emoji": "🙂" * 65_536,
    "one character": "M",
    "digits of elsewhere": "٣٤٥",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_a_message_is_stored_and_answered(text: str) -> None:
    make_workflow(ASK)
    make_rule("Any", [make_agent("Ann")])
    dora = Customer(name="Dora").says("Hi").says(text)
    assert parked() == []
    [_, answered] = dora.heard()
    assert answered.text.endswith(": noted, Dora.")
    assert dora.traits["wish"]
    assert dora.owner == "Ann"
    kept = Message.select().where(Message.author == "contact").order_by(Message.id.desc()).get()
    assert 0 < len(kept.text) <= 65_536
    [letter] = owed(OutboxKind.EMAIL)
    assert letter.payload["facts"]


@pytest.mark.parametrize("name", STRANGE.values(), ids=STRANGE)
def test_a_name_is_stored_and_used(name: str) -> None:
    """The profile's name: free text of a stranger, which the bot repeats and agents read."""
    make_workflow(ASK)
    make_rule(
        "New", [make_agent("Ann", whatsapp="447700900999")], trigger="whatsapp_contact_created"
    )
    dora = Customer(name=name).says("Hi")
    assert parked() == []
    assert 0 < len(dora.contact.name) <= 300
    [question] = dora.heard()
    assert question.text.startswith("What do you wish")
    assert len(question.text) < 200
    letter = OutboxItem.get(OutboxItem.kind == OutboxKind.EMAIL)
    assert letter.payload["subject"].endswith("is yours")


def test_who_has_no_name_at_all_is_asked_without_one() -> None:
    make_workflow(ASK)
    dora = Customer(name="").says("Hi")
    assert [message.text for message in dora.heard()] == ["What do you wish?"]
    assert dora.contact.name == ""


def test_the_bytes_on_the_wire_may_be_escaped_or_not() -> None:
    """Meta escapes; a proxy or another version may not."""
    import json

    person = payloads.Person("GB.1", "Đora", "447700900311")
    for ascii_only in (True, False):
        raw = json.loads(payloads.delivery(person, items.text("Żółw 🐢")))
        receive(json.dumps(raw, ensure_ascii=ascii_only).encode())
    assert [row.text for row in Message.select()] == ["Żółw 🐢", "Żółw 🐢"]

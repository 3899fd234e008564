"""Once a person has the conversation the bot says nothing more (W3, W7)."""

from datetime import datetime, timedelta

import pytest

from bot.simulator import items
from models.clock import now
from models.contact import Contact
from models.contact.message import Message
from models.workflow.outcome import RunState
from tests.factories import make_agent, make_rule, make_workflow, set_organisation
from tests.handlers.talking import SIZE, run_of, said_to, told_of
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")

HUMAN = """
name: Human
start: {on: keyword, words: [human]}
steps:
  hello: {say: "A colleague writes to you.", hand_over: true}
"""


def test_a_hand_over_is_said_and_then_the_bot_is_silent() -> None:
    make_workflow(HUMAN)
    make_workflow(SIZE.replace("name: Size", "name: Any\nstart: {on: any_message}"))
    dora = Customer().says("human")
    assert said_to(dora) == ["A colleague writes to you."]
    assert dora.contact.silenced_at is not None
    assert run_of(dora).state is RunState.HANDED_OVER
    assert told_of(dora, "workflow.handed_over") == [{"reason": "step 'hello' hands over"}]
    assert told_of(dora, "bot.silenced") == [{"reason": "step 'hello' hands over"}]
    assert told_of(dora, "workflow.taken_over") == []
    for text in ("Hello?", "human", "anybody"):
        dora.says(text)
    assert said_to(dora) == ["A colleague writes to you."]


def test_the_message_behind_a_hand_over_in_one_batch_is_heard_in_silence() -> None:
    from bot.simulator import payloads
    from bot.whatsapp.envelope import split
    from models.queues.inbox import InboxItem
    from tests.story import settle

    make_workflow(HUMAN)
    dora = Customer()
    for text in ("human", "human"):
        InboxItem.receive(split(payloads.delivery(dora.person, items.text(text))))
    settle()
    assert said_to(dora) == ["A colleague writes to you."]


def test_what_a_silenced_contact_writes_is_kept_and_opens_the_window() -> None:
    dora = Customer().says("Hi")
    Contact.update(silenced_at=now(), last_heard_at=None).execute()
    dora.says("I am still here")
    assert dora.contact.last_heard_at is not None
    said = Message.select().where(Message.contact == dora.contact).order_by(Message.id)
    texts = [row.text for row in said]
    assert texts == ["Hi", "I am still here"]


def test_rules_still_find_an_owner_for_a_silenced_contact() -> None:
    """R7: the silence is the bot's, not the rules'."""
    from tests.models.acting import changing

    make_rule("All", [make_agent("Ann")])
    dora = Customer().says("Hi")
    Contact.update(silenced_at=now()).execute()
    with changing(dora.contact) as contact:
        contact.add_tag("VIP")
    assert dora.owner == "Ann"


ANY = "{name: Any, start: {on: any_message}, steps: {one: {ask: 'How can we help?'}}}"


def at(moment: datetime) -> dict:
    return items.text("Hello?", at=moment)


def test_the_bot_returns_when_no_colleague_has_written_for_a_while() -> None:
    """W7: decided when the next message comes."""
    set_organisation(bot_returns_after=60)
    make_workflow(ANY)
    dora = Customer().says("Hi").says("agent")
    said = len(said_to(dora))
    word = now().replace(microsecond=0)
    Contact.update(silenced_at=word - timedelta(minutes=59)).execute()
    dora.sends(at(word))
    assert len(said_to(dora)) == said
    dora.sends(at(word + timedelta(minutes=1)))
    assert said_to(dora)[said:] == ["How can we help?"]
    assert dora.contact.silenced_at is None
    assert told_of(dora, "bot.returned") == [{"reason": "no colleague wrote for 60 minutes"}]


def test_an_emoji_does_not_bring_the_bot_back() -> None:
    set_organisation(bot_returns_after=1)
    dora = Customer().says("agent")
    Contact.update(silenced_at=now() - timedelta(hours=1)).execute()
    [answer] = dora.heard()
    dora.sends(items.reaction(answer.wamid or "wamid.x", "👍"))
    assert dora.contact.silenced_at is not None


def test_what_was_ended_does_not_go_on_when_the_bot_is_back() -> None:
    set_organisation(bot_returns_after=1)
    make_workflow(SIZE)
    dora = Customer().says("Hi").says("agent")
    Contact.update(silenced_at=now() - timedelta(hours=1)).execute()
    said = said_to(dora)
    dora.says("M")
    assert (said_to(dora), dora.traits) == (said, {})


def test_without_the_setting_the_bot_stays_silent() -> None:
    make_workflow(ANY)
    dora = Customer().says("agent")
    Contact.update(silenced_at=now() - timedelta(days=400)).execute()
    dora.says("Hello?")
    assert dora.contact.silenced_at is not None

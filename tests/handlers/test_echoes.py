"""What a colleague writes from the WhatsApp Business app on the phone stands in the conversation,
and the bot is silent from then on (W7)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.simulator import items, payloads
from models.agents.agent import Agent, Role
from models.assignment import by_hand
from models.assignment.assignment import Assignment
from models.contact import Contact
from models.contact.finding import conversations, search
from models.contact.finding.clues import UNANSWERED
from models.contact.finding.conversations import Asked
from models.contact.finding.search import ContactSearch
from models.contact.message import Author, Message
from models.queues.inbox import InboxItem
from models.workflow.outcome import RunState
from tests.factories import make_agent, make_workflow, set_organisation
from tests.handlers.talking import SIZE, run_of, said_to, told_of
from tests.models.acting import changing
from tests.story import Customer, receive

pytestmark = pytest.mark.usefixtures("workshop")


def echo(to: str, at: datetime | None = None, **more: Any) -> bytes:
    """As Meta tells of what somebody wrote from the phone, now or then."""
    stamp = payloads.stamp(at)
    written = {"from": "442079460655", "to": to, "timestamp": stamp, **more}
    metadata = {"phone_number_id": payloads.PHONE_NUMBER_ID}
    value = {"metadata": metadata, "message_echoes": [{"id": "wamid.echo", **written}]}
    change = {"field": "smb_message_echoes", "value": value}
    return json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode()


def moment(hour: int) -> datetime:
    """Of a day that is over."""
    return datetime(2026, 5, 9, hour, tzinfo=UTC)


def give_to_ann(customer: Customer) -> None:
    ann = make_agent()
    with changing(customer.contact) as contact:
        by_hand.assign_by_hand(contact.batch, contact, ann)


def unanswered() -> set[bool]:
    """Whether the only contact waits, as search, lists and conversations know it."""
    search.refresh()
    [one] = conversations.page(Asked(), Agent(role=Role.ADMIN), 2).conversations
    holds = Contact.select(UNANSWERED.holds).scalar()
    return {ContactSearch.get().unanswered, bool(holds), one.unanswered}


def text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def test_the_bot_is_silent_once_somebody_wrote_from_the_phone() -> None:
    make_workflow(SIZE)
    dora = Customer().says("Hi")
    asked = said_to(dora)
    receive(echo(str(dora.phone), **text("I take this one")))
    assert run_of(dora).state is RunState.HANDED_OVER
    assert dora.contact.last_contacted_at is not None
    reason = "somebody wrote from the WhatsApp app on the phone"
    assert told_of(dora, "bot.silenced") == [{"reason": reason}]
    dora.says("M")
    assert said_to(dora) == [*asked, "I take this one"]


def test_one_that_comes_late_answers_nothing_that_was_written_since() -> None:
    """The workflow goes on, Ann is still waited for, and lists still show who waits."""
    make_workflow(SIZE)
    set_organisation(first_reply_minutes=30)
    written = moment(11)
    dora = Customer().sends(items.text("Hi", at=moment(12)))
    give_to_ann(dora)
    waits = dora.contact.reply_due_at
    receive(echo(str(dora.phone), at=written, **text("Until tomorrow")))
    known = dora.contact
    assert (known.silenced_at, known.last_contacted_at) == (None, written)
    assert waits is not None
    assert known.reply_due_at == waits
    assert run_of(dora).state is RunState.RUNNING
    assert Assignment.get().replied_at is None
    assert unanswered() == {True}
    receive(echo(str(dora.phone), at=moment(13), id="wamid.2", **text("Good morning")))
    assert (dora.contact.silenced_at, dora.contact.reply_due_at) == (moment(13), None)
    assert unanswered() == {False}


def test_who_is_given_the_contact_then_is_waited_for() -> None:
    set_organisation(first_reply_minutes=30)
    dora = Customer().sends(items.text("Hi", at=moment(12)))
    receive(echo(str(dora.phone), at=moment(11), **text("Until tomorrow")))
    give_to_ann(dora)
    assert dora.contact.reply_due_at is not None


def test_of_two_the_later_word_begins_the_silence() -> None:
    """W7: after it the time runs in which no colleague wrote."""
    dora = Customer().sends(items.text("Hi", at=moment(9)))
    for hour in (11, 10):
        receive(echo(str(dora.phone), at=moment(hour), id=f"wamid.{hour}", **text("Hello")))
    assert dora.contact.silenced_at == moment(11)
    assert dora.contact.last_contacted_at == moment(11)


def test_it_stands_in_the_conversation_as_a_colleagues_once() -> None:
    dora = Customer().says("Hi")
    for _ in range(2):
        receive(echo(str(dora.phone), **text("Good morning")))
    written = [one for one in dora.heard() if one.text == "Good morning"]
    assert [(one.author, one.agent_id, one.wamid) for one in written] == [
        (Author.AGENT, None, "wamid.echo")
    ]


def test_an_emoji_from_the_phone_takes_no_conversation_over() -> None:
    dora = Customer().says("Hi")
    thumb = {"message_id": "wamid.1", "emoji": "👍"}
    receive(echo(str(dora.phone), type="reaction", reaction=thumb))
    assert dora.contact.silenced_at is None


@pytest.mark.parametrize("more", [text("Hello"), {"type": "revoke", "revoke": {}}, {"id": ""}])
def test_what_concerns_no_contact_is_kept_and_makes_none(more: dict[str, Any]) -> None:
    receive(echo("447700900777", **more))
    assert (Contact.select().count(), Message.select().count()) == (0, 0)
    assert [one.state.value for one in InboxItem.select()] == ["done"]

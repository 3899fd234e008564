"""What a colleague writes from the WhatsApp Business app on the phone stands in the conversation,
and the bot is silent from then on (W7)."""

import json
from typing import Any

import pytest

from bot.simulator import payloads
from models.contact import Contact
from models.contact.message import Author, Message
from models.queues.inbox import InboxItem
from models.workflow.outcome import RunState
from tests.factories import make_workflow
from tests.handlers.talking import SIZE, run_of, said_to, told_of
from tests.story import Customer, receive

pytestmark = pytest.mark.usefixtures("workshop")


def echo(to: str, **more: Any) -> bytes:
    """As Meta tells of what somebody wrote from the phone."""
    written = {"from": "442079460655", "to": to, "timestamp": "1795170400", **more}
    metadata = {"phone_number_id": payloads.PHONE_NUMBER_ID}
    value = {"metadata": metadata, "message_echoes": [{"id": "wamid.echo", **written}]}
    change = {"field": "smb_message_echoes", "value": value}
    return json.dumps({"entry": [{"id": "1", "changes": [change]}]}).encode()


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

"""Receipts: which are owed, in what order, to whom."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.simulator import behaviour
from bot.simulator.acts import act
from models.simulated import SimulatedCustomer, SimulatedWebhook
from tests.bot.simulator.conftest import NUMBER, Send
from tests.bot.simulator.messages import send as spell
from tests.bot.simulator.messages import text


@pytest.fixture(autouse=True)
def _heard(talking: None) -> None:
    """What the customers wrote is delivered already."""
    SimulatedWebhook.delete().execute()


def owed() -> list[dict[str, Any]]:
    """The values of all webhooks that wait, in the order in which they are due."""
    waiting = SimulatedWebhook.select().order_by(SimulatedWebhook.due_at)
    return [json.loads(one.body)["entry"][0]["changes"][0]["value"] for one in waiting]


def statuses() -> list[str]:
    return [value["statuses"][0]["status"] for value in owed()]


def look(client: FlaskClient, customer: SimulatedCustomer) -> None:
    client.post(f"/simulator/customers/{customer.id}/read", json={})


def test_a_text_is_sent_and_then_delivered(send: Send) -> None:
    send(text(biz_opaque_callback_data="outbox:7"))
    assert statuses() == ["sent", "delivered"]
    assert {value["statuses"][0]["biz_opaque_callback_data"] for value in owed()} == {"outbox:7"}


def test_it_is_read_once_the_page_shows_it(
    client: FlaskClient, send: Send, dora: SimulatedCustomer
) -> None:
    send(text())
    look(client, dora)
    look(client, dora)
    assert statuses() == ["sent", "delivered", "read"]


def test_it_can_be_read_at_once_or_never(
    client: FlaskClient, send: Send, dora: SimulatedCustomer
) -> None:
    behaviour.put({"reads": "never"})
    send(text())
    look(client, dora)
    assert statuses() == ["sent", "delivered"]
    behaviour.put({"reads": "at_once"})
    send(text())
    look(client, dora)
    assert sorted(statuses()) == ["delivered", "delivered", "read", "sent", "sent"]


def test_receipts_can_overtake_each_other(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    behaviour.put({"shuffle": True})
    monkeypatch.setattr("bot.simulator.receipts.random.shuffle", lambda moments: None)
    monkeypatch.setattr("bot.simulator.graph_views.OVERTAKEN_FOR_S", 0)
    send(text())
    assert statuses() == ["delivered", "sent"]


def test_receipts_can_get_lost(client: FlaskClient, send: Send, dora: SimulatedCustomer) -> None:
    behaviour.put({"drop_receipts": True})
    send(text())
    look(client, dora)
    assert statuses() == []


def test_a_failure_can_come_later(send: Send) -> None:
    behaviour.put({"fail": {"code": 131026, "times": 1, "later": True}})
    assert send(text())[0] == 200
    (value,) = owed()
    assert value["statuses"][0]["errors"][0]["code"] == 131026
    assert "contacts" not in value


def test_a_reaction_is_only_sent(send: Send, dora: SimulatedCustomer) -> None:
    wamid = act(dora, NUMBER, {"type": "text", "text": "Hi"})
    SimulatedWebhook.delete().execute()
    send(spell("reaction", {"message_id": wamid, "emoji": "👍"}))
    assert statuses() == ["sent"]


def test_somebody_without_a_phone_stays_without_one(send: Send, yuki: SimulatedCustomer) -> None:
    send(text(to=None, recipient=yuki.bsuid))
    (status,) = owed()[0]["statuses"]
    assert "recipient_id" not in status
    assert status["recipient_user_id"] == yuki.bsuid


def test_whoever_is_written_to_by_phone_shows_it(send: Send, yuki: SimulatedCustomer) -> None:
    """A message to the phone makes it shareable."""
    send(text(to=f"+{yuki.phone}"))
    (status,) = owed()[0]["statuses"]
    assert status["recipient_id"] == yuki.phone

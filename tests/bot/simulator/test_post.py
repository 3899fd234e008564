"""How webhooks reach Usher: signed, until they are acknowledged, however often (W1)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses
import time_machine
from flask.testing import FlaskClient

from bot.simulator.acts import act
from bot.simulator.post import Post
from bot.whatsapp.signature import holds
from models.queues.inbox import InboxItem
from models.simulated import SimulatedCustomer, SimulatedMessage, SimulatedWebhook
from tests.bot.simulator.conftest import NUMBER, SECRET, Send
from tests.bot.simulator.messages import text

URL = "http://usher.test/webhooks/whatsapp"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def post(database: None) -> Post:
    return Post(URL, SECRET)


@pytest.fixture
def usher() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def deliver(post: Post, repeat: int = 1) -> None:
    """Everything that is due, in this thread: its transaction is the test's."""
    for webhook in SimulatedWebhook.claim(100, timedelta(seconds=60)):
        post.deliver(webhook, repeat)


def state(wamid: str) -> str:
    status: str = SimulatedMessage.get(wamid=wamid).status
    return status


def test_the_door_takes_what_is_posted(
    post: Post, usher: responses.RequestsMock, client: FlaskClient, dora: SimulatedCustomer
) -> None:
    """The simulator's signature, checked by Usher's own door."""
    usher.post(URL)
    wamid = act(dora, NUMBER, {"type": "text", "text": "Olá 🙂"})
    deliver(post)
    request: Any = usher.calls[0].request
    assert holds(request.body, request.headers["X-Hub-Signature-256"], [SECRET])
    answer = client.post("/webhooks/whatsapp", data=request.body, headers=dict(request.headers))
    assert answer.status_code == 200
    assert InboxItem.select().where(InboxItem.external_id.contains(wamid)).exists()


def test_the_tick_turns_when_usher_has_it(
    post: Post, usher: responses.RequestsMock, dora: SimulatedCustomer
) -> None:
    usher.post(URL)
    wamid = act(dora, NUMBER, {"type": "text", "text": "Hi"})
    assert state(wamid) == "accepted"
    deliver(post)
    assert state(wamid) == "delivered"
    assert not SimulatedWebhook.select().exists()


@pytest.mark.parametrize("status", [201, 401, 500, 503])
def test_only_200_counts(
    post: Post, usher: responses.RequestsMock, dora: SimulatedCustomer, status: int
) -> None:
    usher.post(URL, status=status)
    wamid = act(dora, NUMBER, {"type": "text", "text": "Hi"})
    deliver(post)
    assert state(wamid) == "accepted"
    assert SimulatedWebhook.get().last_error == f"HTTP {status}"


def test_a_restart_of_usher_loses_nothing(
    post: Post, usher: responses.RequestsMock, dora: SimulatedCustomer
) -> None:
    usher.post(URL, body=requests.ConnectionError("away"))
    usher.post(URL, status=503)
    usher.post(URL, status=200)
    with time_machine.travel(NOON, tick=False) as clock:
        wamid = act(dora, NUMBER, {"type": "text", "text": "Hi"})
        for _ in range(3):
            deliver(post)
            clock.shift(timedelta(seconds=15))
    assert state(wamid) == "delivered"


def test_it_waits_longer_each_time(
    post: Post, usher: responses.RequestsMock, dora: SimulatedCustomer
) -> None:
    usher.post(URL, status=503)
    waits = []
    with time_machine.travel(NOON, tick=False) as clock:
        act(dora, NUMBER, {"type": "text", "text": "Hi"})
        for _ in range(7):
            deliver(post)
            wait = SimulatedWebhook.get().due_at - datetime.now(UTC)
            waits.append(wait.total_seconds())
            clock.shift(wait)
    assert waits == [1, 2, 4, 8, 15, 15, 15]


def test_after_a_week_it_gives_up(
    post: Post, usher: responses.RequestsMock, dora: SimulatedCustomer
) -> None:
    usher.post(URL, status=503)
    with time_machine.travel(NOON, tick=False) as clock:
        act(dora, NUMBER, {"type": "text", "text": "Hi"})
        clock.shift(timedelta(days=7, seconds=1))
        deliver(post)
    assert not SimulatedWebhook.select().exists()


def test_every_webhook_can_come_several_times(
    post: Post, usher: responses.RequestsMock, dora: SimulatedCustomer
) -> None:
    usher.post(URL)
    act(dora, NUMBER, {"type": "text", "text": "Hi"})
    deliver(post, repeat=3)
    bodies = [call.request.body for call in usher.calls]
    assert len(bodies) == 3
    assert len(set(bodies)) == 1


def test_a_late_receipt_does_not_turn_a_tick_back(
    post: Post, usher: responses.RequestsMock, send: Send, talking: None
) -> None:
    usher.post(URL)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        wamid = send(text())[1]["messages"][0]["id"]
        clock.shift(timedelta(seconds=1))
        owed = SimulatedWebhook.select().where(SimulatedWebhook.receipt.is_null(False))
        for webhook in owed.order_by(SimulatedWebhook.id.desc()):
            post.deliver(webhook, 1)
    assert state(wamid) == "delivered"


def test_a_webhook_on_its_way_is_nobody_elses(dora: SimulatedCustomer) -> None:
    act(dora, NUMBER, {"type": "text", "text": "Hi"})
    lease = timedelta(seconds=60)
    assert len(SimulatedWebhook.claim(10, lease)) == 1
    assert SimulatedWebhook.claim(10, lease) == []

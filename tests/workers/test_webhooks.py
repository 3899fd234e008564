"""Deliveries of webhooks: to a real receiver, each by one worker, and none held up by another
(X14)."""

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from models.base import database
from models.clock import now
from models.webhooks.delivery import WebhookDelivery
from tests.bot.outgoing.receiver import Receiver, receiving
from tests.bot.outgoing.receiver import receiver as receiver  # a fixture
from tests.conftest import make_config
from tests.factories import make_delivery, make_endpoint
from tests.processes import eventually
from workers import context, webhooks


@pytest.fixture(autouse=True)
def job(committed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job runs as in a worker, and ends as soon as nothing is due."""
    prepare(tmp_path, monkeypatch)


def prepare(data: Path, patch: pytest.MonkeyPatch, private: str = "1") -> None:
    config = make_config(data, USHER_WEBHOOK_PRIVATE=private)
    patch.setattr(context, "_contexts", [context._Context(config, None)])
    patch.setattr(webhooks, "LINGER", 0)


def states() -> list[str]:
    with database.connection_context():
        rows = WebhookDelivery.select().order_by(WebhookDelivery.id)
        return [row.state.value for row in rows]


def test_what_is_owed_arrives_signed(receiver: Receiver) -> None:
    with database.connection_context():
        endpoint = make_endpoint(receiver.url)
        row = make_delivery(endpoint, body='{"type":"ping","data":{"name":"D\\u00f3ra"}}')
    webhooks.deliver()
    [got] = receiver.received
    assert Webhook(endpoint.secret).verify(got.body, got.headers)["data"] == {"name": "Dóra"}
    assert got.headers["webhook-id"] == row.webhook_id
    assert got.headers["content-type"] == "application/json"
    with database.connection_context():
        row = WebhookDelivery.get()
    assert (row.state, row.attempts, row.answer_code, row.answer) == ("done", 1, 200, "thank you")


def test_a_changed_secret_signs_beside_the_former_for_a_day(receiver: Receiver) -> None:
    with database.connection_context():
        endpoint = make_endpoint(receiver.url)
        former, new = endpoint.secret, endpoint.rotate()
        make_delivery(endpoint)
    webhooks.deliver()
    [got] = receiver.received
    assert all(Webhook(one).verify(got.body, got.headers) for one in (former, new))
    with database.connection_context():
        endpoint.former_until = now() - timedelta(seconds=1)
        endpoint.save()
        make_delivery(endpoint)
    webhooks.deliver()
    assert len(receiver.received[1].headers["webhook-signature"].split()) == 1


def test_a_failure_says_what_was_answered_and_comes_again_under_the_same_id(
    receiver: Receiver,
) -> None:
    receiver.answers = [500]
    receiver.text = b"out of \x00 order"
    with database.connection_context():
        make_delivery(make_endpoint(receiver.url))
    webhooks.deliver()
    with database.connection_context():
        row = WebhookDelivery.get()
        assert (row.state, row.answer_code, row.last_error) == ("pending", 500, "it answered 500")
        assert row.answer == "out of \N{REPLACEMENT CHARACTER} order"
        WebhookDelivery.update(due_at=now()).execute()
    webhooks.deliver()
    assert states() == ["done"]
    assert receiver.ids() == [row.webhook_id] * 2


def test_our_own_network_is_not_called_unless_that_is_allowed(
    receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(tmp_path, monkeypatch, private="")
    with database.connection_context():
        make_delivery(make_endpoint(receiver.url.replace("http:", "https:")))
    webhooks.deliver()
    assert receiver.received == []
    with database.connection_context():
        assert "USHER_WEBHOOK_PRIVATE" in WebhookDelivery.get().last_error


def test_a_slow_receiver_holds_up_no_other(receiver: Receiver) -> None:
    """The slow one has more waiting than it has threads, and came first."""
    let_go = threading.Event()

    def wait(handler) -> None:
        let_go.wait(20)
        handler.send_response(204)
        handler.end_headers()

    receiver.answers = [wait] * 20
    with receiving() as quick:
        with database.connection_context():
            slow = make_endpoint(receiver.url)
            for _ in range(20):
                make_delivery(slow)
            other = make_endpoint(quick.url)
            for _ in range(20):
                make_delivery(other)
        worker = threading.Thread(target=webhooks.deliver)
        worker.start()
        eventually(lambda: len(quick.received) == 20)
        assert len(receiver.received) == webhooks.EACH
        let_go.set()
        worker.join()
    assert states() == ["done"] * 40


def test_a_worker_that_is_told_to_end_keeps_what_comes_of_its_calls(receiver: Receiver) -> None:
    def end(handler) -> None:
        context.end()
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    receiver.answers = [end]
    with database.connection_context():
        make_delivery(make_endpoint(receiver.url))
    try:
        webhooks.deliver()
    finally:
        context._ending.clear()
    assert states() == ["done"]


JOB = """
import sys
from pathlib import Path
from models import base
from tests.conftest import make_config
from workers import context, webhooks
base.connect(sys.argv[1])
config = make_config(Path(sys.argv[2]), USHER_WEBHOOK_PRIVATE="1")
context._contexts[:] = [context._Context(config, None)]
webhooks.deliver()
"""


def test_what_a_killed_worker_had_called_is_called_again_under_the_same_id(
    receiver: Receiver, committed: str, tmp_path: Path
) -> None:
    """It dies between the call and its settling: the receiver tells by the id that it knows it."""
    killed = threading.Event()
    receiver.answers = [lambda handler: killed.wait(20)]
    with database.connection_context():
        make_delivery(make_endpoint(receiver.url))
    worker = subprocess.Popen([sys.executable, "-c", JOB, committed, str(tmp_path)])
    eventually(lambda: receiver.received)
    worker.kill()
    worker.wait()
    killed.set()
    webhooks.deliver()
    assert (len(receiver.received), states()) == (1, ["pending"])
    with database.connection_context():
        WebhookDelivery.update(due_at=now() - timedelta(seconds=1)).execute()
    webhooks.deliver()
    assert len(receiver.ids()) == 2
    assert (len(set(receiver.ids())), states()) == (1, ["done"])


def test_two_workers_make_each_call_once(receiver: Receiver) -> None:
    with database.connection_context():
        endpoint = make_endpoint(receiver.url)
        for _ in range(60):
            make_delivery(endpoint)
    workers = [threading.Thread(target=webhooks.deliver) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert states() == ["done"] * 60
    assert len(receiver.ids()) == len(set(receiver.ids())) == 60


def test_nothing_owed_costs_two_small_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rung every two seconds, for nobody: it ends at once."""
    asked: list[str] = []
    execute = database.execute_sql
    with database.connection_context():
        webhooks.Catalogue.current()
    monkeypatch.setattr(
        database, "execute_sql", lambda sql, *args: (asked.append(sql), execute(sql, *args))[1]
    )
    webhooks.deliver()
    assert len(asked) == 2

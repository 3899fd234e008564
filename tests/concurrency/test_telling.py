"""Endpoints are owed each event once while everything happens at once and workers are killed, and
are told it at least once under one id, whoever is killed while telling (X14)."""

import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.app import create_app
from models.base import database
from models.contact import Contact
from models.contact.privacy.erasure import Erasure
from models.queues.inbox import InboxItem
from models.queues.item import WorkState
from models.webhooks.delivery import WebhookDelivery
from models.webhooks.endpoint import WebhookEndpoint
from tests.bot.conftest import Api
from tests.bot.outgoing.receiver import Receiver
from tests.bot.outgoing.receiver import receiver as receiver  # a fixture
from tests.concurrency import telling
from tests.concurrency.apart import write
from tests.concurrency.crew import crew
from tests.conftest import make_config
from tests.factories import (
    make_agent,
    make_api_key,
    make_contact,
    make_delivery,
    make_endpoint,
    make_rule,
)
from tests.processes import eventually

PEOPLE, EACH, CALLERS, CALLS = 40, 3, 4, 30
SOME = ("contact.trait_set", "contact.closed", "message.received")


@pytest.fixture
def world(committed: str, tmp_path: Path) -> Callable[[], Api]:
    """Contacts, a rule for them, and three who want to know: all, some, what support sees."""
    app = create_app(make_config(tmp_path), lambda queue: None)
    with database.connection_context():
        make_rule("All", [make_agent("Ann"), make_agent("Bob")])
        sue = make_agent("Sue", role="support")
        for number, values in enumerate(({}, {"events": list(SOME)}, {"as_agent": sue})):
            make_endpoint(f"https://receiver.example/{number}", **values)
        for number in range(PEOPLE):
            make_contact(f"N{number}", bsuid=f"GB.{number}")
        key = make_api_key()
    return lambda: Api(app.test_client(), key)


def test_each_event_is_owed_once_to_each_who_wants_it(
    committed: str, tmp_path: Path, world: Callable[[], Api]
) -> None:
    with crew(committed, tmp_path, 3) as workers, ThreadPoolExecutor(CALLERS + 1) as threads:
        calls = [threads.submit(_call, world(), seed) for seed in range(CALLERS)]
        threads.submit(_write_all).result()
        workers[0].kill()
        statuses = [status for one in calls for status in one.result()]
    assert {status for status in statuses if status >= 500} == set()
    with database.connection_context():
        assert not InboxItem.select().where(InboxItem.state != WorkState.DONE)
        everything, some, seen = WebhookEndpoint.select().order_by(WebhookEndpoint.id)
        happened = telling.happened()
        assert len(happened) > PEOPLE * EACH
        assert telling.owed(everything) == happened
        assert telling.owed(some) == telling.happened(*SOME)
        assert telling.owed(seen) <= happened
        gone = [one.former_id for one in Erasure.select()]
        assert gone
        assert telling.erased(everything) == dict.fromkeys(gone, 1)
        assert not WebhookDelivery.select().where(WebhookDelivery.contact.in_(gone))


def _write_all() -> None:
    with database.connection_context():
        for place in range(EACH):
            for number in range(PEOPLE):
                write(f"GB.{number}", f"{place}")


def _call(api: Api, seed: int) -> list[int]:
    """What colleagues and programs do at the same time, of the same contacts."""
    chance = random.Random(seed)
    with database.connection_context():
        ids = [id for (id,) in Contact.select(Contact.id).tuples()]
    return [_one(api, chance, ids).status_code for _ in range(CALLS)]


def _one(api: Api, chance: random.Random, ids: list[int]) -> Any:
    one, other, status = chance.choice(ids), chance.choice(ids), chance.choice(["Lost", "New Lead"])
    asked: list[tuple[int, Callable[[], Any]]] = [
        (6, lambda: api.patch(f"/contacts/{one}", json={"traits": {"size": chance.random()}})),
        (6, lambda: api.patch(f"/contacts/{one}", json={"status": status, "tags": [status]})),
        (3, lambda: api.post(f"/contacts/{one}/claim", json={"agent": "bob@example.org"})),
        (3, lambda: api.post("/contacts/change", json=_change(chance.sample(ids, 10), status))),
        (2, lambda: api.post(f"/contacts/{one}/merge", json={"with": other})),
        (1, lambda: api.delete(f"/contacts/{one}")),
        (1, lambda: api.patch("/settings", json={"closure_statuses": ["Invalid", status]})),
    ]
    [call] = chance.choices([call for _, call in asked], [weight for weight, _ in asked])
    return call()


def _change(ids: list[int], status: str) -> dict[str, Any]:
    return {"ids": ids, "changes": {"status": status, "add_tags": ["Some"]}}


TELL = """
import sys
from datetime import timedelta
from pathlib import Path
from models import base
from models.webhooks import delivery, settling
from tests.conftest import make_config
from workers import context, webhooks
base.connect(sys.argv[1])
delivery.LEASE = timedelta(seconds=1)
settling.PAUSES = (timedelta(seconds=0.1),) * 100
config = make_config(Path(sys.argv[2]), USHER_WEBHOOK_PRIVATE="1")
context._contexts[:] = [context._Context(config, None)]
while True:
    webhooks.deliver()
"""


def test_each_is_told_at_least_once_under_one_id_whoever_is_killed(
    receiver: Receiver, committed: str, tmp_path: Path
) -> None:
    receiver.answers = [*[500, 200, 503, 200, _hang_up] * 20]
    with database.connection_context():
        endpoint = make_endpoint(receiver.url)
        owed = {_owe(endpoint, number) for number in range(150)}
    command = [sys.executable, "-c", TELL, committed, str(tmp_path)]
    workers = [subprocess.Popen(command) for _ in range(3)]
    for number, worker in enumerate(workers[:2], 1):
        eventually(lambda heard=number * 40: len(receiver.received) > heard)
        worker.kill()
    with database.connection_context():
        eventually(lambda: not WebhookDelivery.select().where(WebhookDelivery.state != "done"))
    for worker in workers:
        worker.kill()
        worker.wait()
    assert {(one.headers["webhook-id"], one.body.decode()) for one in receiver.received} == owed
    assert len(receiver.received) > len(owed)


def _owe(endpoint: WebhookEndpoint, number: int) -> tuple[str, str]:
    made = make_delivery(endpoint, body=f'{{"type":"ping","data":{number}}}')
    return made.webhook_id, made.body


def _hang_up(handler: Any) -> None:
    handler.close_connection = True

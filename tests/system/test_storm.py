"""Everything at once: selections, campaigns, imports, erasures, merges, statuses that are removed,
agents who leave, and customers who write. No client sees a fault, and order holds. W2, R1, X19,
X14."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from models.base import database
from models.clock import now
from models.contact.finding.search import ContactStale
from models.contact.privacy.erasure import Erasure
from models.queues.inbox import InboxItem
from models.queues.job import Job, JobKind
from models.queues.outbox import OutboxItem
from models.webhooks.endpoint import WebhookEndpoint
from tests.bot.outgoing.receiver import Receiver
from tests.bot.outgoing.receiver import receiver as receiver  # a fixture
from tests.concurrency import telling
from tests.processes import eventually
from tests.system.house import House, house
from tests.system.storm import Storm, disorder

SECONDS = 3.0


@pytest.fixture
def usher(tmp_path: Path, receiver: Receiver) -> Iterator[House]:
    with house(tmp_path / "data", USHER_WEBHOOK_PRIVATE="1") as built:
        prepare(built, receiver)
        yield built


def prepare(built: House, receiver: Receiver) -> None:
    built.connect()
    built.api("POST", "/webhook-endpoints", json={"url": receiver.url})
    templates = {"templates": {"storm": {"en": "Hello"}}}
    requests.put(f"{built.url}/simulator/behaviour", json=templates, timeout=10).raise_for_status()


def test_no_client_sees_a_fault_and_order_holds(usher: House) -> None:
    storm = Storm(usher)
    storm.rage(SECONDS)
    assert storm.faults == []
    with database.connection_context():
        eventually(calm, within=60)
        assert disorder() == {}
        [endpoint] = WebhookEndpoint.select()
        assert telling.owed(endpoint) == telling.happened()
        gone = [one.former_id for one in Erasure.select()]
        assert telling.erased(endpoint) == dict.fromkeys(gone, 1)


def calm() -> bool:
    """Everything that was begun is over. Emails wait for a mail server here, and a campaign for its
    pace. What speaks of a message that was erased meanwhile is looked at again for 63 seconds: here
    each of these looks comes at once."""
    later = InboxItem.lane.startswith("later:") & (InboxItem.due_at > now())
    InboxItem.update(due_at=now()).where(later, InboxItem.state == "pending").execute()
    waiting = (
        InboxItem.select().where(InboxItem.state == "pending"),
        OutboxItem.select().where(OutboxItem.state == "pending", OutboxItem.message.is_null(False)),
        Job.select().where(Job.state == "pending", Job.kind != JobKind.CAMPAIGN),
        Erasure.select().where(Erasure.done_at.is_null()),
        ContactStale.select(),
    )
    return not any(query.exists() for query in waiting)

"""The file of a message is given to WhatsApp once, before the message, which goes out once (W5,
W7)."""

from datetime import timedelta
from pathlib import Path

import pytest
import requests

from models import retention
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.contact.attachment import Attachment
from models.contact.message import Delivery, Message
from models.contact.privacy import erasing
from models.queues.outbox import OutboxItem
from tests.conftest import make_config
from tests.story import Customer
from workers import context, outbox, settling, uploading
from workers.errand import Errand, run
from workers.errand import upload as give

pytestmark = pytest.mark.usefixtures("workshop")

JPEG = b"\xff\xd8\xff\xe0 a picture"
ATTACHED = {"name": "roof.jpg", "mime": "image/jpeg", "size": len(JPEG)}


@pytest.fixture(autouse=True)
def by_meta(workshop: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = make_config(tmp_path, WHATSAPP_API_URL="https://graph.facebook.com/v26.0")
    monkeypatch.setattr(context, "_contexts", [context._Context(config, None)])


@pytest.fixture
def dora() -> Customer:
    return Customer().says("Hi")


def attach(contact: Contact) -> Message:
    with unit_of_work("test") as batch:
        loaded = batch.contact(contact.id)
        assert loaded is not None
        id = loaded.say({"type": "image", "attached": ATTACHED, "caption": "Look"})
    Attachment.keep(id, JPEG)
    return Message.get_by_id(id)


def deliver() -> list[bool]:
    """A turn in this thread and this test's transaction; answers which of them brought a file."""
    errands = outbox.lease(50)
    return [_fulfil(errand) for errand in errands]


def _fulfil(errand: Errand) -> bool:
    if not errand.brings_a_file:
        settling.settle(errand, run(errand, context.config()))
        return False
    file = uploading.begin(errand)
    if file is not None:
        uploading.settle(errand, give(errand, file, context.config()))
    return True


def due(message: Message) -> OutboxItem:
    """Its row, due now."""
    OutboxItem.update(due_at=now()).where(OutboxItem.message == message).execute()
    return OutboxItem.get(OutboxItem.message == message)


def test_a_file_goes_first_and_then_its_message(graph, dora) -> None:
    message = attach(dora.contact)
    assert [deliver(), deliver(), deliver()] == [[True], [False], []]
    fields = {"messaging_product": "whatsapp", "type": "image/jpeg"}
    assert graph.files == [(fields, "image/jpeg", JPEG)]
    assert graph.bodies[0]["image"] == {"id": "media1", "caption": "Look"}
    sent = Message.get_by_id(message.id)
    assert (sent.delivery, sent.content["media_id"]) == (Delivery.SENT, "media1")


def test_who_tries_the_message_again_does_not_give_the_file_again(graph, dora) -> None:
    message = attach(dora.contact)
    deliver()
    graph.will_fail(131000, status=500)
    deliver()
    due(message)
    deliver()
    assert (len(graph.files), len(graph.bodies)) == (1, 2)
    assert Message.get_by_id(message.id).delivery is Delivery.SENT


def test_a_file_of_which_nobody_knows_whether_it_arrived_is_given_again(graph, dora) -> None:
    message = attach(dora.contact)
    graph.will_raise(requests.ConnectionError("broken off"))
    deliver()
    row = due(message)
    assert (row.state, "ended before" in row.last_error) == ("pending", True)
    assert [deliver(), deliver()] == [[True], [False]]
    assert (len(graph.files), len(graph.bodies)) == (2, 1)


def test_who_lost_the_lease_while_giving_it_changes_nothing(graph, dora) -> None:
    """Else two would send the message."""
    message = attach(dora.contact)
    [slow] = outbox.lease(50)
    file = uploading.begin(slow)
    assert file is not None
    due(message)
    [quick] = outbox.lease(50)
    uploading.settle(slow, give(slow, file, context.config()))
    assert OutboxItem.get(OutboxItem.message == message).due_at > now()
    assert uploading.begin(slow) is None
    _fulfil(quick)
    deliver()
    assert [body["image"]["id"] for body in graph.bodies] == ["media2"]


def test_what_whatsapp_refuses_is_said_at_the_message(graph, dora) -> None:
    message = attach(dora.contact)
    graph.will_fail(131053, details="Not a picture")
    deliver()
    failed = Message.get_by_id(message.id)
    assert (failed.delivery, "Not a picture" in failed.error) == (Delivery.FAILED, True)
    assert OutboxItem.retry(OutboxItem.get(OutboxItem.message == message).id)
    assert [deliver(), deliver()] == [[True], [False]]


def test_after_the_window_nothing_is_given(graph, dora) -> None:
    message = attach(dora.contact)
    Contact.update(last_heard_at=now() - timedelta(hours=25)).execute()
    deliver()
    assert (graph.files, graph.bodies) == ([], [])
    assert "24-hour window" in Message.get_by_id(message.id).error


def test_a_file_that_is_gone_is_told(graph, dora) -> None:
    message = attach(dora.contact)
    Attachment.delete().execute()
    deliver()
    assert Message.get_by_id(message.id).error == uploading.GONE


@pytest.mark.parametrize(
    ("state", "days", "there"),
    [
        ("pending", 90, True),
        ("done", 0.9, True),
        ("done", 1.1, False),
        ("parked", 30, True),
        ("parked", 32, False),
    ],
)
def test_bytes_go_a_day_after_they_went_out(dora, state: str, days: float, there: bool) -> None:
    message, then = attach(dora.contact), now() - timedelta(days=days)
    Attachment.update(created_at=then).execute()
    done = then if state == "done" else None
    OutboxItem.update(state=state, done_at=done).where(OutboxItem.message == message).execute()
    retention.clear_away(now())
    assert (Attachment.read(message.id) is not None) is there


def test_who_is_erased_takes_their_files_along(dora) -> None:
    """X19."""
    attach(dora.contact)
    erasing.erase(dora.contact.id, None, "test")
    assert Attachment.select().count() == 0

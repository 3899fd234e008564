"""The outbox's own threads give the stand-in for Meta a file, and send it: over HTTP, with
connections of their own (W5, W7)."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from bot.simulator import people
from bot.simulator.acts import act
from models import base
from models.batch import unit_of_work
from models.contact.attachment import Attachment
from models.contact.message import Delivery, Message
from models.simulated import SimulatedMedia, SimulatedMessage
from tests import factories
from tests.bot.simulator.conftest import NUMBER, TOKEN, make_app
from tests.conftest import make_config
from workers import context, outbox

JPEG = b"\xff\xd8\xff\xe0 a picture" * 100_000
ATTACHED = {"name": "roof.jpg", "mime": "image/jpeg", "size": len(JPEG)}


@pytest.fixture
def meta(committed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The stand-in, to which the workers' configuration leads."""
    server = make_server("127.0.0.1", 0, make_app(TESTING=True), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/simulator/graph/v26.0"
    config = make_config(tmp_path, WHATSAPP_API_URL=url, WHATSAPP_ACCESS_TOKEN=TOKEN)
    monkeypatch.setattr(context, "_contexts", [context._Context(config, None)])
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def attach() -> list[int]:
    """Two pictures for one person, who has just written."""
    dora = people.everybody()[0]
    act(dora, NUMBER, {"type": "text", "text": "Hi"})
    made = factories.make_contact(phone=dora.phone, number=NUMBER, **factories.heard())
    with base.database.atomic():
        with unit_of_work("test") as batch:
            contact = batch.contact(made.id)
            assert contact is not None
            ids = [contact.say({"type": "image", "attached": ATTACHED}) for _ in range(2)]
        for id in ids:
            Attachment.keep(id, JPEG)
    return ids


def test_files_reach_the_phone_once_each_in_one_job(meta: None) -> None:
    with base.database.connection_context():
        ids = attach()
    outbox.deliver()
    with base.database.connection_context():
        sent = [Message.get_by_id(id) for id in ids]
        assert [one.delivery for one in sent] == [Delivery.SENT] * 2
        shown = SimulatedMessage.select().where(SimulatedMessage.type == "image")
        there = [one.content["id"] for one in shown.order_by(SimulatedMessage.id)]
        assert there == [one.content["media_id"] for one in sent]
        assert [bytes(one.data) for one in SimulatedMedia.select()] == [JPEG] * 2

"""An import that is killed goes on where it was: each row once, and agents are told once (X12, W6,
Shows 3)."""

import io
import signal

from bot.importing import ordering
from bot.importing.ordering import Wanted
from bot.sheets.sheet import Asked, opened
from models.base import database
from models.contact import Contact, Identifier
from models.contact.event import Event
from models.queues.job import Job, JobState
from models.queues.outbox import OutboxItem
from tests.factories import make_agent
from tests.processes import eventually
from tests.workers.killing import run


def ordered() -> Job:
    lines = "".join(f"+3460000{n:04d};Dora {n};Fair {n % 3};ann@example.org\n" for n in range(35))
    file = io.BytesIO(f"phone;name;tags;owner\n{lines}".encode())
    with database.atomic():
        looked = ordering.looked_at(opened(file, Asked()))
        return ordering.order(looked, Wanted(), None, "api_key:1")


def test_a_killed_import_goes_on_and_takes_each_row_once(committed):
    with database.connection_context():
        make_agent("Ann")
        job = ordered()
    assert run(committed, "25").wait() == -signal.SIGKILL
    with database.connection_context():
        assert Job.get_by_id(job.id).done == Contact.select().count() == 20
        assert OutboxItem.select().count() == 0
    workers = [run(committed) for _ in range(2)]
    assert [worker.wait() for worker in workers] == [0, 0]
    with database.connection_context():
        eventually(lambda: Job.get_by_id(job.id).state is JobState.DONE)
        assert Job.get_by_id(job.id).tally == {"created": 35}
        assert Contact.select().count() == Identifier.select().count() == 35
        assert Event.select().where(Event.name == "contact.created").count() == 35
        [letter] = OutboxItem.select()
        assert letter.payload["subject"] == "35 imported contacts are yours"

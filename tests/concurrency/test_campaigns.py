"""A campaign that is paused while many owe and send it: told once, nothing twice, and nobody waits
for whom waits for them (C4)."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from bot.outcomes import NeedsPerson
from models.base import database
from models.campaigns import figures, halting, sending
from models.campaigns.campaign import Campaign
from models.clock import now
from models.contact.message import Message
from models.notices.notification import Notification
from models.queues.job import Job, JobState
from models.queues.outbox import OutboxItem
from tests.conftest import make_config
from tests.factories import make_agent, make_campaign, make_contact
from workers import context, jobs, outbox, settling

PAUSED = NeedsPerson(132015, "the template is paused", for_all=True)


@pytest.fixture(autouse=True)
def worker(committed: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "_contexts", [context._Context(make_config(tmp_path), None)])


def in_threads(*works) -> None:
    def connected(work) -> None:
        with database.connection_context():
            work()

    with ThreadPoolExecutor(len(works)) as threads:
        done = wait([threads.submit(connected, work) for work in works])[0]
    for future in done:
        future.result()


def test_many_failures_at_once_pause_it_once_and_lose_nobody() -> None:
    with database.connection_context():
        campaign = make_campaign([make_contact() for _ in range(80)], make_agent("Meg"))
        jobs.work_off()
        errands = outbox.lease(8)
    settle = [lambda errand=errand: settling.settle(errand, PAUSED) for errand in errands]
    in_threads(*settle, owe_more, owe_more)
    with database.connection_context():
        assert Job.get().state is JobState.PAUSED
        assert Notification.select().count() == 1
        counts = figures.counted(campaign)
        assert (counts["failed"], counts["pending"]) == (0, 80)
        assert not Message.select().exists()
        assert Job.get().done == 0


def owe_more() -> None:
    for _ in range(5):
        Job.update(due_at=now()).execute()
        jobs.work_off()


def test_whoever_halts_and_lets_it_go_on_meanwhile_nobody_gets_it_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "_pace", lambda rate: (5, sending.PORTION_EVERY))
    with database.connection_context():
        contacts = [make_contact() for _ in range(60)]
        campaign = make_campaign(contacts)
    sent: list[int] = []

    def deliver() -> None:
        for _ in range(60):
            for errand in outbox.lease(3):
                sent.append(errand.contact_id or 0)
                settling.settle(errand, f"wamid.{errand.id}")

    in_threads(deliver, deliver, owe_more, owe_more, halt_and_go_on)
    with database.connection_context():
        while Job.get().state is not JobState.DONE:
            owe_more()
            deliver()
        assert sorted(sent) == sorted(contact.id for contact in contacts)
        assert figures.counted(campaign)["sent"] == 60
        assert not OutboxItem.select().where(OutboxItem.state == "pending").exists()


def halt_and_go_on() -> None:
    for _ in range(10):
        with database.atomic():
            campaign = Campaign.get()
            if Job.get().state is JobState.PENDING:
                halting.pause(campaign)
        with database.atomic():
            if Job.get().state is JobState.PAUSED:
                halting.resume(campaign)

"""Campaigns and letters while WhatsApp and the mail server are away or in a bad mood, and workers
are killed: each recipient has one result, nothing goes out twice, figures add up. C4, W5, W6."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from models.assignment import by_hand
from models.base import database
from models.batch import unit_of_work
from models.campaigns import figures, halting
from models.campaigns.campaign import Campaign, CampaignRecipient
from models.queues.job import Job, JobState
from models.queues.outbox import OutboxItem, OutboxKind
from models.refusal import Refusal
from tests.bot.mail.post_office import post_office
from tests.factories import make_agent, make_campaign, make_contact
from tests.processes import eventually
from tests.system.house import free_port
from tests.workers.meta import Meta, meta

RECIPIENTS, LETTERS, WORKERS = 90, 12, 3
KILLED_EVERY = 30
"""Calls to WhatsApp."""

WORK = """
import sys
from datetime import timedelta
from pathlib import Path
from bot.whatsapp import client
from models import base
from models.campaigns import sending
from tests.conftest import make_config
from workers import context, jobs, outbox, settling
url, data, api_url, smtp_url = sys.argv[1:]
outbox.LEASE = settling.LEASE = timedelta(seconds=1)
client.ANSWER_WITHIN = 0.4
settling._pause = lambda attempts, scope: timedelta(seconds=0.1)
settling.NUMBER_PAUSE = timedelta(seconds=0.1)
settling.LAST_ATTEMPT = 1000
sending.PORTION_EVERY = timedelta(seconds=1)
base.connect(url)
config = make_config(Path(data), WHATSAPP_API_URL=api_url, SMTP_URL=smtp_url)
context._contexts[:] = [context._Context(config, None)]
while True:
    jobs.drain()
    outbox.deliver()
"""


class Workers:
    """Processes that owe and send, some of which are killed now and then."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._chance = random.Random(2)
        self.running = [self._start() for _ in range(WORKERS)]
        self.killed = 0

    def kill_one(self) -> None:
        one = self._chance.choice(self.running)
        self.running.remove(one)
        one.kill()
        one.wait()
        self.killed += 1
        self.running.append(self._start())

    def end(self) -> None:
        for one in self.running:
            one.kill()
            one.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self._command)


@pytest.fixture
def whatsapp() -> Iterator[Meta]:
    with meta() as made:
        yield made


@pytest.fixture
def at_work(committed: str, tmp_path: Path, whatsapp: Meta) -> Callable[[int], object]:
    @contextmanager
    def begin(mail_port: int = 1) -> Iterator[Workers]:
        smtp = f"smtp://127.0.0.1:{mail_port}"
        begun = Workers([sys.executable, "-c", WORK, committed, str(tmp_path), whatsapp.url, smtp])
        try:
            yield begun
        finally:
            begun.end()

    return begin


@pytest.fixture
def campaign(committed: str) -> Iterator[Campaign]:
    with database.connection_context():
        contacts = [make_contact() for _ in range(RECIPIENTS)]
        yield make_campaign(contacts, make_agent("Meg"), rate=4800)


def test_each_recipient_has_one_result_whatever_is_away_or_killed(
    campaign: Campaign, whatsapp: Meta, at_work: Callable
) -> None:
    whatsapp.leave()
    with at_work() as workers:
        eventually(lambda: OutboxItem.select().where(OutboxItem.last_error.contains("unreach")))
        whatsapp.come_back()
        eventually(lambda: _ended(campaign, workers, whatsapp))
    assert workers.killed > 1
    counts = _assert_one_result_each(campaign, whatsapp)
    assert counts["sent"] > RECIPIENTS / 4
    assert counts["sent"] + counts["failed"] == RECIPIENTS
    assert (counts["pending"], counts["withheld"]) == (0, 0)


def test_paused_and_let_go_on_and_stopped_meanwhile(
    campaign: Campaign, whatsapp: Meta, at_work: Callable
) -> None:
    Campaign.update(rate=1200).execute()  # So slow that some are left when it is stopped.
    with at_work() as workers:
        for number in range(1, 3):
            eventually(lambda calls=number * 15: whatsapp.calls > calls)
            _halt(halting.pause, campaign)
            workers.kill_one()
            assert Job.get().state is JobState.PAUSED
            eventually(lambda: not _under_way())
            calls = whatsapp.calls
            _halt(halting.resume, campaign)
            eventually(lambda calls=calls: whatsapp.calls > calls)
        _halt(halting.stop, campaign)
        eventually(lambda: not _under_way())
    counts = _assert_one_result_each(campaign, whatsapp)
    assert counts["pending"] == 0
    assert counts["withheld"] == Job.get().refused > 0


def test_letters_wait_for_the_mail_server_and_go_out_once(
    committed: str, whatsapp: Meta, at_work: Callable
) -> None:
    port = free_port()
    with database.connection_context(), at_work(port) as workers:
        ann = make_agent("Ann")
        for number in range(LETTERS):
            with unit_of_work("test") as batch:
                [contact] = batch.load([make_contact(f"N{number}").id])
                by_hand.assign_by_hand(batch, contact, ann)
        eventually(lambda: OutboxItem.select().where(OutboxItem.attempts > 2))
        workers.kill_one()
        with post_office(port=port) as office:
            office.replies = {"DATA": "451 too busy"}
            eventually(lambda: OutboxItem.select().where(OutboxItem.last_error.contains("busy")))
            office.replies = {}
            eventually(lambda: not OutboxItem.select().where(OutboxItem.state == "pending"))
            assert sorted(letter["Subject"].split()[0] for letter in office.letters) == sorted(
                f"N{number}" for number in range(LETTERS)
            )


def _ended(campaign: Campaign, workers: Workers, whatsapp: Meta) -> bool:
    """Kills a worker now and then, and lets a campaign go on that has paused by itself."""
    if whatsapp.calls > (workers.killed + 1) * KILLED_EVERY:
        workers.kill_one()
    state = Job.get().state
    if state is JobState.PAUSED:
        halting.resume(Campaign.get())
    return state is JobState.DONE


def _halt(verb: Callable[[Campaign], None], campaign: Campaign) -> None:
    """It may have paused by itself a moment ago."""
    with suppress(Refusal), database.atomic():
        verb(Campaign.get_by_id(campaign.id))


def _under_way() -> bool:
    """Called, and not known yet what came of it; or due anyway."""
    rows = OutboxItem.select().where(OutboxItem.state == "pending")
    return bool(rows.where(OutboxItem.kind == OutboxKind.WHATSAPP).exists())


def _assert_one_result_each(campaign: Campaign, whatsapp: Meta) -> dict[str, int]:
    counts = figures.counted(campaign)
    job = Job.get_by_id(campaign.job_id)
    standings = ("pending", "sent", "delivered", "read", "failed", "withheld")
    assert sum(counts[one] for one in standings) == RECIPIENTS == job.total
    assert job.done + job.refused == RECIPIENTS
    rows = CampaignRecipient.select(CampaignRecipient.contact)
    assert len({id for (id,) in rows.tuples()}) == RECIPIENTS
    assert set(whatsapp.taken.values()) == {1}
    _assert_told_as_it_went(campaign, whatsapp)
    return counts


def _assert_told_as_it_went(campaign: Campaign, whatsapp: Meta) -> None:
    """Sent: WhatsApp took it. Failed and taken: it says that it may have been sent. Withheld: it
    did not."""
    taken = {int(mark.partition(":")[2]) for mark in whatsapp.taken}
    sends = {row.message_id: row.id for row in OutboxItem.select() if row.message_id}
    for row in figures.standings(campaign).objects():
        went = sends.get(row.message_id) in taken
        if row.standing == "failed" and went:
            assert "may have been sent" in row.error
        elif row.standing != "failed":
            assert went == (row.standing == "sent")

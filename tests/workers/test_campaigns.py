"""Campaigns on their way: at their pace, once to each whatever is killed, paused by what would
befall everybody, and never against anybody's wish (C4, X10)."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from models.base import database
from models.campaigns import figures, halting, sending
from models.campaigns.campaign import Campaign, CampaignRecipient
from models.clock import now
from models.contact import Contact
from models.contact.message import Delivery, Message
from models.notices.notification import Notification
from models.queues.job import Job, JobState
from models.queues.outbox import OutboxItem
from tests.conftest import make_config
from tests.factories import (
    heard,
    make_agent,
    make_campaign,
    make_contact,
    make_workflow,
    set_organisation,
)
from tests.handlers.receiving import receipt
from tests.models.acting import told
from tests.processes import eventually
from tests.story import Customer, receive
from workers import context, jobs, outbox, settling
from workers.errand import run


@pytest.fixture
def by_meta(workshop: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, graph: Any) -> Any:
    config = make_config(tmp_path, WHATSAPP_API_URL="https://graph.facebook.com/v26.0")
    monkeypatch.setattr(context, "_contexts", [context._Context(config, None)])
    return graph


def deliver() -> None:
    for errand in outbox.lease(50):
        settling.settle(errand, run(errand, context.config()))


def state_of(campaign: Campaign) -> JobState:
    return Job.get_by_id(campaign.job_id).state


def test_it_goes_at_its_pace_and_makes_up_for_nothing(by_meta: Any) -> None:
    contacts = [make_contact() for _ in range(50)]
    start = now() - timedelta(minutes=5)
    with time_machine.travel(start, tick=False) as clock:
        make_campaign(contacts, rate=60)
        went = []
        for seconds in (0, 5, 10, 20, 60):
            clock.move_to(start + timedelta(seconds=seconds))
            jobs.work_off()
            deliver()
            went.append(len(by_meta.bodies))
    assert went == [10, 10, 20, 30, 40]


NIGHT = {"timezone": "Europe/Berlin", "quiet_from": "20:00", "quiet_to": "07:30"}
EVENING = datetime(2025, 3, 1, 18, 59, 50, tzinfo=UTC)
"""Ten seconds before eight in Berlin."""


def test_it_waits_while_it_is_quiet_and_goes_on_afterwards(by_meta: Any) -> None:
    """X9: by the organisation's clock; what was owed and not tried waits too."""
    set_organisation(**NIGHT)
    with time_machine.travel(EVENING, tick=False) as clock:
        campaign = make_campaign([make_contact() for _ in range(30)], rate=60)
        jobs.work_off()
        clock.shift(20)
        jobs.work_off()
        deliver()
        assert (len(by_meta.bodies), campaign.quiet_until) == (0, MORNING)
        assert figures.counted(campaign)["pending"] == 30
        clock.move_to(MORNING - timedelta(seconds=1))
        jobs.work_off()
        assert not OutboxItem.select().exists()
        clock.move_to(MORNING)
        jobs.work_off()
        deliver()
    assert len(by_meta.bodies) == 10


MORNING = datetime(2025, 3, 2, 6, 30, tzinfo=UTC)


def test_it_goes_out_at_night_if_it_was_ordered_so(by_meta: Any) -> None:
    set_organisation(**NIGHT)
    with time_machine.travel(EVENING + timedelta(hours=1), tick=False):
        make_campaign([make_contact()], quiet_hours=False)
        jobs.work_off()
        deliver()
    assert len(by_meta.bodies) == 1


def test_it_goes_on_soon_when_the_quiet_hours_are_taken_back(by_meta: Any) -> None:
    set_organisation(**NIGHT)
    with time_machine.travel(EVENING + timedelta(hours=1), tick=False) as clock:
        make_campaign([make_contact()])
        jobs.work_off()
        set_organisation(quiet_from=None, quiet_to=None)
        clock.shift(60)
        jobs.work_off()
    assert OutboxItem.select().count() == 1


def test_when_nobody_is_left_the_night_does_not_keep_it_from_being_done(by_meta: Any) -> None:
    set_organisation(**NIGHT)
    with time_machine.travel(EVENING, tick=False) as clock:
        campaign = make_campaign([make_contact()])
        jobs.work_off()
        deliver()
        clock.shift(20)
        jobs.work_off()
    assert state_of(campaign) is JobState.DONE


def test_it_is_done_when_the_last_message_is_settled(by_meta: Any) -> None:
    campaign = make_campaign([make_contact()])
    jobs.work_off()
    Job.update(due_at=now()).execute()
    jobs.work_off()
    assert state_of(campaign) is JobState.PENDING
    deliver()
    Job.update(due_at=now()).execute()
    jobs.work_off()
    assert state_of(campaign) is JobState.DONE


def test_what_the_outbox_has_not_got_rid_of_is_not_added_to(by_meta: Any) -> None:
    make_campaign([make_contact() for _ in range(30)], rate=60)
    for _ in range(3):
        Job.update(due_at=now()).execute()
        jobs.work_off()
    assert OutboxItem.select().count() == 10


def test_an_opt_out_between_owing_and_sending_withholds(by_meta: Any) -> None:
    dora = make_contact()
    campaign = make_campaign([dora])
    jobs.work_off()
    Contact.update(opted_out_at=now()).execute()
    deliver()
    assert by_meta.bodies == []
    counts = figures.counted(campaign)
    assert (counts["withheld"], counts["failed"]) == (1, 0)


@pytest.mark.parametrize("code", [132001, 132015, 132016, 131048, 131042, 368])
def test_what_would_befall_everybody_pauses_it_and_tells_who_ordered_it(
    by_meta: Any, code: int
) -> None:
    meg = make_agent("Meg")
    campaign = make_campaign([make_contact() for _ in range(60)], meg)
    jobs.work_off()
    by_meta.will_fail(code)
    errand, *_ = outbox.lease(1)
    settling.settle(errand, run(errand, context.config()))
    assert state_of(campaign) is JobState.PAUSED
    assert {item.kind.value for item in OutboxItem.select() if item.state == "pending"} == {"email"}
    counts = figures.counted(campaign)
    assert (counts["failed"], counts["pending"]) == (0, 60)
    [notice] = Notification.select()
    assert (notice.agent, notice.kind) == (meg, "campaign")
    assert str(Campaign.get().paused_because) in notice.payload["paragraphs"][1]


def test_what_was_refused_for_everybody_goes_out_when_that_is_mended(by_meta: Any) -> None:
    dora = make_contact()
    campaign = make_campaign([dora])
    jobs.work_off()
    by_meta.will_fail(132001)
    deliver()
    halting.resume(campaign)
    jobs.work_off()
    deliver()
    assert figures.counted(campaign)["sent"] == 1
    assert Message.get().contact_id == dora.id


def test_what_is_refused_after_the_end_of_a_campaign_failed(by_meta: Any) -> None:
    campaign = make_campaign([make_contact()])
    jobs.work_off()
    [errand] = outbox.lease(1)
    halting.stop(campaign)
    by_meta.will_fail(132001)
    settling.settle(errand, run(errand, context.config()))
    assert figures.counted(campaign)["failed"] == 1


@pytest.mark.parametrize("code", [131026, 131049, 131056, 130472, 131030])
def test_what_befell_one_concerns_one(by_meta: Any, code: int) -> None:
    campaign = make_campaign([make_contact(), make_contact()])
    jobs.work_off()
    by_meta.will_fail(code)
    deliver()
    assert state_of(campaign) is JobState.PENDING
    assert len(by_meta.bodies) == 2


def test_who_stopped_marketing_at_whatsapp_is_opted_out(by_meta: Any) -> None:
    dora = make_contact()
    campaign = make_campaign([dora])
    jobs.work_off()
    by_meta.will_fail(131050)
    deliver()
    assert Contact.get_by_id(dora.id).opted_out_at
    assert figures.counted(campaign)["failed"] == 1


def test_a_receipt_that_tells_of_everybody_pauses_it_too(by_meta: Any) -> None:
    campaign = make_campaign([make_contact(), make_contact()], rate=1)
    jobs.work_off()
    deliver()
    [wamid] = by_meta.wamids()
    receive(receipt(wamid, "failed", error={"code": 131042}))
    Job.update(due_at=now()).execute()
    jobs.work_off()
    assert state_of(campaign) is JobState.PAUSED
    assert "payment" in Campaign.get().paused_because


def test_many_failures_in_a_row_pause_it_whatever_they_are(
    by_meta: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "HOPELESS", 3)
    make_agent("Meg", role="sales_manager")
    campaign = make_campaign([make_contact() for _ in range(30)], rate=60)
    jobs.work_off()
    for _ in range(10):
        by_meta.will_fail(131026)
    deliver()
    Job.update(due_at=now()).execute()
    jobs.work_off()
    assert state_of(campaign) is JobState.PAUSED
    assert "the last 3 messages failed" in Notification.get().payload["paragraphs"][1]
    halting.resume(Campaign.get())
    jobs.work_off()
    assert state_of(campaign) is JobState.PENDING
    assert OutboxItem.select().where(OutboxItem.state == "pending", OutboxItem.kind == "whatsapp")


def test_a_reply_starts_a_workflow_as_usual(by_meta: Any) -> None:
    dora = Customer().says("Hi")
    make_campaign([dora.contact])
    jobs.work_off()
    make_workflow("name: Hi\nstart: {on: any_message}\nsteps:\n  a:\n    say: Hello\n")
    dora.says("Tell me more")
    assert dora.contact.silenced_at is None
    assert [message.text for message in dora.heard()][-1] == "Hello"


def test_of_a_send_that_nobody_confirmed_a_person_decides(by_meta: Any) -> None:
    dora = make_contact(**heard())
    make_campaign([dora], content={"type": "text", "text": "Hello"})
    jobs.work_off()
    past = now() - timedelta(minutes=5)
    OutboxItem.update(called_at=past, due_at=past).execute()
    deliver()
    assert by_meta.bodies == []
    assert OutboxItem.get().state == "parked"


def test_what_was_taken_back_is_told(by_meta: Any) -> None:
    dora = make_contact()
    campaign = make_campaign([dora])
    jobs.work_off()
    halting.stop(campaign)
    assert told(dora) == ["campaign.sent", "campaign.taken_back"]
    assert Job.get_by_id(campaign.job_id).refused == 1


WORK = """
import os, sys
from datetime import timedelta
from models import base
from models.campaigns import sending
from models.contact.contact import Contact
from models.queues.job import Job
from models.clock import now
from workers import jobs
base.connect(sys.argv[1])
say, times = Contact.say, []
def counted(contact, *given, **named):
    times.append(1)
    if len(sys.argv) > 2 and len(times) == int(sys.argv[2]):
        os.kill(os.getpid(), 9)
    return say(contact, *given, **named)
Contact.say = counted
sending.PORTION_EVERY = timedelta(seconds=1)
with base.database.connection_context():
    for _ in range(40):
        Job.update(due_at=now()).execute()
        jobs.work_off()
        base.database.execute_sql("UPDATE outbox_item SET state = 'done'")
"""


def process(url: str, *words: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", WORK, url, *words], cwd=os.getcwd())


def test_killed_and_worked_on_by_two_it_reaches_each_once(committed: str) -> None:
    with database.connection_context():
        contacts = [make_contact() for _ in range(95)]
        make_campaign(contacts)
    assert process(committed, "25").wait() == -signal.SIGKILL
    with database.connection_context():
        assert Message.select().count() == 20, "two portions of ten were committed"
    workers = [process(committed) for _ in range(2)]
    assert [worker.wait() for worker in workers] == [0, 0]
    with database.connection_context():
        eventually(lambda: Job.get().state is JobState.DONE)
        got = sorted(message.contact_id for message in Message.select())
        assert got == sorted(contact.id for contact in contacts)
        assert Job.get().done == CampaignRecipient.select().count() == 95
        assert not Message.select().where(Message.delivery != Delivery.QUEUED).exists()

"""What is old enough goes by itself, in small steps; what is needed stays. X19."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import retention
from models.agents.api_key import ApiKey
from models.assignment.pool import PoolKind
from models.base import database
from models.campaigns.campaign import Campaign
from models.clock import now
from models.contact.attachment import Attachment
from models.contact.event import Event
from models.contact.message import Message
from models.idempotency import KeptAnswer
from models.notices.notification import Notification, NotificationKind
from models.queues.backlog import BacklogItem
from models.queues.inbox import InboxItem
from models.queues.item import WorkState
from models.queues.job import Job, JobKind, JobRow, JobState
from models.queues.outbox import OutboxItem
from models.queues.pace import Pace
from tests.factories import (
    make_agent,
    make_api_key,
    make_contact,
    make_delivery,
    make_endpoint,
    make_inbox_item,
    make_message,
    make_outbox_item,
    set_organisation,
)

pytestmark = pytest.mark.usefixtures("database")

NOW = now()


def ago(days: float) -> dict[str, Any]:
    """Done so many days ago."""
    return {"state": WorkState.DONE, "done_at": NOW - timedelta(days=days)}


OLD: dict[str, Callable[[int], Any]] = {
    "payloads": lambda number: make_inbox_item(payload="old", **ago(31)),
    "received": lambda number: make_inbox_item(payload="", **ago(91)),
    "sent": lambda number: make_outbox_item(**ago(91)),
    "notices": lambda number: Notification.create(
        agent=make_agent(f"A{number}"),
        kind=NotificationKind.DIGEST,
        key=f"digest:{number}",
        payload={},
        created_at=NOW - timedelta(days=91),
    ),
    "attachments": lambda number: Attachment.create(
        message=make_message(make_contact()), data=b"old", created_at=NOW - timedelta(days=2)
    ),
    "webhooks": lambda number: make_delivery(
        make_endpoint(), state=WorkState.DONE, done_at=NOW - timedelta(days=91)
    ),
    "paces": lambda number: Pace.create(key=f"pair:{number}", free_at=NOW - timedelta(days=2)),
}
"""What a step takes away, by the name of its kind."""


def clear_away() -> None:
    while retention.clear_away(NOW):
        pass


def test_a_payload_goes_first_and_its_row_later() -> None:
    ages = (29, 31, 89, 91)
    rows = [make_inbox_item(**ago(days)) for days in ages]
    clear_away()
    found = {row.id: row.payload != "" for row in InboxItem.select()}
    assert found == {rows[0].id: True, rows[1].id: False, rows[2].id: False}


@pytest.mark.parametrize("state", [WorkState.PENDING, WorkState.PARKED])
def test_what_is_not_done_is_kept_however_old(state: WorkState) -> None:
    old = NOW - timedelta(days=900)
    for make in (make_inbox_item, make_outbox_item):
        make(state=state, created_at=old, due_at=old)
    clear_away()
    assert InboxItem.get().payload
    assert OutboxItem.select().count() == 1


def test_what_was_sent_and_who_waited_go_with_the_rows_of_work() -> None:
    set_organisation(keep_work_days=8, keep_payloads_days=8)
    place = {"pool_kind": PoolKind.FALLBACK, "pool_of": 0, "trigger": "", "facts": {}, "cause": ""}
    for days in (7, 9):
        make_outbox_item(**ago(days))
        BacklogItem.create(contact=make_contact(), lane="x", **place, **ago(days))
    clear_away()
    for model in (OutboxItem, BacklogItem):
        [left] = model.select()
        assert left.done_at == NOW - timedelta(days=7)


def test_a_job_goes_with_its_rows() -> None:
    for days, state in ((91, JobState.DONE), (89, JobState.DONE), (None, JobState.PENDING)):
        ended = NOW - timedelta(days=days) if days else None
        job = Job.create(kind=JobKind.CHANGE, cause="x", state=state, ended_at=ended)
        JobRow.create(job=job, number=1, data={"name": "Dora"})
    clear_away()
    assert (Job.select().count(), JobRow.select().count()) == (2, 2)


def test_the_job_of_a_campaign_stays_with_it() -> None:
    job = Job.create(kind=JobKind.CAMPAIGN, cause="x", ended_at=NOW - timedelta(days=900))
    Campaign.create(name="Sale", job=job, content={}, number="1", rate=1)
    clear_away()
    assert Job.select().count() == 1
    assert dict(retention.overdue(NOW))["jobs"] == timedelta()


def test_conversations_are_kept_for_ever_unless_somebody_says_otherwise() -> None:
    dora = make_contact()
    for days in (10, 40, 400):
        at = NOW - timedelta(days=days)
        message = make_message(dora, f"{days}", created_at=at)
        data = {"message": message.id, "before": "what I said", "after": "else"}
        Event.create(contact=dora.id, name="message.edited", data=data, cause="x", at=at)
    # Ids come in the order of time.
    database.execute_sql("UPDATE message SET id = 10000000 - extract(day FROM now() - created_at)")
    database.execute_sql(
        "UPDATE event SET data = data || jsonb_build_object('message', m.id) "
        "FROM message m WHERE m.created_at = event.at"
    )
    clear_away()
    assert Message.select().count() == 3
    set_organisation(keep_messages_months=1)
    clear_away()
    assert [message.text for message in Message.select()] == ["10"]
    assert Event.select().count() == 1, "what an edit kept of them goes too"


def test_letters_about_many_contacts_go_others_stay() -> None:
    """They name people whom they are not tied to."""
    old, dora = NOW - timedelta(days=91), make_contact()
    for key, contact in (("digest:1", None), ("assignment:1", dora)):
        Notification.create(
            agent=make_agent(f"A{key[0]}"),
            kind=NotificationKind.DIGEST,
            key=key,
            contact=contact,
            payload={},
            created_at=old,
        )
    clear_away()
    assert [one.key for one in Notification.select()] == ["assignment:1"]


def test_kept_answers_and_passed_paces_go() -> None:
    make_api_key()
    plain = {"api_key": ApiKey.get(), "digest": "", "status": 200, "headers": {}, "body": ""}
    for days in (6, 8):
        KeptAnswer.create(key=f"{days}", created_at=NOW - timedelta(days=days), **plain)
    for days in (0.5, 1.5):
        Pace.create(key=f"pair:{days}", free_at=NOW - timedelta(days=days))
    clear_away()
    assert [one.key for one in KeptAnswer.select()] == ["6"]
    assert [one.key for one in Pace.select()] == ["pair:0.5"]


@pytest.mark.parametrize("kind", OLD)
def test_a_step_is_small_however_it_is_planned(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A loop over rows must not choose anew for each of them."""
    for way in ("hashjoin", "mergejoin", "material", "hashagg", "sort"):
        database.execute_sql(f"SET LOCAL enable_{way} = off")
    rows = [OLD[kind](number) for number in range(5)]
    database.execute_sql(f"ANALYZE {rows[0]._meta.table_name}")
    monkeypatch.setattr(retention, "STEP", 2)
    assert [retention.clear_away(NOW) for _ in range(4)] == [2, 2, 1, 0]


def test_it_is_told_how_late_it_is() -> None:
    make_inbox_item(**ago(33))
    late = dict(retention.overdue(NOW))
    assert late["payloads"] == timedelta(days=3)
    assert late["received"] == timedelta()
    assert "messages" not in late
    set_organisation(keep_messages_months=1)
    assert dict(retention.overdue(NOW))["messages"] == timedelta()


def test_a_month_is_a_month_of_the_calendar() -> None:
    march = datetime(2028, 3, 31, 12, tzinfo=UTC)
    assert retention.months_before(march, 1) == datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert retention.months_before(march, 15) == datetime(2026, 12, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("payloads", "inbox_item_payload"),
        ("received", "inbox_item_bare"),
        ("sent", "outbox_item_done"),
    ],
)
def test_a_step_reads_the_end_of_an_index(name: str, index: str) -> None:
    """However many rows there are that stay."""
    # What the planner guesses of an almost empty table is not what is asked here.
    database.execute_sql("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    [step] = [one.step for one in retention.PERISHABLE if one.name == name]
    values = {"before": NOW, "step": retention.STEP}
    plan = "\n".join(row for (row,) in database.execute_sql(f"EXPLAIN {step}", values))
    assert f"Index Scan using {index}" in plan

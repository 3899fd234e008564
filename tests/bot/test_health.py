"""Alive, able to work, and the figures behind it (X17)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot import figures
from bot.app import create_app
from bot.config import Config
from models.assignment.pool import PoolKind
from models.base import database
from models.clock import now
from models.contact.message import Author, Delivery
from models.queues.backlog import BacklogItem
from models.queues.item import WorkState
from models.queues.job import Job, JobKind, JobState
from models.queues.outbox import OutboxKind
from tests import factories

LATE = timedelta(minutes=2)


@pytest.fixture(autouse=True)
def counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_kept", {})


def test_being_alive_needs_no_database(config: Config) -> None:
    away = replace(config, database_url="postgresql://127.0.0.1:1/usher")
    client = create_app(away, lambda queue: None).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/metrics").status_code == 503
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "does not answer" in answer.json["checks"]["database"]


def test_without_redis_it_works_a_little_slower(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")
    assert answer.json["checks"]["database"] == answer.json["checks"]["schema"] == "ok"


def test_the_url_of_redis_is_never_told(database: None, config: Config) -> None:
    away = replace(config, redis_url="redis://:hunter2@127.0.0.1:1/0")
    answer = create_app(away, lambda queue: None).test_client().get("/readyz")
    assert answer.status_code == 200
    assert "hunter2" not in answer.text


def test_work_that_waits_for_a_minute_is_a_failure(client: FlaskClient) -> None:
    factories.make_inbox_item(due_at=now() - LATE)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "inbox 120 s" in answer.json["checks"]["lag"]


def test_what_waits_behind_its_lane_is_no_failure(client: FlaskClient) -> None:
    factories.make_inbox_item(lane="a", due_at=now() + LATE)
    factories.make_inbox_item(lane="a", due_at=now() - LATE)
    assert client.get("/readyz").status_code == 200


def test_emails_may_wait_for_a_mail_server(client: FlaskClient) -> None:
    factories.make_outbox_item(due_at=now() - LATE)
    assert client.get("/readyz").status_code == 200
    factories.make_outbox_item(
        kind=OutboxKind.WHATSAPP, payload={"type": "text", "text": "Hi"}, due_at=now() - LATE
    )
    assert client.get("/readyz").status_code == 503


def test_people_who_wait_for_agents_are_counted_and_alarm_nobody(client: FlaskClient) -> None:
    """X2, X17."""
    dora = factories.make_contact()
    BacklogItem.create(
        contact=dora,
        lane=f"contact:{dora.id}",
        pool_kind=PoolKind.FALLBACK,
        pool_of=0,
        trigger="fallback",
        facts={},
        cause="test",
        created_at=now() - timedelta(days=1),
        due_at=now() - timedelta(days=1),
    )
    assert client.get("/readyz").status_code == 200
    text = client.get("/metrics").text
    assert "usher_backlog_contacts 1.0" in text
    [age] = re.findall(r"^usher_backlog_oldest_seconds (\S+)", text, re.MULTILINE)
    assert 86_400 <= float(age) < 86_500


def test_metrics_are_read_from_the_database(client: FlaskClient) -> None:
    dora = factories.make_contact(status="Lost")
    factories.make_message(dora)
    factories.make_message(dora, author=Author.BOT, delivery=Delivery.FAILED)
    factories.make_inbox_item(state=WorkState.PARKED)
    text = client.get("/metrics").text
    for line in (
        'usher_contacts{status="Lost"} 1.0',
        "usher_contacts_unassigned 1.0",
        'usher_messages_total{direction="in"} 1.0',
        'usher_messages_total{direction="out"} 1.0',
        "usher_sends_failed_total 1.0",
        'usher_work_rows{state="parked",table="inbox"} 1.0',
        'usher_oldest_due_seconds{table="inbox"} 0.0',
    ):
        assert line in text


def test_contacts_are_counted_once_a_minute(client: FlaskClient) -> None:
    assert "usher_contacts_unassigned 0.0" in client.get("/metrics").text
    factories.make_contact()
    assert "usher_contacts_unassigned 0.0" in client.get("/metrics").text
    figures._kept.clear()
    assert "usher_contacts_unassigned 1.0" in client.get("/metrics").text


def test_a_scrape_reads_no_large_table_from_end_to_end(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X17: with millions of rows it is as quick as with few. Of an almost empty table the planner
    would read all: what is asked here is whether it must."""
    asked: list[tuple[str, Any]] = []
    execute = database.execute_sql

    def remember(sql: str, values: Any = None, *rest: Any) -> Any:
        asked.append((sql, values))
        return execute(sql, values, *rest)

    monkeypatch.setattr(database, "execute_sql", remember)
    assert client.get("/metrics").status_code == 200
    monkeypatch.undo()
    database.execute_sql("SET LOCAL enable_seqscan = off")
    reads = [(sql, values) for sql, values in asked if LARGE.search(sql)]
    assert len(reads) > 10
    plans = ["\n".join(_plan(sql, values)) for sql, values in reads]
    assert [plan for plan in plans if WHOLE.search(plan)] == []


LARGE = re.compile(r"FROM \"?(message|contact|outbox_item|inbox_item)\b")
WHOLE = re.compile(r"Seq Scan on (message|contact|outbox_item|inbox_item)\b")


def _plan(sql: str, values: Any) -> list[str]:
    return [line for (line,) in database.execute_sql(f"EXPLAIN {sql}", values).fetchall()]


def test_metrics_tell_how_long_the_oldest_reminder_waits(client: FlaskClient) -> None:
    """A11, X5."""
    assert "usher_oldest_reminder_seconds 0.0" in client.get("/metrics").text
    dora = factories.make_contact(reply_due_at=now() - timedelta(hours=2))
    assert "usher_oldest_reminder_seconds 72" in client.get("/metrics").text
    dora.reply_due_at = None
    dora.closure_deadline = date(2020, 1, 15)
    dora.save()
    assert _reminder_age(client) > 86400 * 365


def test_a_dead_receiver_of_webhooks_is_told_of_and_alarms_nobody(client: FlaskClient) -> None:
    """X14, X17: it is somebody else's program."""
    assert "usher_oldest_webhook_seconds 0.0" in client.get("/metrics").text
    endpoint = factories.make_endpoint()
    factories.make_delivery(endpoint, due_at=now() - timedelta(hours=2))
    factories.make_delivery(endpoint, due_at=now() + timedelta(hours=2))
    assert "usher_oldest_webhook_seconds 72" in client.get("/metrics").text
    assert client.get("/readyz").status_code == 200


def _reminder_age(client: FlaskClient) -> float:
    lines = client.get("/metrics").text.splitlines()
    return float(next(one for one in lines if one.startswith("usher_oldest_rem")).split()[1])


def test_jobs_that_failed_and_what_the_search_does_not_know_are_counted(
    client: FlaskClient,
) -> None:
    Job.create(kind=JobKind.CHANGE, cause="test", state=JobState.FAILED)
    factories.make_contact()
    text = client.get("/metrics").text
    assert 'usher_jobs{state="failed"} 1.0' in text
    assert 'usher_jobs{state="pending"} 0.0' in text
    assert re.search(r"^usher_search_stale [1-9]", text, re.M)

"""How much is waiting, how much there is: figures for Prometheus, read from the database when they
are scraped, so that every web process says the same. However much there is, it is read by indexes.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import current_app
from peewee import fn
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from models import retention
from models.base import database
from models.clock import now
from models.contact import tally
from models.contact.finding import counting, search
from models.contact.privacy import remains
from models.queues.backlog import BacklogItem
from models.queues.inbox import InboxItem
from models.queues.item import PARKED, PENDING, WorkItem, WorkState
from models.queues.job import Job, JobState
from models.queues.outbox import PROMPT, OutboxItem
from models.reminders.lateness import oldest_overdue
from models.webhooks import delivery

TABLES: dict[str, type[WorkItem]] = {"inbox": InboxItem, "outbox": OutboxItem}


def oldest_due(table: type[WorkItem]) -> timedelta:
    """Without a mail server emails wait for one, and campaigns wait for whatever goes first: that
    is no failure."""
    if table is not OutboxItem:
        return table.oldest_due(now())
    mail = current_app.extensions["usher"].config.smtp_url
    sent = "true" if mail else "i.kind <> 'email'"
    return table.oldest_due(now(), only=f"i.priority = {PROMPT} AND {sent}")


class Figures:
    """Reads the figures when they are scraped."""

    def collect(self) -> Iterator[Metric]:
        yield from self._work()
        yield from self._backlog()
        yield from self._contacts()
        yield from self._messages()
        yield from self._reminders()
        yield from self._jobs()
        yield from self._search()
        yield from self._webhooks()
        yield from self._retention()

    def _work(self) -> Iterator[Metric]:
        age = GaugeMetricFamily(
            "usher_oldest_due_seconds", "How long the oldest due row waits", labels=["table"]
        )
        rows = GaugeMetricFamily(
            "usher_work_rows", "Rows that are not done", labels=["table", "state"]
        )
        for name, table in TABLES.items():
            age.add_metric([name], oldest_due(table).total_seconds())
            for state in STATES:
                rows.add_metric([name, state.value], _count(table, state))
        yield age
        yield rows

    def _backlog(self) -> Iterator[Metric]:
        """People who wait for agents: no failure of ours, so no work that is due."""
        waiting, since = (
            BacklogItem.select(fn.COUNT(BacklogItem.id), fn.MIN(BacklogItem.created_at))
            .where(BacklogItem.state == WorkState.PENDING)
            .tuples()
            .get()
        )
        yield GaugeMetricFamily(
            "usher_backlog_contacts", "Contacts who wait for an agent to be able", value=waiting
        )
        yield GaugeMetricFamily(
            "usher_backlog_oldest_seconds",
            "How long the first of them has waited",
            value=(now() - since).total_seconds() if since else 0,
        )

    def _contacts(self) -> Iterator[Metric]:
        by_status = GaugeMetricFamily(
            "usher_contacts", "Contacts in each status", labels=["status"]
        )
        counts, unassigned = _contacts_counted()
        for name, count in counts:
            by_status.add_metric([name], count)
        yield by_status
        yield GaugeMetricFamily(
            "usher_contacts_unassigned", "Contacts without an owner", value=unassigned
        )

    def _reminders(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "usher_oldest_reminder_seconds",
            "How long the oldest reminder that is due waits",
            value=oldest_overdue(now()).total_seconds(),
        )

    def _jobs(self) -> Iterator[Metric]:
        """Failed: a fault of ours, told in the job."""
        jobs = GaugeMetricFamily("usher_jobs", "Imports, campaigns and the like", labels=["state"])
        for state in (JobState.PENDING, JobState.FAILED):
            jobs.add_metric([state.value], Job.select().where(Job.state == state).count())
        yield jobs

    def _search(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "usher_search_stale",
            "Changes of contacts that the search does not know yet",
            value=search.ContactStale.select().count(),
        )

    def _webhooks(self) -> Iterator[Metric]:
        """Other people's programs: what waits for them alarms nobody."""
        yield GaugeMetricFamily(
            "usher_oldest_webhook_seconds",
            "How long the oldest webhook delivery that is due waits",
            value=delivery.oldest_due(now()).total_seconds(),
        )

    def _retention(self) -> Iterator[Metric]:
        late = GaugeMetricFamily(
            "usher_retention_overdue_seconds",
            "For how long the oldest of what is to go ought to be gone",
            labels=["what"],
        )
        for name, age in retention.overdue(now()):
            late.add_metric([name], age.total_seconds())
        yield late
        yield GaugeMetricFamily(
            "usher_oldest_erasure_seconds",
            "How long what speaks of somebody who was erased has been searched for",
            value=remains.oldest_pending(now()).total_seconds(),
        )

    def _messages(self) -> Iterator[Metric]:
        messages = CounterMetricFamily(
            "usher_messages", "Messages of conversations", labels=["direction"]
        )
        told = tally.told()
        messages.add_metric(["in"], told.heard)
        messages.add_metric(["out"], told.said)
        yield messages
        yield CounterMetricFamily(
            "usher_sends_failed", "Messages of ours that failed", value=told.failed
        )


def _contacts_counted() -> tuple[list[tuple[str, int]], int]:
    """By status, and those without an owner: by indexes alone, and at most once a minute."""
    moment, key = time.monotonic(), database.database
    if key not in _kept or moment >= _kept[key][0]:
        with counting.for_reading(enable_seqscan="off"):
            counts = database.execute_sql(BY_STATUS).fetchall()
            (unassigned,) = database.execute_sql(UNASSIGNED).fetchone()
        _kept.clear()
        _kept[key] = (moment + CONTACTS_KEPT, (counts, unassigned))
    return _kept[key][1]


_kept: dict[Any, tuple[float, Any]] = {}
"""By database: until when it is kept, and what was counted."""
CONTACTS_KEPT = 60.0
"""Seconds."""
BY_STATUS = """
SELECT s.name, (SELECT count(*) FROM contact c WHERE c.status_id = s.id) FROM status s ORDER BY s.id
"""
UNASSIGNED = "SELECT count(*) FROM contact WHERE owner_id IS NULL"


def _count(table: type[WorkItem], state: WorkState) -> int:
    """Only of what has an index of its own: what is not done."""
    count: int = table.select().where(STATES[state]).count()
    return count


STATES = {WorkState.PENDING: PENDING, WorkState.PARKED: PARKED}

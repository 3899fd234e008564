"""What waits in each queue: read by indexes, and never counted further than anybody reads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from peewee import fn

from bot.figures import oldest_due
from models.clock import now
from models.contact.finding.search import ContactStale
from models.queues.backlog import BacklogItem
from models.queues.bell import Queue
from models.queues.inbox import InboxItem
from models.queues.item import PARKED, PENDING, WorkItem, WorkState
from models.queues.job import Job, JobState
from models.queues.outbox import OutboxItem
from models.reminders.lateness import oldest_overdue
from models.webhooks import delivery
from models.webhooks.delivery import WebhookDelivery

MOST = 10_000
"""Rows that are counted; more are "more than"."""


@dataclass(frozen=True, slots=True)
class Waiting:
    queue: Queue
    about: str
    waiting: int | None
    """Rows that are not done, at most MOST; None where that says nothing."""
    oldest: timedelta | None
    """How long the oldest that is due waits."""
    failed: int | None = None
    """Rows that need a person, at most MOST."""


def waiting() -> list[Waiting]:
    return [look() for look in LOOKS.values()]


def _inbox() -> Waiting:
    return _table(Queue.INBOX, "What arrived from WhatsApp", InboxItem)


def _outbox() -> Waiting:
    return _table(Queue.OUTBOX, "Messages and emails that are owed", OutboxItem)


def _table(queue: Queue, about: str, table: type[WorkItem]) -> Waiting:
    pending, parked = (_count(table.select().where(one)) for one in (PENDING, PARKED))
    return Waiting(queue, about, pending, oldest_due(table), parked)


def _timers() -> Waiting:
    late = oldest_overdue(now())
    return Waiting(Queue.TIMERS, "Reminders, time-outs, what is old enough to go", None, late)


def _backlog() -> Waiting:
    """People who wait for an agent: no failure of ours."""
    rows = BacklogItem.select().where(BacklogItem.state == WorkState.PENDING)
    return Waiting(
        Queue.BACKLOG,
        "Contacts who wait for an agent to be able",
        _count(rows),
        _age(rows.select(fn.MIN(BacklogItem.created_at))),
    )


def _jobs() -> Waiting:
    rows = Job.select().where(Job.state == JobState.PENDING)
    return Waiting(
        Queue.JOBS,
        "Imports, campaigns, changes of many",
        _count(rows),
        _age(rows.select(fn.MIN(Job.created_at))),
        _count(Job.select().where(Job.state == JobState.FAILED)),
    )


def _webhooks() -> Waiting:
    pending = WebhookDelivery.select().where(WebhookDelivery.state == WorkState.PENDING)
    late = delivery.oldest_due(now())
    return Waiting(Queue.WEBHOOKS, "What is told to other programs", _count(pending), late)


def _search() -> Waiting:
    stale = _count(ContactStale.select())
    return Waiting(Queue.SEARCH, "Changes that the search does not know yet", stale, None)


LOOKS: dict[Queue, Callable[[], Waiting]] = {
    Queue.INBOX: _inbox,
    Queue.OUTBOX: _outbox,
    Queue.TIMERS: _timers,
    Queue.BACKLOG: _backlog,
    Queue.JOBS: _jobs,
    Queue.WEBHOOKS: _webhooks,
    Queue.SEARCH: _search,
}


def _count(rows: Any) -> int:
    counted: int = rows.limit(MOST + 1).count()
    return counted


def _age(oldest: Any) -> timedelta:
    since = oldest.scalar()
    return now() - since if since else timedelta()

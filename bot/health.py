"""Is it alive, can it work, how much is waiting: for probes and for Prometheus. Needs no login.

Everything that is counted is read from the database, so that every web process says the same.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import structlog
from flask import Blueprint, Response, current_app
from peewee import DatabaseError, fn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from redis import Redis, RedisError

from bot import connection
from models import retention, schema
from models.base import AWAY
from models.clock import now
from models.contact import Contact, remains
from models.contact.message import Author, Delivery, Message
from models.reminders import first_reply, ladder
from models.settings.status import Status
from models.webhooks import delivery
from models.work.backlog import BacklogItem
from models.work.inbox import InboxItem
from models.work.item import WorkItem, WorkState
from models.work.outbox import PROMPT, OutboxItem

LATEST = timedelta(minutes=1)
"""How long the oldest due row may wait before this counts as not working."""
REDIS_WITHIN = 0.5
"""Seconds."""
TABLES: dict[str, type[WorkItem]] = {"inbox": InboxItem, "outbox": OutboxItem}

health = Blueprint("health", __name__)
log = structlog.get_logger(__name__)


@health.get("/healthz")
def alive() -> Response:
    """The process answers. It asks nobody else."""
    return Response("alive\n", mimetype="text/plain")


@health.get("/readyz")
def ready() -> tuple[dict[str, object], int]:
    """Able to work: 503 when not. Without Redis everything works, a little later: degraded."""
    checks = {name: _checked(check) for name, check in CHECKS.items()}
    able = all(one == OK for name, one in checks.items() if name != "redis")
    state = "ready" if able and checks["redis"] == OK else "degraded" if able else "not ready"
    return {"status": state, "checks": checks}, 200 if able else 503


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus text."""
    connection.open_for_request()
    registry = CollectorRegistry()
    registry.register(Figures())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


OK = "ok"


def _checked(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, *AWAY) as error:
        connection.drop()
        return f"the database does not answer ({type(error).__name__})"


def _database() -> str:
    connection.open_for_request()
    return OK


def _schema() -> str:
    pending = schema.pending()
    return f"migrations are missing ({', '.join(pending)}): run `usher migrate`" if pending else OK


def _redis() -> str:
    """Says what is wrong without the URL, which may hold a password."""
    url = current_app.extensions["usher"].config.redis_url
    if url is None:
        return "no REDIS_URL: work is found by sweeping only"
    try:
        with Redis.from_url(
            url, socket_connect_timeout=REDIS_WITHIN, socket_timeout=REDIS_WITHIN
        ) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as error:
        return f"does not answer ({type(error).__name__}): work is found by sweeping only"
    return OK


def _lag() -> str:
    late = {name: _oldest_due(table) for name, table in TABLES.items()}
    slow = [f"{name} {int(age.total_seconds())} s" for name, age in late.items() if age > LATEST]
    return f"the oldest due row waits: {', '.join(slow)}" if slow else OK


def _oldest_due(table: type[WorkItem]) -> timedelta:
    """Without a mail server emails wait for one, and campaigns wait for whatever goes first: that
    is no failure."""
    if table is not OutboxItem:
        return table.oldest_due(now())
    mail = current_app.extensions["usher"].config.smtp_url
    sent = "true" if mail else "i.kind <> 'email'"
    return table.oldest_due(now(), only=f"i.priority = {PROMPT} AND {sent}")


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "schema": _schema,
    "redis": _redis,
    "lag": _lag,
}


class Figures:
    """Reads the figures when they are scraped."""

    def collect(self) -> Iterator[Metric]:
        yield from self._work()
        yield from self._backlog()
        yield from self._contacts()
        yield from self._messages()
        yield from self._reminders()
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
            age.add_metric([name], _oldest_due(table).total_seconds())
            for state in (WorkState.PENDING, WorkState.PARKED):
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
        counted = (
            Status.select(
                Status.name,
                fn.COUNT(Contact.id),
                fn.COUNT(Contact.id).filter(Contact.owner.is_null()),
            )
            .join(Contact, "LEFT JOIN")
            .group_by(Status.id)
            .order_by(Status.id)
        )
        unassigned = 0
        for name, count, unowned in counted.tuples():
            by_status.add_metric([name], count)
            unassigned += unowned
        yield by_status
        yield GaugeMetricFamily(
            "usher_contacts_unassigned", "Contacts without an owner", value=unassigned
        )

    def _reminders(self) -> Iterator[Metric]:
        yield GaugeMetricFamily(
            "usher_oldest_reminder_seconds",
            "How long the oldest reminder that is due waits",
            value=max(
                ladder.oldest_overdue(now()), first_reply.oldest_overdue(now())
            ).total_seconds(),
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
        incoming = Message.author == Author.CONTACT
        came, went, failed = (
            Message.select(
                fn.COUNT(Message.id).filter(incoming),
                fn.COUNT(Message.id).filter(~incoming),
                fn.COUNT(Message.id).filter(Message.delivery == Delivery.FAILED),
            )
            .tuples()
            .get()
        )
        messages.add_metric(["in"], came)
        messages.add_metric(["out"], went)
        yield messages
        yield CounterMetricFamily(
            "usher_sends_failed", "Messages of ours that failed", value=failed
        )


def _count(table: type[WorkItem], state: WorkState) -> int:
    count: int = table.select().where(table.state == state).count()
    return count

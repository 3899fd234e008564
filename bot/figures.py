"""How much is waiting, how much there is: figures for Prometheus, read from the database when they
are scraped, so that every web process says the same."""

from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from peewee import fn
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from models import retention
from models.clock import now
from models.contact import Contact
from models.contact.finding import search
from models.contact.message import Author, Delivery, Message
from models.contact.privacy import remains
from models.reminders import first_reply, ladder
from models.settings.status import Status
from models.webhooks import delivery
from models.work.backlog import BacklogItem
from models.work.inbox import InboxItem
from models.work.item import WorkItem, WorkState
from models.work.job import Job, JobState
from models.work.outbox import PROMPT, OutboxItem

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

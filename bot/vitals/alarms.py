"""What is wrong, and what to do about it. Pure: it judges what was gathered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.vitals.gathering import Vitals
from models.queues.bell import Queue

LATE = {
    Queue.INBOX: timedelta(minutes=1),
    Queue.OUTBOX: timedelta(minutes=1),
    Queue.TIMERS: timedelta(minutes=2),
    Queue.WEBHOOKS: timedelta(minutes=15),
}
"""How long the oldest due row may wait; what is not named may wait for good reasons."""
STALE = 5_000
LITTLE = 0.1
"""Of a disk."""
HOUR = timedelta(hours=1)


class Level(StrEnum):
    TROUBLE = "trouble"
    """Customers notice it."""
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Alarm:
    name: str
    level: Level
    what: str
    remedy: str


def alarms(vitals: Vitals) -> list[Alarm]:
    """The worst first."""
    found = [*_late(vitals), *_roles(vitals), *_parked(vitals), *_machine(vitals)]
    return sorted(found, key=lambda one: one.level is Level.ATTENTION)


def _late(vitals: Vitals) -> Iterator[Alarm]:
    for one in vitals.queues:
        if one.queue not in LATE or not one.oldest or one.oldest <= LATE[one.queue]:
            continue
        level = Level.ATTENTION if one.queue is Queue.WEBHOOKS else Level.TROUBLE
        what = f"{one.about}: the oldest that is due has waited for {_long(one.oldest)}."
        yield Alarm(f"{one.queue}_late", level, what, REMEDIES[one.queue])


REMEDIES = {
    Queue.INBOX: "See below whether workers are alive; start more with `usher worker inbox`.",
    Queue.OUTBOX: "See the reasons in the outbox. If WhatsApp is away it is tried again by itself; "
    "else start `usher worker outbox`.",
    Queue.TIMERS: "Start `usher worker timers` and `usher cron`.",
    Queue.WEBHOOKS: "See which endpoint does not answer, and tell whoever runs it.",
}


def _roles(vitals: Vitals) -> Iterator[Alarm]:
    """Without Redis nothing is known of workers: then that is the alarm."""
    if vitals.signs.redis is None:
        yield Alarm(
            "redis",
            Level.ATTENTION,
            "Redis does not answer. Nothing is lost: workers look for work each second.",
            "Start it, or put REDIS_URL right; `usher doctor` tells more.",
        )
        return
    manned = {one.queue for one in vitals.signs.workers}
    for queue in Queue:
        if queue not in manned:
            what = f"Nobody works on the queue {queue}."
            yield Alarm(f"{queue}_worker", Level.TROUBLE, what, f"Start `usher worker {queue}`.")
    if not vitals.signs.crons:
        yield Alarm(
            "cron",
            Level.ATTENTION,
            "No cron role is alive: what falls due by itself is found late.",
            "Start `usher cron`.",
        )


def _parked(vitals: Vitals) -> Iterator[Alarm]:
    for one in vitals.queues:
        if one.failed and one.queue is Queue.JOBS:
            yield Alarm(
                "jobs_failed",
                Level.ATTENTION,
                f"{_counted(one.failed, 'job')} failed by a fault of ours.",
                "Read the reason in the job, and order it again.",
            )
        elif one.failed:
            yield Alarm(
                f"{one.queue}_parked",
                Level.ATTENTION,
                f"Parked in the {one.queue}: {_counted(one.failed, 'row')}.",
                "Read the reason, put it right, and try them again.",
            )
        if one.queue is Queue.SEARCH and one.waiting and one.waiting > STALE:
            what = "The search is behind: it does not find what changed last."
            yield Alarm("search_stale", Level.ATTENTION, what, "Start `usher worker search`.")


def _machine(vitals: Vitals) -> Iterator[Alarm]:
    if vitals.pending:
        yield Alarm(
            "schema",
            Level.TROUBLE,
            f"Migrations are missing: {', '.join(vitals.pending)}.",
            "Run `usher migrate`.",
        )
    if vitals.disk and vitals.disk.free < vitals.disk.total * LITTLE:
        yield Alarm(
            "disk",
            Level.TROUBLE,
            f"Only {vitals.disk.free * 100 // vitals.disk.total} % of the disk is free.",
            "Make room, or shorten what is kept in the settings.",
        )
    if vitals.emails_wait:
        yield Alarm(
            "mail",
            Level.ATTENTION,
            "No mail server is set, so emails wait in the outbox.",
            "Set SMTP_URL and MAIL_FROM; they go out then.",
        )
    for name, age in vitals.overdue.items():
        if age > HOUR:
            what = f"What is old enough to go is still there: {name}, for {_long(age)}."
            remedy = "See whether a worker on the queue timers is alive."
            yield Alarm(f"retention_{name}", Level.ATTENTION, what, remedy)


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def _long(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"

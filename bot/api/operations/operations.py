"""`/operations`: how the machine does that works, in one answer (X17)."""

from typing import Any

import marshmallow as ma
from flask import current_app

from bot.api.fields import Moment
from bot.api.resource import Resource
from bot.vitals.alarms import Alarm, Level, alarms
from bot.vitals.gathering import Vitals, gather
from bot.vitals.queues import MOST, Waiting
from models.queues.bell import Queue

operations = Resource("operations", __name__, description="How the machine does that works")


def _count(about: str) -> ma.fields.Integer:
    return ma.fields.Integer(allow_none=True, metadata={"description": about})


class AlarmSchema(ma.Schema):
    name = ma.fields.String()
    level = ma.fields.Enum(Level, by_value=True)
    what = ma.fields.String()
    remedy = ma.fields.String()


class QueueSchema(ma.Schema):
    name = ma.fields.Enum(Queue, by_value=True)
    about = ma.fields.String()
    waiting = _count(f"Rows that are not done; {MOST + 1}: more than {MOST}")
    failed = _count("Rows that need a person, counted as far")
    oldest_seconds = _count("How long the oldest row that is due has waited")
    workers = _count("Alive; null while Redis is away")
    every_seconds = ma.fields.Float(
        allow_none=True, metadata={"description": "How often cron has somebody look"}
    )
    last_rung = Moment(allow_none=True)
    next_ring = Moment(allow_none=True)


class WorkerSchema(ma.Schema):
    queue = ma.fields.String()
    host = ma.fields.String()
    pid = ma.fields.Integer()
    since = Moment(allow_none=True)
    seen = Moment(allow_none=True)
    jobs = ma.fields.Integer(metadata={"description": "How often it was woken and worked"})


class CronSchema(ma.Schema):
    host = ma.fields.String()
    pid = ma.fields.Integer()
    since = Moment()
    seen = Moment()


class DatabaseSchema(ma.Schema):
    version = ma.fields.String()
    size_bytes = ma.fields.Integer()
    connections = ma.fields.Integer(metadata={"description": "Of the whole server"})
    connections_most = ma.fields.Integer()


class DiskSchema(ma.Schema):
    total_bytes = ma.fields.Integer()
    free_bytes = ma.fields.Integer()


class OperationsSchema(ma.Schema):
    at = Moment()
    state = ma.fields.String(metadata={"enum": ["well", *Level]})
    alarms = ma.fields.List(ma.fields.Nested(AlarmSchema))
    queues = ma.fields.List(ma.fields.Nested(QueueSchema))
    workers = ma.fields.List(ma.fields.Nested(WorkerSchema))
    crons = ma.fields.List(ma.fields.Nested(CronSchema))
    database = ma.fields.Nested(DatabaseSchema)
    redis = ma.fields.String(
        allow_none=True, metadata={"description": "Its version; null: it does not answer"}
    )
    disk = ma.fields.Nested(
        DiskSchema, allow_none=True, metadata={"description": "Of USHER_DATA, where this answers"}
    )


@operations.get("/operations")
@operations.response(200, OperationsSchema)
def show() -> dict[str, Any]:
    """Queues, who works on them, the database, Redis, and alarms with their remedies."""
    vitals = gather(current_app.extensions["usher"].config)
    found = alarms(vitals)
    return {
        "at": vitals.at,
        "state": _state(found),
        "alarms": found,
        "queues": [_queue(one, vitals) for one in vitals.queues],
        "workers": vitals.signs.workers,
        "crons": vitals.signs.crons,
        "database": {
            "version": vitals.version,
            "size_bytes": vitals.size,
            "connections": vitals.connections[0],
            "connections_most": vitals.connections[1],
        },
        "redis": vitals.signs.redis,
        "disk": vitals.disk and {"total_bytes": vitals.disk.total, "free_bytes": vitals.disk.free},
    }


def _state(found: list[Alarm]) -> str:
    return str(found[0].level) if found else "well"


def _queue(one: Waiting, vitals: Vitals) -> dict[str, Any]:
    known = vitals.signs.redis is not None
    crons = [cron for cron in vitals.signs.crons if one.queue in cron.last]
    newest = max(crons, key=lambda cron: cron.last[one.queue], default=None)
    return {
        "name": one.queue,
        "about": one.about,
        "waiting": one.waiting,
        "failed": one.failed,
        "oldest_seconds": int(one.oldest.total_seconds()) if one.oldest is not None else None,
        "workers": sum(w.queue == one.queue for w in vitals.signs.workers) if known else None,
        "every_seconds": newest.every[one.queue] if newest else None,
        "last_rung": newest.last[one.queue] if newest else None,
        "next_ring": newest.next(one.queue) if newest else None,
    }

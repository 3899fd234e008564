"""Is it alive, can it work: for probes, and the door to Prometheus' figures. Needs no login."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from flask import Blueprint, Response, current_app
from peewee import DatabaseError
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from redis import Redis, RedisError

from bot import connection
from bot.figures import TABLES, Figures, oldest_due
from models import schema
from models.base import AWAY

LATEST = timedelta(minutes=1)
"""How long the oldest due row may wait before this counts as not working."""
REDIS_WITHIN = 0.5
"""Seconds."""

ALIVE, SAID = "/healthz", "alive\n"
READY, FIGURES = "/readyz", "/metrics"
PROBES = (READY, FIGURES)
"""Answered in threads of their own, whatever the others wait for."""

health = Blueprint("health", __name__)
log = structlog.get_logger(__name__)


@health.get(ALIVE)
def alive() -> Response:
    """The process answers. It asks nobody else: the door says so itself, without a thread, for all
    may wait for a database that stands still."""
    return Response(SAID, mimetype="text/plain")


@health.get(READY)
def ready() -> tuple[dict[str, object], int]:
    """Able to work: 503 when not. Without Redis everything works, a little later: degraded."""
    checks = {name: _checked(check) for name, check in CHECKS.items()}
    able = all(one == OK for name, one in checks.items() if name != "redis")
    state = "ready" if able and checks["redis"] == OK else "degraded" if able else "not ready"
    return {"status": state, "checks": checks}, 200 if able else 503


@health.get(FIGURES)
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
    late = {name: oldest_due(table) for name, table in TABLES.items()}
    slow = [f"{name} {int(age.total_seconds())} s" for name, age in late.items() if age > LATEST]
    return f"the oldest due row waits: {', '.join(slow)}" if slow else OK


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "schema": _schema,
    "redis": _redis,
    "lag": _lag,
}

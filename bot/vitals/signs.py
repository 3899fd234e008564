"""Signs of life in Redis: the workers', which RQ keeps, and cron's. Without Redis nothing is known
of them, and nobody waits for it."""

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from redis import Redis, RedisError
from rq import Worker
from rq.serializers import JSONSerializer

from models.clock import now

CRON = "usher:cron"
"""A hash: by machine and process, what the cron role there did last."""
FRESH = timedelta(seconds=60)
"""Whoever gave no sign for longer has ended."""
WITHIN = 0.5
"""Seconds that Redis has to answer."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Working:
    """A worker process on its queue."""

    queue: str
    host: str
    pid: int
    since: datetime | None
    seen: datetime | None
    jobs: int


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron role, and when it rang for each queue."""

    host: str
    pid: int
    since: datetime
    seen: datetime
    every: dict[str, float]
    """Seconds."""
    last: dict[str, datetime]

    def next(self, queue: str) -> datetime:
        return self.last[queue] + timedelta(seconds=self.every[queue])


@dataclass(frozen=True, slots=True)
class Signs:
    redis: str | None
    """Its version; None: it does not answer."""
    workers: list[Working]
    crons: list[Cron]


NONE = Signs(None, [], [])


def client(url: str) -> Any:
    return Redis.from_url(url, socket_connect_timeout=WITHIN, socket_timeout=WITHIN)


def read(url: str | None) -> Signs:
    """What is known now. Never raises."""
    if url is None:
        return NONE
    try:
        with client(url) as redis:
            version = redis.info("server")
            kind = "Valkey" if "valkey_version" in version else "Redis"
            number = version.get("valkey_version") or version.get("redis_version")
            return Signs(f"{kind} {number}", list(_workers(redis)), list(_crons(redis)))
    except (RedisError, OSError, ValueError, KeyError) as error:
        log.warning("vitals.redis_away", error=type(error).__name__)
        return NONE


def leave(redis: Any, since: datetime, every: dict[str, float], last: dict[str, datetime]) -> None:
    """The cron role was here. Raises RedisError."""
    told = {
        "since": since.isoformat(),
        "seen": now().isoformat(),
        "every": every,
        "last": {name: moment.isoformat() for name, moment in last.items()},
    }
    redis.hset(CRON, f"{socket.gethostname()}:{os.getpid()}", json.dumps(told))
    redis.expire(CRON, int(FRESH.total_seconds()) * 10)


def _workers(redis: Any) -> Iterator[Working]:
    for one in Worker.all(connection=redis, serializer=JSONSerializer):
        if one.last_heartbeat and now() - one.last_heartbeat > FRESH:
            continue
        for queue in one.queue_names():
            yield Working(
                queue=queue,
                host=one.hostname or "",
                pid=one.pid or 0,
                since=one.birth_date,
                seen=one.last_heartbeat,
                jobs=one.successful_job_count,
            )


def _crons(redis: Any) -> Iterator[Cron]:
    for key, text in sorted(redis.hgetall(CRON).items()):
        host, _, pid = key.decode().rpartition(":")
        told = json.loads(text)
        seen = datetime.fromisoformat(told["seen"])
        if now() - seen > FRESH:
            redis.hdel(CRON, key)
            continue
        last = {name: datetime.fromisoformat(moment) for name, moment in told["last"].items()}
        since = datetime.fromisoformat(told["since"])
        yield Cron(host, int(pid), since, seen, told["every"], last)

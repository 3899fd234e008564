"""The bell: tells RQ's workers that there is something in a table to look at.

It carries nothing. A lost ring costs a moment, since the sweep of workers/schedule.py finds every
due row; therefore it is never worth an error, nor a wait, to whoever rings.
"""

import os
import threading
import time
from contextlib import suppress
from queue import SimpleQueue

import redis
import rq
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq.serializers import JSONSerializer

from models.queues.bell import Queue

log = structlog.get_logger()

JOBS: dict[str, str] = {
    Queue.INBOX: "workers.inbox.drain",
    Queue.OUTBOX: "workers.outbox.deliver",
    Queue.TIMERS: "workers.timers.sweep",
    Queue.BACKLOG: "workers.backlog.drain",
    Queue.JOBS: "workers.jobs.drain",
    Queue.SEARCH: "workers.search.drain",
    Queue.WEBHOOKS: "workers.webhooks.deliver",
}
"""The function that RQ calls for each queue: RQ's jobs. The jobs that people order are rows
(`job.py` in models/queues)."""
BREATH = 0.05
"""Seconds between two rings: under load a ring for each delivery would cost more than storing it,
and whoever was woken looks for more by himself for much longer."""
DAY = 24 * 3600
HOUR = 3600
PAUSE = 0.5


class Bell:
    """Safe for any number of threads, and across forks: each process has a ringer of its own."""

    def __init__(self, redis_url: str) -> None:
        # Once more, for the connection that a restarted Redis has forgotten.
        self._client = client(redis_url, timeout=1.0, retries=1)
        self._ringers: dict[int, _Ringer] = {}

    def ring(self, queue: str) -> None:
        """Have somebody look at the table of `queue`, soon. Never raises, never blocks."""
        ringer = self._ringers.get(os.getpid())
        if ringer is None:
            # setdefault is atomic, where a lock might be held by a thread that a fork left behind.
            ringer = self._ringers.setdefault(os.getpid(), _Ringer(self._client))
        ringer.ask(queue)


def client(redis_url: str, timeout: float, retries: int = 0) -> redis.Redis:
    """A client that gives up after `timeout` seconds without an answer."""
    return redis.Redis.from_url(
        redis_url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), retries),
    )


class _Ringer:
    """A thread that speaks with Redis; many calls for one queue become one ring."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._called: SimpleQueue[str] = SimpleQueue()
        self._pending: set[str] = set()
        self._away = False
        self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
        self._starting = threading.Lock()

    def ask(self, queue: str) -> None:
        if not self._thread.is_alive():
            self._start()
        if queue not in self._pending:
            self._pending.add(queue)
            self._called.put(queue)

    def _start(self) -> None:
        # A process that is about to end starts no thread any more; the sweep finds its rows.
        with self._starting, suppress(RuntimeError):
            if not self._thread.is_alive():
                self._thread.start()

    def _run(self) -> None:
        while True:
            queue = self._called.get()
            # First forgotten, then rung: who commits and asks from now on is not overlooked.
            self._pending.discard(queue)
            try:
                self._ring(queue)
            except redis.RedisError as error:
                self._missed(error)
            except Exception:
                # This thread has to live on, whatever a new release of RQ comes up with.
                log.exception("the bell is broken; the sweep does its work")
            else:
                self._away = False
            time.sleep(BREATH)

    def _ring(self, queue: str) -> None:
        """A job that waits there already will see whatever was committed before this ring."""
        target = rq.Queue(queue, connection=self._client, serializer=JSONSerializer)
        if target.count == 0:
            target.enqueue_call(JOBS[queue], timeout=HOUR, result_ttl=0, failure_ttl=DAY)

    def _missed(self, error: redis.RedisError) -> None:
        if not self._away:
            log.warning("Redis is away; the sweep does its work", reason=str(error))
        self._away = True
        # Calls go on being merged meanwhile: no use in knocking a thousand times a second.
        time.sleep(PAUSE)

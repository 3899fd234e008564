"""One worker process: RQ's SimpleWorker on one queue, and what it does while Redis is away.

Holds no rule and no work: the job functions look into their tables by themselves.
"""

import importlib
import signal
import threading
from collections.abc import Callable
from contextlib import suppress

import redis
import structlog
from rq import Queue, SimpleWorker
from rq.exceptions import DequeueTimeout, StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import BaseDeathPenalty
from rq.worker import WorkerStatus

from workers import bell, context

log = structlog.get_logger()

BLOCK = 3
"""Seconds that a worker waits in Redis for a job before it shows a sign of life."""
PATIENCE = 1.0
"""Seconds between two looks at the table while Redis is away, or after a job failed."""


def run(queue: str, redis_url: str) -> None:
    """Work on `queue` until SIGTERM or SIGINT, which end it after the drain that it is at.

    The context must be prepared.
    """
    job = _function(bell.JOBS[queue])
    loop = _Loop(queue, redis_url, job)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, loop.told)
    loop.run()


class _Loop:
    def __init__(self, queue: str, redis_url: str, job: Callable[[], object]) -> None:
        self._queue = queue
        self._redis_url = redis_url
        self._job = job
        self._told = threading.Event()
        self._worker: _Worker | None = None
        self._away = False

    def run(self) -> None:
        while not self._told.is_set():
            if not self._listen() and not self._told.is_set():
                self._look()
                self._told.wait(PATIENCE)

    def told(self, *_: object) -> None:
        """A signal came. A drain is left to finish; the wait for the next job is broken off."""
        self._told.set()
        context.end()
        if self._worker and self._worker.waiting:
            raise StopRequested

    def _listen(self) -> bool:
        """Work for RQ until told to end; False when Redis is away."""
        client = bell.client(self._redis_url, timeout=BLOCK + 2)
        try:
            self._probe()
            self._worker = _Worker([self._queue], client, self._told)
            self._came_back()
            self._worker.listen()
            return True
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _probe(self) -> None:
        """A Redis that hangs is found out sooner than by waiting for a job. Raises RedisError."""
        client = bell.client(self._redis_url, timeout=PATIENCE)
        client.ping()
        client.close()

    def _look(self) -> None:
        """Redis only rings: without it the rows are still there, found by looking instead."""
        if not self._away:
            log.warning("Redis is away; looking every second", queue=self._queue)
        self._away = True
        try:
            self._job()
        except Exception:
            # Nobody above would do more than try again, and that is what happens next.
            log.exception("drain failed", queue=self._queue)

    def _came_back(self) -> None:
        if self._away:
            log.info("Redis is back", queue=self._queue)
        self._away = False


class _NoPenalty(BaseDeathPenalty):
    """A drain ends by itself; an alarm in the middle of a batch would look like a bad item."""

    def setup_death_penalty(self) -> None: ...

    def cancel_death_penalty(self) -> None: ...


class _Worker(SimpleWorker):
    """SimpleWorker with a plainer loop: no commands by pubsub, no signals, no waiting for Redis."""

    death_penalty_class = _NoPenalty
    waiting = False

    def __init__(self, queues: list[str], connection: redis.Redis, told: threading.Event) -> None:
        super().__init__(
            queues,
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=60,
            exception_handlers=[self._pause],
        )
        self._told = told

    @property
    def dequeue_timeout(self) -> int:
        return BLOCK

    @property
    def connection_timeout(self) -> int:
        return BLOCK + 2

    def listen(self) -> None:
        """Perform jobs until told to end. Raises RedisError."""
        self.register_birth()
        with suppress(StopRequested):
            while not self._told.is_set():
                self.heartbeat()
                if self.should_run_maintenance_tasks:
                    self.run_maintenance_tasks()
                found = self._next()
                if found:
                    self.execute_job(*found)
        self.register_death()

    def _next(self) -> tuple[Job, Queue] | None:
        self.set_state(WorkerStatus.IDLE)
        self.waiting = True
        try:
            return self.queue_class.dequeue_any(
                self.queues,
                BLOCK,
                connection=self.connection,
                job_class=self.job_class,
                serializer=self.serializer,
                death_penalty_class=self.death_penalty_class,
            )
        except DequeueTimeout:
            return None
        finally:
            self.waiting = False

    def _pause(self, *_: object) -> None:
        """The database is away, most likely: neither spin nor fill Redis with failed jobs."""
        self._told.wait(PATIENCE)


def _function(path: str) -> Callable[[], object]:
    module, name = path.rsplit(".", 1)
    function: Callable[[], object] = getattr(importlib.import_module(module), name)
    return function

"""The bell: heard at once by whoever is there, never a burden to whoever rings it (W1, W5)."""

import multiprocessing
import os
import time
from types import SimpleNamespace

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from bot.__main__ import worker
from models.queues import bell as the_bell
from tests.processes import eventually
from workers import schedule, up
from workers.bell import JOBS, Bell


@pytest.fixture
def inbox(redis_server):
    client = redis.Redis.from_url(redis_server.url)
    yield Queue("inbox", connection=client, serializer=JSONSerializer)
    client.close()


def test_a_ring_puts_one_job_without_any_payload_into_the_queue(redis_server, inbox):
    Bell(redis_server.url).ring("inbox")
    eventually(lambda: inbox.count)
    (job,) = inbox.jobs
    assert (job.func_name, job.args, job.kwargs) == (JOBS["inbox"], [], {})
    assert (job.result_ttl, job.failure_ttl) == (0, 24 * 3600)


def test_many_rings_are_one_as_long_as_nobody_has_come(redis_server, inbox):
    bell = Bell(redis_server.url)
    for _ in range(1000):
        bell.ring("inbox")
        bell.ring("outbox")
    eventually(lambda: inbox.count)
    bell.ring("timers")  # the ringer works in order: after this one, it has done the others
    eventually(lambda: Queue("timers", connection=inbox.connection).count)
    assert inbox.count == 1


def test_after_the_job_was_taken_the_next_ring_is_heard(redis_server, inbox):
    bell = Bell(redis_server.url)
    bell.ring("inbox")
    eventually(lambda: inbox.count)
    inbox.empty()
    bell.ring("inbox")
    eventually(lambda: inbox.count)


def test_ringing_costs_next_to_nothing_even_while_redis_hangs(redis_server):
    bell = Bell(redis_server.url)
    redis_server.hang()
    began = time.perf_counter()
    for _ in range(10_000):
        bell.ring("inbox")
    spent = time.perf_counter() - began
    redis_server.go_on()
    # Redis was given a second to answer: had a single ring waited for it, this would show.
    assert spent < 0.9


def test_without_redis_nothing_happens_and_with_it_again_the_next_ring_is_heard(
    redis_server, inbox
):
    bell = Bell(redis_server.url)
    bell.ring("inbox")
    eventually(lambda: inbox.count)
    redis_server.stop()
    bell.ring("inbox")
    redis_server.start()
    assert inbox.count == 0  # it keeps nothing

    def rung() -> int:
        bell.ring("inbox")
        return inbox.count

    eventually(rung)


def test_a_forked_process_rings_too(redis_server, inbox):
    bell = Bell(redis_server.url)
    bell.ring("outbox")
    child = multiprocessing.get_context("fork").Process(target=_ring_and_wait, args=(bell, inbox))
    child.start()
    eventually(lambda: inbox.count)
    child.join()
    assert child.exitcode == 0


def _ring_and_wait(bell: Bell, inbox: Queue) -> None:
    bell.ring("inbox")
    eventually(lambda: Queue("inbox", connection=inbox.connection).count)
    os._exit(0)


def test_every_queue_has_a_job_and_a_process_and_may_be_asked_for() -> None:
    asked_for = next(one for one in worker.params if one.name == "queue").type
    started = {program.name.split()[1] for program in up.workers(SimpleNamespace(workers=2))}
    assert (
        set(JOBS)
        == set(schedule.INTERVALS)
        == started
        == set(asked_for.choices)
        == set(the_bell.Queue)
    )

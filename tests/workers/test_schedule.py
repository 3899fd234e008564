"""The cron role: rings for what no bell announced, and makes up for nothing (W5)."""

import signal
import subprocess
import sys

import pytest

from workers import context, queue, schedule
from workers.bell import JOBS

RUN = """
import sys
from workers import context, schedule
schedule.INTERVALS = {"inbox": 0.01}
context.ring = lambda queue: print(queue, flush=True)
schedule.run()
"""


@pytest.fixture
def rung(monkeypatch):
    rung = []
    monkeypatch.setattr(context, "ring", rung.append)
    return rung


def test_each_queue_is_rung_at_its_own_interval(rung):
    due = dict.fromkeys(schedule.INTERVALS, 100.0)
    for second in range(100, 130):
        schedule.ring_due(due, float(second))
    counts = {queue: rung.count(queue) for queue in schedule.INTERVALS}
    assert counts == {
        "inbox": 15, "outbox": 15, "timers": 2, "backlog": 15, "jobs": 15, "webhooks": 15,
        "search": 15,
    }  # fmt: skip


def test_after_a_pause_of_the_machine_each_queue_is_rung_once(rung):
    due = dict.fromkeys(schedule.INTERVALS, 100.0)
    schedule.ring_due(due, 100_000.0)
    assert sorted(rung) == ["backlog", "inbox", "jobs", "outbox", "search", "timers", "webhooks"]


def test_it_rings_until_it_is_told_to_end_and_ends_with_success():
    process = subprocess.Popen([sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert [process.stdout.readline() for _ in range(3)] == ["inbox\n"] * 3
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_every_queue_that_is_swept_has_a_job_and_every_job_can_be_found():
    assert set(schedule.INTERVALS) == set(JOBS)
    for path in JOBS.values():
        assert callable(queue._function(path))

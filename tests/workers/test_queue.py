"""A worker process: it does what RQ brings, and looks by itself while there is no Redis (W5)."""

import signal
import subprocess
import sys

import psutil
import pytest

from tests.processes import eventually
from workers import bell

# A worker whose job writes a line, and on request does something worse.
WORK = """
import sys, time
from pathlib import Path
from bot import logs
from workers import bell, queue

MARKS = Path(sys.argv[2])

def job():
    with MARKS.open("a") as marks:
        print("begun", file=marks)
    if (MARKS.parent / "fail").exists():
        raise RuntimeError("broken")
    while (MARKS.parent / "slow").exists():
        time.sleep(0.01)
    with MARKS.open("a") as marks:
        print("done", file=marks)

logs.configure()
sys.modules["stand_in"] = sys.modules["__main__"]
bell.JOBS["inbox"] = "stand_in.job"
queue.run("inbox", sys.argv[1])
"""


class Worker:
    def __init__(self, url, directory, monkeypatch):
        self.directory = directory
        monkeypatch.setitem(bell.JOBS, "inbox", "stand_in.job")
        self.bell = bell.Bell(url)
        self.marks = directory / "marks"
        command = [sys.executable, "-c", WORK, url, str(self.marks)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def count(self, word):
        return self.marks.read_text().split().count(word) if self.marks.exists() else 0

    def ring_until(self, word, times):
        """Ring as the sweep does, until it shows."""

        def rung():
            self.bell.ring("inbox")
            return self.count(word) >= times

        eventually(rung)

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        printed, _ = self.process.communicate(timeout=30)
        return printed


@pytest.fixture
def worker(redis_server, tmp_path, monkeypatch):
    worker = Worker(redis_server.url, tmp_path, monkeypatch)
    yield worker
    if worker.process.poll() is None:
        worker.process.kill()
        worker.process.communicate()


def test_a_ring_starts_the_job_and_a_signal_ends_an_idle_worker_with_success(worker):
    worker.ring_until("done", 1)
    worker.end()
    assert worker.process.returncode == 0


def test_told_to_end_it_finishes_the_job_that_it_is_at(worker):
    slow = worker.directory / "slow"
    slow.touch()
    worker.ring_until("begun", 1)
    worker.process.send_signal(signal.SIGTERM)
    worker.process.send_signal(signal.SIGINT)
    slow.unlink()
    worker.process.communicate(timeout=30)
    assert (worker.process.returncode, worker.count("done")) == (0, 1)


def test_while_redis_is_away_it_looks_by_itself_and_with_redis_it_hears_the_bell_again(
    worker, redis_server
):
    worker.ring_until("done", 1)
    redis_server.stop()
    before = worker.count("done")
    eventually(lambda: worker.count("done") >= before + 2)
    redis_server.start()
    worker.ring_until("done", worker.count("done") + 1)
    assert worker.process.poll() is None
    told = worker.end()
    assert told.count("Redis is away") == told.count("Redis is back") == 1
    assert "Traceback" not in told


def test_without_redis_from_the_beginning_it_looks_too(redis_server, tmp_path, monkeypatch):
    redis_server.stop()
    worker = Worker(redis_server.url, tmp_path, monkeypatch)
    eventually(lambda: worker.count("done") >= 2)
    worker.end()
    assert worker.process.returncode == 0
    redis_server.start()


def test_a_redis_that_hangs_is_one_that_is_away(worker, redis_server):
    worker.ring_until("done", 1)
    redis_server.hang()
    before = worker.count("done")
    eventually(lambda: worker.count("done") > before)
    redis_server.go_on()


def test_redis_may_go_in_the_middle_of_a_job(worker, redis_server):
    slow = worker.directory / "slow"
    slow.touch()
    worker.ring_until("begun", 1)
    redis_server.stop()
    slow.unlink()
    eventually(lambda: worker.count("done") >= 3)
    redis_server.start()
    assert worker.process.poll() is None


def test_a_job_that_fails_is_told_of_and_does_not_end_the_worker(worker):
    fail = worker.directory / "fail"
    fail.touch()
    worker.ring_until("begun", 1)
    fail.unlink()
    worker.ring_until("done", 1)
    assert "RuntimeError: broken" in worker.end()


def test_it_does_its_jobs_itself_without_forking(worker):
    (worker.directory / "slow").touch()
    worker.ring_until("begun", 1)
    assert psutil.Process(worker.process.pid).children() == []

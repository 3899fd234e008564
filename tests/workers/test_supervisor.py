"""The supervisor, with stand-ins for programs: what ends is started again, and nothing is left."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.processes import alive, eventually, family

SUPERVISE = """
import json, os, sys, time
from workers.supervisor import Program, Supervisor
from bot import logs

logs.configure()
with Supervisor().ready() as supervisor:
    for programs in json.loads(sys.argv[1]):
        supervisor.start([Program(**program) for program in programs], os.environ)
    if "prepare" in sys.argv:
        with supervisor.interruptible():
            print("preparing", flush=True)
            time.sleep(600)
    supervisor.keep_running()
print("ended", flush=True)
"""
# Stand-ins: each writes a line with its process id when it starts.
MARK = "import os, sys, time; f = open(sys.argv[1], 'a'); print(os.getpid(), file=f, flush=True); "
STAY = MARK + "time.sleep(600)"
FAIL = MARK + "sys.exit(3)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAY
PARENT = "import subprocess; subprocess.Popen(['sleep', '600']); " + STAY
CLINGING = "from bot.lifeline import end_with; import os; end_with(os.getppid()); " + STAY
# It can be told to end from its mark on.
LAST_WORDS = (
    "import signal; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('end', file=f))); "
    f"{MARK}signal.pause()"
)


class Stage:
    """A supervisor with its programs, in a process of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.process: subprocess.Popen[str] | None = None

    def program(self, name: str, code: str, **options: object) -> dict[str, object]:
        command = (sys.executable, "-c", code, str(self.directory / name))
        return {"name": name, "command": command, **options}

    def start(self, *sets: list[dict[str, object]], words: tuple[str, ...] = ()) -> None:
        command = [sys.executable, "-c", SUPERVISE, json.dumps(sets), *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def marks(self, name: str) -> list[str]:
        path = self.directory / name
        return path.read_text().split() if path.exists() else []

    def pid(self, name: str, start: int = 1) -> int:
        """The process id of the program's so many'th start."""
        return int(eventually(lambda: self.marks(name)[start - 1 :])[0])

    def end(self, number: signal.Signals = signal.SIGTERM) -> str:
        assert self.process
        self.process.send_signal(number)
        printed, _ = self.process.communicate(timeout=30)
        return printed


@pytest.fixture
def stage(tmp_path):
    """As from a terminal, also when the tests themselves were started under nohup."""
    former = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    stage = Stage(tmp_path)
    yield stage
    signal.signal(signal.SIGHUP, former)
    assert stage.process
    for process in family(stage.process.pid) if stage.process.poll() is None else []:
        process.kill()
    stage.process.wait()
    assert stage.process.stdout
    stage.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_end_it_ends_every_program_and_itself_with_success(stage, number):
    stage.start([stage.program("one", STAY), stage.program("two", STAY)])
    programs = [psutil.Process(stage.pid(name)) for name in ("one", "two")]
    assert stage.end(number).endswith("ended\n")
    assert stage.process.returncode == 0
    assert not alive(programs)


def test_a_program_that_was_killed_is_started_again(stage):
    stage.start([stage.program("one", STAY), stage.program("two", STAY)])
    os.kill(stage.pid("one"), signal.SIGKILL)
    again = stage.pid("one", start=2)
    assert psutil.pid_exists(again)
    stage.end()
    assert len(stage.marks("two")) == 1


def test_a_program_that_ends_again_and_again_is_waited_for_longer_each_time(stage):
    stage.start([stage.program("one", FAIL, longest_pause=0.5)])
    stage.pid("one", start=4)
    events = [json.loads(line) for line in stage.end().splitlines()[:-1]]
    ends = [event for event in events if event["event"] == "ended by itself"]
    assert [end["again_in"] for end in ends][:3] == [0.2, 0.4, 0.5]
    assert {end["code"] for end in ends} == {3}


def test_a_program_that_does_not_listen_is_killed_when_its_grace_is_over(stage):
    stage.start([stage.program("one", DEAF, grace=0.3)])
    deaf = psutil.Process(stage.pid("one"))
    stage.end()
    assert not alive([deaf])


def test_what_was_started_first_ends_last(stage):
    log = stage.directory / "log"
    server = stage.program("log", LAST_WORDS)
    role = stage.program("role", LAST_WORDS.replace("'end'", "len(open(sys.argv[2]).read())"))
    role["command"] = (*role["command"], str(log))
    stage.start([server], [role])
    stage.pid("log")
    stage.pid("role")
    before = len(log.read_text())
    stage.end()
    assert log.read_text().endswith("end\n")
    assert stage.marks("role")[1:] == [str(before)], "the server had ended before the role"


def test_what_a_killed_program_left_behind_is_killed_too(stage):
    stage.start([stage.program("one", PARENT)])
    left = eventually(lambda: psutil.Process(stage.pid("one")).children())
    os.kill(stage.pid("one"), signal.SIGKILL)
    eventually(lambda: not alive(left))


def test_a_program_that_clings_to_us_ends_even_when_we_are_killed(stage):
    stage.start([stage.program("one", CLINGING)])
    clinging = psutil.Process(stage.pid("one"))
    stage.end(signal.SIGKILL)
    eventually(lambda: not alive([clinging]))


def test_preparations_are_broken_off_when_we_are_told_to_end(stage):
    stage.start([stage.program("one", STAY)], words=("prepare",))
    program = psutil.Process(stage.pid("one"))
    assert stage.process.stdout.readline() == "preparing\n"
    assert stage.end().endswith("ended\n")
    assert not alive([program])


def test_started_under_nohup_it_outlives_the_terminal(stage):
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        stage.start([stage.program("one", STAY)])
    finally:
        signal.signal(signal.SIGHUP, former)
    stage.pid("one")
    stage.process.send_signal(signal.SIGHUP)
    os.kill(stage.pid("one"), signal.SIGKILL)
    stage.pid("one", start=2)

"""Keeps a set of programs running: starts each again when it ends, ends all of them when told.

Knows commands and signals only; what the programs are is said by whoever starts it.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger()

TICK = 0.1
SETTLED = 30.0
"""Seconds after which a program counts as running well: its next end is a first one again."""
FIRST_PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    command: tuple[str, ...]
    grace: float = 10.0
    """Seconds between SIGTERM and SIGKILL."""
    longest_pause: float = 15.0
    """Seconds between two starts when it ends again and again."""


class Ended(BaseException):
    """We were told to end by SIGINT, SIGTERM or SIGHUP: no error, therefore no Exception."""


class Supervisor:
    """Sets of programs, ended in the reverse order of their starts."""

    def __init__(self) -> None:
        self._sets: list[list[_Child]] = []
        self._told = threading.Event()
        self._interruptible = False

    @contextmanager
    def ready(self) -> Iterator["Supervisor"]:
        """Listen to signals; at the end, however it comes, end every program."""
        numbers = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # started under nohup
            numbers.append(signal.SIGHUP)
        former = {number: signal.signal(number, self._signalled) for number in numbers}
        try:
            with suppress(Ended):
                yield self
        finally:
            for children in reversed(self._sets):
                _end(children)
            for number, handler in former.items():
                signal.signal(number, handler)

    def start(self, programs: Sequence[Program], environ: Mapping[str, str]) -> None:
        """Start one set. Raises Ended when told to end meanwhile."""
        children = [_Child(program, environ) for program in programs]
        self._sets.append(children)
        for child in children:
            self._obey()
            child.start()

    def running(self, name: str) -> bool:
        return any(child.running() for child in self._children() if child.program.name == name)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """What runs inside starts no program and is broken off by Ended when we are told to end."""
        self._interruptible = True
        try:
            self._obey()
            yield
        finally:
            self._interruptible = False

    def keep_running(self, until: Callable[[], bool] = lambda: False) -> None:
        """Start again what ends, until `until` holds. Raises Ended when told to end."""
        while not until():
            if self._told.wait(TICK):
                raise Ended
            for child in self._children():
                child.tend()

    def _children(self) -> list["_Child"]:
        return [child for children in self._sets for child in children]

    def _signalled(self, *_: object) -> None:
        self._told.set()
        if self._interruptible:
            self._interruptible = False
            raise Ended

    def _obey(self) -> None:
        if self._told.is_set():
            raise Ended


@dataclass(slots=True)
class _Child:
    program: Program
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = field(default=FIRST_PAUSE)
    due_at: float | None = None
    """When it is to be started again; None while it runs."""

    def start(self) -> None:
        # A session of its own: Ctrl-C in a terminal reaches us only, and we end things in order.
        self.process = subprocess.Popen(  # noqa: S603
            self.program.command,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started_at = time.monotonic()
        self.due_at = None

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self) -> None:
        if self.running():
            return
        if self.due_at is None:
            self._mourn()
        elif time.monotonic() >= self.due_at:
            log.info("starts again", program=self.program.name)
            self.start()

    def signal(self, number: signal.Signals) -> None:
        """To the program; SIGKILL to everything that it left in its process group too."""
        assert self.process
        with suppress(ProcessLookupError, PermissionError):
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)

    def _mourn(self) -> None:
        assert self.process
        now = time.monotonic()
        if now - self.started_at >= SETTLED:
            self.pause = FIRST_PAUSE
        code = self.process.returncode
        log.warning("ended by itself", program=self.program.name, code=code, again_in=self.pause)
        self.signal(signal.SIGKILL)
        self.due_at = now + self.pause
        self.pause = min(self.pause * 2, self.program.longest_pause)


def _end(children: Sequence[_Child]) -> None:
    running = [child for child in children if child.running()]
    for child in running:
        child.signal(signal.SIGTERM)
    began = time.monotonic()
    while running:
        for child in list(running):
            late = time.monotonic() - began > child.program.grace
            if late or not child.running():
                child.signal(signal.SIGKILL)
                running.remove(child)
        time.sleep(0.02)
    for child in children:
        if child.process:
            child.process.wait()

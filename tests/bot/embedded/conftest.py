"""The embedded servers behind their guardians, each in a directory of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from bot.embedded import postgres, running, valkey
from tests.processes import directory_for_servers, eventually

KINDS = {"postgres": postgres, "valkey": valkey}


class Guarded:
    """One server and its guardian."""

    def __init__(self, kind: str, data: Path, sockets: Path) -> None:
        self.kind, self.data, self.sockets = kind, data, sockets
        self.log = data / "log" / f"{kind}.log"
        self.guardian: subprocess.Popen[bytes] | None = None
        self.url = KINDS[kind].url(data, sockets)

    def start(self) -> "Guarded":
        words = (self.kind, str(self.data), str(self.sockets), str(os.getpid()))
        command = [sys.executable, "-m", "bot.embedded", *words]
        self.guardian = subprocess.Popen(command)
        eventually(self.answers, 90)
        return self

    def answers(self) -> bool:
        assert self.guardian
        assert self.guardian.poll() is None, self.log.read_text()
        return bool(KINDS[self.kind].answers(self.data, self.sockets))

    def server(self) -> psutil.Process:
        assert self.guardian
        (process,) = psutil.Process(self.guardian.pid).children()
        return process

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.guardian
        self.guardian.send_signal(number)
        return self.guardian.wait(timeout=60)

    def close(self) -> None:
        if self.guardian and self.guardian.poll() is None:
            self.end()


@pytest.fixture
def guarded() -> Iterator[Callable[..., Guarded]]:
    """Makes (not starts) a server by its kind, in a directory of its own and `below` it."""
    with ExitStack() as stack:
        root = stack.enter_context(directory_for_servers())

        def make(kind: str, below: str = "data") -> Guarded:
            data = root / below
            data.mkdir(parents=True, exist_ok=True)
            server = Guarded(kind, data, stack.enter_context(running.sockets(data)))
            stack.callback(server.close)
            return server

        yield make

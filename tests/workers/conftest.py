"""A real Valkey for the tests of the workers."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.embedded import running, valkey
from tests.processes import eventually


class Redis:
    """The embedded Valkey behind its guardian: it can be stopped, hung and started again."""

    def __init__(self, data: Path, sockets: Path) -> None:
        self.data, self.sockets = data, sockets
        self.url = valkey.url(data, sockets)

    def start(self) -> None:
        words = ("valkey", str(self.data), str(self.sockets), str(os.getpid()))
        self.guardian = subprocess.Popen([sys.executable, "-m", "bot.embedded", *words])
        eventually(lambda: valkey.answers(self.data, self.sockets))

    def stop(self) -> None:
        self.guardian.terminate()
        self.guardian.wait()

    def hang(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        from psutil import Process

        for server in Process(self.guardian.pid).children():
            server.send_signal(number)


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Redis]:
    with running.sockets(tmp_path) as sockets:
        server = Redis(tmp_path, sockets)
        server.start()
        yield server
        server.stop()

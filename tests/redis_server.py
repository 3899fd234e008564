"""A real Valkey for tests, which can be stopped, hung and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bot.embedded import running, valkey
from tests.processes import eventually


class RedisServer:
    """The embedded Valkey behind its guardian."""

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
        for server in psutil.Process(self.guardian.pid).children():
            server.send_signal(number)


@contextmanager
def serving(data: Path) -> Iterator[RedisServer]:
    with running.sockets(data) as sockets:
        server = RedisServer(data, sockets)
        server.start()
        yield server
        server.stop()

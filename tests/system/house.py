"""A whole Usher in processes of its own, on a port and data of its own, with somebody who writes
to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import requests

from bot.simulator import payloads
from models import base
from tests.processes import eventually


class House:
    """`usher up`, running. Its database can be read from here."""

    def __init__(self, data: Path, environ: dict[str, str]) -> None:
        self.data = data
        self.log = data.parent / "usher.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environ = {
            **os.environ,
            "USHER_DATA": str(data),
            "USHER_PORT": str(self.port),
            "USHER_API_KEY": "the-key-of-the-test",
            "USHER_ADMIN_EMAIL": "ada@example.com",
            "USHER_ADMIN_PASSWORD": "correct horse battery staple",
            "USHER_WORKERS": "2",
            **environ,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "up"],
            env=self._environ,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            cwd=Path(__file__).parents[2],
        )
        eventually(self.ready, 60)

    def ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def family(self) -> list[psutil.Process]:
        """Every process of the house but the supervisor."""
        assert self.process is not None
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def children(self, *words: str) -> list[psutil.Process]:
        """Those whose command line has all `words`."""
        return [one for one in self.family() if set(words) <= set(_command(one))]

    def secret(self, name: str) -> str:
        return str(json.loads((self.data / "secrets.json").read_text())[name])

    def connect(self) -> None:
        """Read the house's own database in this process."""
        base.connect(self.database_url())

    def database_url(self) -> str:
        notes = json.loads((self.data / "running.json").read_text())
        return str(notes["database_url"])

    def api(self, method: str, path: str, **body: Any) -> Any:
        answer = requests.request(
            method,
            f"{self.url}/api/v1{path}",
            headers={"Authorization": "Bearer the-key-of-the-test"},
            timeout=30,
            **body,
        )
        answer.raise_for_status()
        return answer.json()

    def post(self, body: bytes, session: requests.Session, patience: float = 120) -> None:
        """Deliver as Meta does: again and again until 200."""
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": payloads.sign(body, self.secret("WHATSAPP_APP_SECRET")),
        }
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                answer = session.post(
                    f"{self.url}/webhooks/whatsapp", data=body, headers=headers, timeout=20
                )
                if answer.status_code == 200:
                    return
                assert answer.status_code >= 500, answer.text
            except requests.RequestException:
                pass
            time.sleep(0.2)
        raise AssertionError("never acknowledged")


@contextmanager
def house(data: Path, **environ: str) -> Iterator[House]:
    built = House(data, environ)
    try:
        built.start()
        yield built
    finally:
        if built.process is not None and built.process.poll() is None:
            built.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []

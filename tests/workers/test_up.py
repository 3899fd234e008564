"""The real `usher up`, in a directory of its own: what it survives, and that it leaves nothing."""

import hashlib
import hmac
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import requests

from bot.config.config import SIMULATOR_PHONE_NUMBER_ID
from tests.processes import (
    alive,
    command_line,
    directory_for_servers,
    eventually,
    family,
    kill_all,
)

ROOT = Path(__file__).parents[2]
KEY = "usher_key-of-the-tests"
LONG = 120.0
"""Seconds: a machine may be busy with other things."""


class Up:
    """One installation; it can be started, hurt, written to and read."""

    def __init__(self, directory: Path) -> None:
        self.data = directory / "data"
        self.output = directory / "output"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.family: list[psutil.Process] = []

    def start(self, **variables: str) -> str:
        """Until it is ready; what it printed."""
        self.launch(**variables)
        eventually(lambda: "Usher is ready" in self._printed(), LONG)
        assert self.process
        self.family = family(self.process.pid)
        return self._printed()

    def launch(self, **variables: str) -> subprocess.Popen[bytes]:
        own = {
            "PATH": os.environ["PATH"],
            "USHER_DATA": str(self.data),
            "USHER_PORT": str(self.port),
            "USHER_WORKERS": "2",
            "USHER_API_KEY": KEY,
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "up"],
                env=own | variables,
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        return self.process

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.family = family(self.process.pid)
        self.process.send_signal(number)
        return self.process.wait(timeout=LONG)

    def kill(self, *words: str) -> None:
        """One process whose command line has these words, as soon as there is one."""

        def found() -> psutil.Process | None:
            assert self.process
            lines = {one: command_line(one) for one in family(self.process.pid)}
            return next((one for one in lines if all(word in lines[one] for word in words)), None)

        eventually(found, LONG).kill()

    def writes(self, number: str) -> None:
        """Have a customer write, as Meta would deliver it; again until it is acknowledged."""
        secret = json.loads((self.data / "secrets.json").read_text())["WHATSAPP_APP_SECRET"]
        body = json.dumps(_delivery(number)).encode()
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={signature}"}

        def delivered() -> bool:
            try:
                url = f"{self.url}/webhooks/whatsapp"
                return requests.post(url, body, headers=headers, timeout=10).ok
            except requests.RequestException:
                return False

        eventually(delivered, LONG)

    def knows(self, number: str) -> None:
        """Wait until there is a contact of this number; there must be one only."""

        def found() -> int:
            try:
                answer = requests.get(
                    f"{self.url}/api/v1/contacts",
                    params={"q": number},
                    headers={"Authorization": f"Bearer {KEY}"},
                    timeout=10,
                )
            except requests.RequestException:
                return 0
            return int(answer.json()["total"]) if answer.ok else 0

        assert eventually(found, LONG) == 1

    def _printed(self) -> str:
        assert self.process
        printed = self.output.read_text()
        assert self.process.poll() is None, printed
        return printed


def _delivery(number: str) -> dict[str, object]:
    message = {
        "from": number,
        "id": f"wamid.{number}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": "Hi"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "34600000000",
            "phone_number_id": SIMULATOR_PHONE_NUMBER_ID,
        },
        "contacts": [{"profile": {"name": "Dora"}, "wa_id": number}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


@pytest.fixture
def up():
    with directory_for_servers() as directory:
        up = Up(directory)
        yield up
        if up.process and up.process.poll() is None:
            up.end()
        kill_all(up.family)


def test_it_starts_from_nothing_tells_what_is_needed_and_ends_without_a_trace(up):
    printed = up.start(USHER_API_KEY="")
    assert re.search(r"Administrator +admin@usher\.local\n +Password +\S{12,}\n", printed)
    assert re.search(r"API key +usher_\S{30,}\n", printed)
    for address in ("/", "/api/v1/docs", "/simulator"):
        assert f" {up.url}{address}\n" in printed
    assert requests.get(f"{up.url}/simulator", timeout=30).ok
    assert up.end(signal.SIGINT) == 0
    assert not alive(up.family)
    assert sorted(path.name for path in up.data.iterdir() if path.is_dir()) == [
        "log",
        "postgres",
        "valkey",
    ]
    assert "Password" not in up.start(USHER_API_KEY="")


def test_beside_it_other_commands_find_its_servers_but_a_second_one_is_refused(up, tmp_path):
    up.start()
    second = Up(tmp_path / "second")
    second.data, second.output = up.data, tmp_path / "output of the second"
    assert second.launch().wait(timeout=LONG) == 1
    (line,) = second.output.read_text().splitlines()
    assert line.startswith(f"usher: Usher already runs on {up.data}; ")
    own = {"PATH": os.environ["PATH"], "USHER_DATA": str(up.data), "USHER_PORT": str(up.port)}
    for command, told in (("migrate", "up to date"), ("doctor", "Valkey 9")):
        words = [sys.executable, "-m", "bot", command]
        result = subprocess.run(words, env=own, cwd=ROOT, capture_output=True, text=True)
        assert (result.returncode, told in result.stdout) == (0, True), result.stdout


def test_whatever_is_killed_is_there_again_and_nothing_is_lost(up):
    up.start()
    up.writes("34600000001")
    for words in (("bot.embedded", "postgres"), ("bin/postgres",), ("valkey-server",)):
        up.kill(*words)
    up.writes("34600000002")
    for words in (("worker", "inbox"), ("worker", "outbox"), ("cron",), ("bot", "web")):
        up.kill(*words)
    up.writes("34600000003")
    for number in ("34600000001", "34600000002", "34600000003"):
        up.knows(number)
    assert up.end() == 0
    assert not alive(up.family)


def test_killed_itself_it_takes_everything_along_and_starts_again_on_its_data(up):
    up.start()
    up.writes("34600000001")
    up.knows("34600000001")
    up.end(signal.SIGKILL)
    eventually(lambda: not alive(up.family), LONG)
    up.start()
    up.writes("34600000002")
    kill_all(up.family)
    up.process.wait()
    up.start()
    for number in ("34600000001", "34600000002"):
        up.knows(number)


def test_told_to_end_while_it_starts_it_ends(up):
    up.launch()
    eventually(lambda: "Starting PostgreSQL" in up.output.read_text(), LONG)
    assert up.end() == 0
    eventually(lambda: not alive(up.family), LONG)

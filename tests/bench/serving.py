"""Usher's roles as processes of their own, and beside its web role a reference's: a directory with
its own ``wsgi.py``, served by the same server in as many processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot import web
from bot.config import Config
from tests.bench.deliveries import NUMBER, SECRET
from tests.bench.servers import Servers
from workers import context

ROOT = Path(__file__).resolve().parents[2]
REFERENCES = Path(__file__).parent / "references"


def environment(servers: Servers, url: str, **more: str) -> dict[str, str]:
    """Usher's variables for a run: WhatsApp's side is played by the bench."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "DATABASE_URL": url,
        "REDIS_URL": servers.redis_url,
        "USHER_DATA": str(servers.data),
        "USHER_API_RATE": "1000000",
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": "verify-token",
        "WHATSAPP_ACCESS_TOKEN": "access-token",
        "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
        "WHATSAPP_API_URL": "http://127.0.0.1:9",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def prepare(servers: Servers, url: str) -> None:
    """Make this process a worker's on the database of `url`."""
    context.prepare(Config.from_env(environment(servers, url)))


@contextmanager
def served(environ: Mapping[str, str], reference: Path | None = None) -> Iterator[int]:
    """`usher web`, or the `reference` in its place, on a free port."""
    port = free_port()
    words = ["bot", "web"]
    if reference:
        processes = min(Config.from_env(environ).workers, web.MOST_WORKERS)
        words = ["tests.bench.references", str(reference), str(port), str(processes)]
    with _program({**environ, "USHER_PORT": str(port)}, *words):
        await_answer(port)
        yield port


@contextmanager
def role(environ: Mapping[str, str], name: str) -> Iterator[None]:
    """`usher NAME` as a process."""
    with _program(environ, "bot", name):
        yield


@contextmanager
def _program(environ: Mapping[str, str], *words: str) -> Iterator[None]:
    """A module of Python with its arguments as a process, told to end at the end."""
    command = [sys.executable, "-P", "-m", *words]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environ), stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_answer(port: int, within: float = 30.0) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"nobody answers on port {port}")

"""The guardian of one embedded server: starts it, ends with it, and ends it cleanly.

A process of its own, so that the server also ends when the supervisor was killed. If the guardian
itself is killed, Linux passes that on to the server; elsewhere the next start ends the old server.
"""

import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot import lifeline
from bot.embedded.account import Account

LOG_LIMIT = 10_000_000


@dataclass(frozen=True, slots=True)
class Server:
    """How a server is run, and how it is ended."""

    command: tuple[str, ...]
    account: Account
    log: Path
    inherits: tuple[int, ...] = ()
    """Open files that live as long as the server does: its locks."""
    settings: str = ""
    """Given on standard input: what stands on a command line, everybody on the machine reads."""
    endings: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 10.0),)
    """Signals in order, each with the seconds that it is given before the next, then SIGKILL."""


def guard(server: Server, parent: int) -> int:
    """Run the server until it ends, we are told to end, or `parent` is gone; its exit code."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    process = _started(server)
    while process.poll() is None and not lifeline.orphaned(parent):
        if told.wait(0.2):
            break
    _end(process, server)
    return process.returncode


def _started(server: Server) -> subprocess.Popen[bytes]:
    with _log(server.log) as log:
        process = subprocess.Popen(  # noqa: S603
            server.command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            # None of our variables: PG* ones would mislead it, and it needs no secret of ours.
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,
            pass_fds=server.inherits,
            preexec_fn=lifeline.death_signal(server.endings[0][0]),
            **server.account.options(),
        )
    assert process.stdin
    with process.stdin as settings:
        settings.write(server.settings.encode())
    return process


def _log(path: Path) -> BinaryIO:
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old"))
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _end(process: subprocess.Popen[bytes], server: Server) -> None:
    for number, grace in (*server.endings, (signal.SIGKILL, 10.0)):
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(grace)
            except subprocess.TimeoutExpired:
                continue

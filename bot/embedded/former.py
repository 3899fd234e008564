"""A server that still runs although its guardian is gone: it is waited for, and told to end.

The caller holds USHER_DATA's own lock, so whatever still runs below it is a remnant.
"""

import fcntl
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

from bot.trouble import Trouble

PATIENCE = 60.0


def succeed(directory: Path, program: str, pid_file: Path, end: signal.Signals) -> int:
    """Wait until no `program` works in `directory` any more; a lock for the next one to inherit.

    The lock is held as long as one process of the server lives, whereas the number in the server's
    own `pid_file` may by now be another program's (containers count from 1 at every start).
    Raises Trouble when the former server does not end.
    """
    lock = os.open(directory.with_name(f"{directory.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except BlockingIOError:
            _end(directory, program, pid_file, end)
            time.sleep(0.1)
    raise Trouble(f"another {program} works in {directory} and does not end; end it")


def _end(directory: Path, program: str, pid_file: Path, number: signal.Signals) -> None:
    with suppress(OSError, ValueError, IndexError, psutil.Error):
        former = psutil.Process(int(pid_file.read_text().splitlines()[0]))
        if former.name() == program and Path(former.cwd()) == directory.resolve():
            former.send_signal(number)

"""The one Usher that runs on a USHER_DATA, and where its servers are to be found."""

import dataclasses
import fcntl
import hashlib
import json
import os
import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.config import Config
from bot.embedded.account import Account, account_for
from bot.trouble import Trouble

LONGEST_SOCKET = ".s.PGSQL.5432"
PATIENCE = 0.2


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold USHER_DATA for this process. Raises Trouble when another Usher has it."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(data / "usher.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Trouble(
            f"USHER_DATA: cannot write to {data} ({error.strerror}); name another directory"
        ) from error
    try:
        if not _taken(lock, PATIENCE):
            raise Trouble(f"Usher already runs on {data}; end it, or name another USHER_DATA")
        yield
    finally:
        os.close(lock)


def located(config: Config, *needed: str) -> Config:
    """The configuration with the URLs of the embedded servers where it names none.

    `needed` are the variables that the caller cannot do without.

    Raises Trouble when they are needed and no `usher up` runs on this USHER_DATA.
    """
    found = {} if config.database_url and config.redis_url else urls(config.data)
    database_url = config.database_url or found.get("database_url")
    redis_url = config.redis_url or found.get("redis_url")
    for name, value in {"DATABASE_URL": database_url, "REDIS_URL": redis_url}.items():
        if name in needed and not value:
            raise Trouble(
                f"{name}: not set, and no `usher up` runs on {config.data}; set it, or start that"
            )
    return dataclasses.replace(config, database_url=database_url, redis_url=redis_url)


def urls(data: Path) -> dict[str, str]:
    """`database_url` and `redis_url` of the Usher that runs on this USHER_DATA, if one does.

    A note that nobody stands behind was left by a killed Usher.
    """
    with suppress(OSError, ValueError):
        if runs(data):
            found: dict[str, str] = json.loads((data / "running.json").read_text())
            return found
    return {}


def runs(data: Path) -> bool:
    """Somebody holds this USHER_DATA."""
    try:
        lock = os.open(data / "usher.lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _taken(lock)
    finally:
        os.close(lock)


@contextmanager
def noted(data: Path, urls: dict[str, str]) -> Iterator[None]:
    """Let other commands on this machine find the embedded servers while we run."""
    note = data / "running.json"
    note.unlink(missing_ok=True)
    with open(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(urls, file)
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


@contextmanager
def sockets(data: Path) -> Iterator[Path]:
    """A directory for the servers' sockets, for their account alone (and root).

    A socket's path holds about 100 bytes, and not every file system holds sockets: where
    USHER_DATA cannot, a directory for temporary files does.
    """
    directory = data / "run"
    account = account_for(data / "postgres")
    account.own(directory)
    if not _holds_sockets(directory):
        directory = _temporary(data, account)
        account.own(directory)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _taken(lock: int, patience: float = 0.0) -> bool:
    """The lock is ours, after at most `patience` seconds: `runs` holds it for a moment to look."""
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)


def _holds_sockets(directory: Path) -> bool:
    path = directory / LONGEST_SOCKET
    with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
        path.unlink(missing_ok=True)
        probe.bind(str(path))
        path.unlink()
        return True
    return False


def _temporary(data: Path, account: Account) -> Path:
    """Always the same for one USHER_DATA, so that a killed Usher leaves nothing behind for good."""
    usual = tempfile.gettempdir()
    root = usual if len(os.fsencode(usual)) <= 60 else "/tmp"  # noqa: S108
    name = "usher-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    directory = Path(root) / name
    with suppress(FileExistsError):
        directory.mkdir(mode=0o700)
    found = directory.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid in {os.geteuid(), account.uid}:
        return directory
    # Somebody else got there first, by chance or on purpose.
    return Path(tempfile.mkdtemp(prefix="usher-", dir=root))

"""Secrets that Usher makes for itself and keeps, for its owner only, in USHER_DATA/secrets.json."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.trouble import Trouble

NAMES = (
    "SECRET_KEY",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_ACCESS_TOKEN",
    "VALKEY_PASSWORD",
)


def kept(data: Path) -> dict[str, str]:
    """Every secret of NAMES; those that the file lacks are made and written first.

    Raises Trouble when the file can be neither read nor written.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(data):
            found = _read(data / "secrets.json")
            missing = {name: secrets.token_urlsafe(32) for name in NAMES if name not in found}
            if missing:
                _write(data / "secrets.json", found | missing)
            return found | missing
    except OSError as error:
        raise Trouble(
            f"USHER_DATA: cannot keep secrets in {data} ({error.strerror}); "
            "name a directory that this user may write to"
        ) from error


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """Web and worker processes start at the same moment: one of them makes the secrets."""
    directory = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text())
    except ValueError as error:
        raise Trouble(
            f"{path} is not JSON; repair it, or delete it (everybody is then signed out)"
        ) from error
    return {name: str(value) for name, value in found.items()}


def _write(path: Path, secrets_: dict[str, str]) -> None:
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(secrets_, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)

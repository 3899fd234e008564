"""The doctor's look at this machine: USHER_DATA, the address, the secrets."""

import stat
import tempfile
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot import web as web_role
from bot.cli.doctor.finding import Finding, State
from bot.config import Config
from bot.embedded import running
from bot.trouble import Trouble

SHORT = 16


def data_directory(config: Config) -> Iterator[Finding]:
    try:
        config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=config.data):
            yield Finding("data", State.OK, f"{config.data} can be written to")
    except OSError as error:
        reason = f"{config.data} cannot be written to ({error.strerror})"
        yield Finding("data", State.FAIL, reason, "name another directory in USHER_DATA")


def web(config: Config) -> Iterator[Finding]:
    try:
        if not running.runs(config.data):
            web_role.check_port(config)
        where = f"{config.host}:{config.port}, links to {config.base_url}"
        yield Finding("address", State.OK, where)
    except Trouble as trouble:
        yield Finding.of("address", trouble)
    if not config.simulator and urlsplit(config.base_url).scheme != "https":
        yield Finding(
            "address",
            State.WARN,
            f"links lead to {config.base_url}, and Meta delivers to https:// only",
            "put a proxy with a certificate in front, and set USHER_BASE_URL to its address",
        )


def secrets(config: Config) -> Iterator[Finding]:
    path = config.data / "secrets.json"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("secrets", State.FAIL, f"{path} can be read by others", f"chmod 600 {path}")
    elif len(config.secret_key) < SHORT:
        yield Finding("secrets", State.WARN, "SECRET_KEY is short", "set 32 random characters")
    else:
        yield Finding("secrets", State.OK, "kept for their owner only")
    if config.database_url and path.exists():
        yield Finding(
            "secrets",
            State.WARN,
            "generated here, while the database may serve other machines too",
            "give every machine the same SECRET_KEY",
        )

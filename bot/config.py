"""What Usher is told by environment variables. Nothing else in the program reads them."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot import secrets
from bot.trouble import Trouble

META_API_URL = "https://graph.facebook.com/v26.0"
SIMULATOR_API_PATH = "/simulator/graph"
SIMULATOR_PHONE_NUMBER_ID = "100000000000001"
CREDENTIALS = (
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_PHONE_NUMBER_ID",
)


class ConfigError(Trouble):
    """A variable that cannot be used: `VARIABLE: what is wrong; remedy`."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What Usher was told. Values that open doors stay out of its repr."""

    database_url: str | None = field(default=None, repr=False)
    """None: the embedded PostgreSQL below `data`."""
    redis_url: str | None = field(default=None, repr=False)
    """None: the embedded Valkey below `data`."""
    data: Path
    """Absolute."""
    host: str
    port: int
    base_url: str
    """Without a slash at its end."""
    workers: int
    admin_email: str | None
    admin_password: str | None = field(repr=False)
    api_key: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    app_secrets: tuple[str, ...] = field(repr=False)
    """At least one; a delivery signed with any of them is Meta's."""
    verify_token: str = field(repr=False)
    access_token: str = field(repr=False)
    phone_number_ids: tuple[str, ...]
    api_url: str
    """Without a slash at its end; `/{phone number id}/messages` follows it."""
    smtp_url: str | None = field(repr=False)
    mail_from: str
    simulator: bool
    """No WhatsApp credential is set: Meta is played by bot/simulator."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read every variable of docs/configuration.md; an empty one counts as not set.

        Raises ConfigError for a bad value, Trouble when generated secrets cannot be kept.
        """
        read = _Environment(environ)
        data = Path(read.text("USHER_DATA") or "var").absolute()
        kept = {} if read.complete() else secrets.kept(data)
        smtp_url = read.url("SMTP_URL", "smtp", "smtps")
        web = _web(read)
        return cls(
            database_url=read.url("DATABASE_URL", "postgresql", "postgres"),
            redis_url=read.url("REDIS_URL", "redis", "rediss", "unix"),
            data=data,
            **web,
            workers=read.number("USHER_WORKERS", _cores(), 256),
            admin_email=read.email("USHER_ADMIN_EMAIL"),
            admin_password=read.text("USHER_ADMIN_PASSWORD"),
            api_key=read.text("USHER_API_KEY"),
            secret_key=read.text("SECRET_KEY") or kept["SECRET_KEY"],
            **_whatsapp(read, kept, f"http://{_reached(web['host'])}:{web['port']}"),
            smtp_url=smtp_url,
            mail_from=read.text("MAIL_FROM") or _sender(smtp_url, web["base_url"]),
        )


@dataclass(frozen=True, slots=True)
class _Environment:
    """Reads one variable at a time and says what is wrong with it."""

    environ: Mapping[str, str]

    def text(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in (self.text(name) or "").split(",") if word.strip())

    def number(self, name: str, default: int, highest: int) -> int:
        text = self.text(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= highest):
            raise ConfigError(f"{name}: {text!r} is no number from 1 to {highest}; correct it")
        return int(text)

    def url(self, name: str, *schemes: str) -> str | None:
        text = self.text(name)
        if text is None:
            return None
        # The value may hold a password: the error must not repeat it.
        try:
            parts = urlsplit(text)
            parts.port  # noqa: B018  (a bad port raises only when it is asked for)
        except ValueError as error:
            raise ConfigError(f"{name}: not a URL ({error}); correct it") from None
        if parts.scheme not in schemes or not (parts.netloc or parts.path.strip("/")):
            expected = " or ".join(f"{scheme}://…" for scheme in schemes)
            raise ConfigError(f"{name}: not a URL of the kind {expected}; correct it")
        return text

    def email(self, name: str) -> str | None:
        text = self.text(name)
        if text is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
            raise ConfigError(f"{name}: {text!r} is no email address; correct it")
        return text

    def numbers(self) -> tuple[str, ...]:
        """The ids of our WhatsApp numbers."""
        ids = self.words("WHATSAPP_PHONE_NUMBER_ID")
        for word in ids:
            if not (word.isascii() and word.isdigit()):
                raise ConfigError(
                    f"WHATSAPP_PHONE_NUMBER_ID: {word!r} is no id; take the digits that Meta's app "
                    "dashboard shows as 'Phone number ID' (several by comma)"
                )
        return ids

    def simulator(self) -> bool:
        """True without WhatsApp credentials. Some without the others would be a door half open."""
        missing = [name for name in CREDENTIALS if not self.words(name)]
        if missing and len(missing) < len(CREDENTIALS):
            present = next(name for name in CREDENTIALS if name not in missing)
            raise ConfigError(
                f"{missing[0]}: missing, while {present} is set; "
                "set it as Meta's app dashboard gives it, or unset all four for the simulator"
            )
        return bool(missing)

    def complete(self) -> bool:
        """Every secret is given: none needs to be made and kept."""
        return all(self.text(name) for name in ("SECRET_KEY", *CREDENTIALS))


def _web(read: _Environment) -> dict[str, Any]:
    host = read.text("USHER_HOST") or "127.0.0.1"
    port = read.number("USHER_PORT", 8000, 65535)
    base_url = read.url("USHER_BASE_URL", "http", "https") or f"http://{_reached(host)}:{port}"
    return {"host": host, "port": port, "base_url": base_url.rstrip("/")}


def _whatsapp(read: _Environment, kept: dict[str, str], own_url: str) -> dict[str, Any]:
    simulator = read.simulator()
    default_api_url = own_url + SIMULATOR_API_PATH if simulator else META_API_URL
    api_url = read.url("WHATSAPP_API_URL", "http", "https") or default_api_url
    return {
        "app_secrets": read.words("WHATSAPP_APP_SECRET") or (kept["WHATSAPP_APP_SECRET"],),
        "verify_token": read.text("WHATSAPP_VERIFY_TOKEN") or kept["WHATSAPP_VERIFY_TOKEN"],
        "access_token": read.text("WHATSAPP_ACCESS_TOKEN") or kept["WHATSAPP_ACCESS_TOKEN"],
        "phone_number_ids": read.numbers() or (SIMULATOR_PHONE_NUMBER_ID,),
        "api_url": api_url.rstrip("/"),
        "simulator": simulator,
    }


def _reached(host: str) -> str:
    """The host by which this machine reaches itself when the web role listens on `host`."""
    if host in {"0.0.0.0", "::", "*"}:  # noqa: S104  (compared, not listened on)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def _sender(smtp_url: str | None, base_url: str) -> str:
    """The SMTP account when it is an address, else usher@ the host of the pages."""
    account = (urlsplit(smtp_url).username or "").replace("%40", "@") if smtp_url else ""
    return account if "@" in account else f"usher@{urlsplit(base_url).hostname}"

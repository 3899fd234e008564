"""What Usher is told by environment variables. Nothing else in the program reads them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.config import secrets
from bot.config.environment import ConfigError, Environment
from bot.mail import addresses, url

META_API_URL = "https://graph.facebook.com/v26.0"
SIMULATOR_API_PATH = "/simulator/graph"
SIMULATOR_PHONE_NUMBER_ID = "100000000000001"
SIMULATOR_BUSINESS_ACCOUNT_ID = "200000000000001"
API_RATE = 50
ROOT = Path(__file__).resolve().parents[2]
"""Where our packages lie."""

__all__ = ["Config", "ConfigError"]


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
    business_account_id: str | None = None
    """The account that the numbers belong to, for its templates; None: they are not listed."""
    webhook_private: bool = False
    """Webhook endpoints may be in our own networks."""
    api_rate: int = API_RATE
    """Calls a second that one key may make of the API, on the average."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read every variable of docs/configuration.md; an empty one counts as not set.

        Raises ConfigError for a bad value, Trouble when generated secrets cannot be kept.
        """
        read = Environment(environ)
        data = Path(read.text("USHER_DATA") or "var").absolute()
        kept = {} if read.complete() else secrets.kept(data)
        smtp_url = read.text("SMTP_URL")
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
            mail_from=_sender(read.text("MAIL_FROM"), smtp_url, web["base_url"]),
            webhook_private=read.switch("USHER_WEBHOOK_PRIVATE"),
            api_rate=read.number("USHER_API_RATE", API_RATE, 1_000_000),
        )

    def own_url(self) -> str:
        """Where this machine reaches its own web role."""
        return f"http://{_reached(self.host)}:{self.port}"

    def hidden(self) -> tuple[str, ...]:
        """What must never stand in a log."""
        maybe = (self.admin_password, self.api_key, self.secret_key, self.verify_token)
        return (*(value for value in maybe if value), self.access_token, *self.app_secrets)

    def environ(self) -> dict[str, str]:
        """For our own processes: the whole environment, with the servers that were found."""
        urls = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        found = {name: url for name, url in urls.items() if url}
        # The same code as ours, whatever lies in the directory that we were started in.
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        return {**os.environ, **found, "USHER_DATA": str(self.data), "PYTHONPATH": path}


def _web(read: Environment) -> dict[str, Any]:
    host = read.text("USHER_HOST") or "127.0.0.1"
    port = read.number("USHER_PORT", 8000, 65535)
    base_url = read.url("USHER_BASE_URL", "http", "https") or f"http://{_reached(host)}:{port}"
    return {"host": host, "port": port, "base_url": base_url.rstrip("/")}


def _whatsapp(read: Environment, kept: dict[str, str], own_url: str) -> dict[str, Any]:
    simulator = read.simulator()
    default_api_url = own_url + SIMULATOR_API_PATH if simulator else META_API_URL
    api_url = read.url("WHATSAPP_API_URL", "http", "https") or default_api_url
    return {
        "app_secrets": read.words("WHATSAPP_APP_SECRET") or (kept["WHATSAPP_APP_SECRET"],),
        "verify_token": read.text("WHATSAPP_VERIFY_TOKEN") or kept["WHATSAPP_VERIFY_TOKEN"],
        "access_token": read.text("WHATSAPP_ACCESS_TOKEN") or kept["WHATSAPP_ACCESS_TOKEN"],
        "phone_number_ids": read.numbers() or (SIMULATOR_PHONE_NUMBER_ID,),
        "business_account_id": read.account()
        or (SIMULATOR_BUSINESS_ACCOUNT_ID if simulator else None),
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


def _sender(mail_from: str | None, smtp_url: str | None, base_url: str) -> str:
    """MAIL_FROM, else the SMTP account when it is an address, else usher@ the host of the pages."""
    try:
        account = url.parse(smtp_url).user if smtp_url else ""
    except ValueError as error:
        raise ConfigError(f"SMTP_URL: {error}") from None
    if mail_from is None:
        return account if "@" in account else f"usher@{urlsplit(base_url).hostname}"
    try:
        addresses.address(mail_from)
    except ValueError as error:
        raise ConfigError(f"MAIL_FROM: {error}") from None
    return mail_from

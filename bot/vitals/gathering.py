"""Everything that is known of the machine at one moment."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import Config
from bot.vitals import signs
from bot.vitals.queues import Waiting, waiting
from bot.vitals.signs import Signs
from models import retention, schema
from models.base import database
from models.clock import now
from models.queues.outbox import OutboxItem, OutboxKind


@dataclass(frozen=True, slots=True)
class Disk:
    """Where USHER_DATA is, on the machine that answers; bytes."""

    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Vitals:
    at: datetime
    queues: list[Waiting]
    signs: Signs
    version: str
    """PostgreSQL's."""
    size: int
    """Of the database, bytes."""
    connections: tuple[int, int]
    """Of all databases of the server: open, and at most."""
    pending: list[str]
    """Migrations."""
    disk: Disk | None
    emails_wait: bool
    overdue: dict[str, timedelta]


def gather(config: Config) -> Vitals:
    version, size, used, most = database.execute_sql(SERVER).fetchone()
    return Vitals(
        at=now(),
        queues=waiting(),
        signs=signs.read(config.redis_url),
        version=f"PostgreSQL {version.split()[0]}",
        size=size,
        connections=(used, most),
        pending=list(schema.pending()),
        disk=_disk(config),
        emails_wait=not config.smtp_url and _emails(),
        overdue=dict(retention.overdue(now())),
    )


SERVER = """
SELECT current_setting('server_version'), pg_database_size(current_database()),
    (SELECT coalesce(sum(numbackends), 0) FROM pg_stat_database)::int,
    current_setting('max_connections')::int
"""


def _emails() -> bool:
    rows = OutboxItem.select().where(
        OutboxItem.kind == OutboxKind.EMAIL, OutboxItem.state == "pending"
    )
    return bool(rows.exists())


def _disk(config: Config) -> Disk | None:
    try:
        usage = shutil.disk_usage(config.data)
    except OSError:
        return None
    return Disk(usage.total, usage.free)

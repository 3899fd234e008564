"""Moments as tests write them, and the ladders that they climb."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.notices.notification import Notification, NotificationKind

OWNER_ONLY = [{"days": 0, "to": "owner"}]
LADDER = [{"days": -2, "to": "owner"}, {"days": 0, "to": "owner"}, {"days": 3, "to": "manager"}]


def local(text: str, zone: str) -> datetime:
    """``2026-03-29 09:00`` on a clock in `zone`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def told(kind: NotificationKind | None = None) -> list[tuple[str, str]]:
    """To whom, and under which subject; oldest first."""
    rows: Any = Notification.select().order_by(Notification.id)
    chosen = [row for row in rows if kind is None or row.kind is kind]
    return [(row.agent.name, row.payload["subject"]) for row in chosen]

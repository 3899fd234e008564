"""The only clock. Tests hold it with time-machine; nobody else asks the system what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime, timezone: str) -> date:
    """The calendar day of `moment` in an IANA time zone such as ``Europe/Madrid``."""
    return moment.astimezone(ZoneInfo(timezone)).date()

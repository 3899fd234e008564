"""The only clock. Tests hold it with time-machine; nobody else asks the system what time it is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime, timezone: str) -> date:
    """The calendar day of `moment` in an IANA time zone such as ``Europe/Madrid``."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def begin_of(one: date | datetime, timezone: str) -> datetime:
    """When a day begins in `timezone`; of a moment itself, which without an offset is there too."""
    if isinstance(one, datetime):
        return one if one.tzinfo else one.replace(tzinfo=ZoneInfo(timezone))
    return datetime.combine(one, time(), ZoneInfo(timezone))


def end_of(one: date | datetime, timezone: str) -> datetime:
    """When the day after it begins; of a moment itself."""
    return begin_of(one if isinstance(one, datetime) else one + timedelta(days=1), timezone)

"""Time in which an agent works: what is waited for pauses outside their hours (X5). Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.agents.presence import WEEKDAYS, Hours
from models.reminders.local_time import moment_of, time_of_day

LONGEST = 366
"""Days that are looked ahead: who hardly works is not waited for longer."""


def after_working(
    moment: datetime, length: timedelta, hours: Hours | None, zone: ZoneInfo
) -> datetime:
    """When `length` of working time will have passed since `moment`."""
    if hours is None:
        return moment + length
    left = length
    for begin, end in _windows(moment, hours, zone):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return moment + timedelta(days=LONGEST)


def _windows(moment: datetime, hours: Hours, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """What is left of the working time from `moment` on, in order, without overlaps."""
    free = moment.astimezone(UTC)
    first = moment.astimezone(zone).date() - timedelta(days=1)
    for n in range(LONGEST + 2):
        for begin, end in sorted(_day(first + timedelta(days=n), hours, zone)):
            if end > free:
                yield max(begin, free), end
                free = end


def _day(day: date, hours: Hours, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    for begin, end in hours.get(WEEKDAYS[day.weekday()], []):
        last = day if time_of_day(end) > time_of_day(begin) else day + timedelta(days=1)
        yield moment_of(day, time_of_day(begin), zone), moment_of(last, time_of_day(end), zone)

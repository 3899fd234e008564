"""Time in which an agent works: what is waited for pauses outside their hours and on their leave
(X5). Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.agents.presence import WEEKDAYS, Hours
from models.local_time import moment_of, time_of_day

LONGEST = 366
"""Days that are looked ahead: who hardly works is not waited for longer."""
ALWAYS: Hours = {day: [["00:00", "24:00"]] for day in WEEKDAYS}

Leave = Sequence[tuple[date, date]]
"""First and last days, on the agent's own calendar."""
Window = tuple[datetime, datetime]


def after_working(
    moment: datetime, length: timedelta, hours: Hours | None, zone: ZoneInfo, leave: Leave = ()
) -> datetime:
    """When `length` of working time will have passed since `moment`."""
    if hours is None and not leave:
        return moment + length
    left = length
    for begin, end in _windows(moment, ALWAYS if hours is None else hours, zone, leave):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return moment + timedelta(days=LONGEST)


def _windows(moment: datetime, hours: Hours, zone: ZoneInfo, leave: Leave) -> Iterator[Window]:
    """What is left of the working time from `moment` on, in order, without overlaps."""
    free = moment.astimezone(UTC)
    first = moment.astimezone(zone).date() - timedelta(days=1)
    for n in range(LONGEST + 2):
        for begin, end in sorted(_day(first + timedelta(days=n), hours, zone, leave)):
            if end > free:
                yield max(begin, free), end
                free = end


def _day(day: date, hours: Hours, zone: ZoneInfo, leave: Leave) -> Iterator[Window]:
    """The windows that begin on `day`. One that goes on past midnight is two: leave may begin or
    end in between."""
    tomorrow = day + timedelta(days=1)
    midnight = moment_of(tomorrow, time(), zone)
    for first, last in hours.get(WEEKDAYS[day.weekday()], []):
        begin, until = time_of_day(first), time_of_day(last)
        begins = moment_of(day, begin, zone)
        if not _away(day, leave):
            yield begins, moment_of(day, until, zone) if until > begin else midnight
        if until <= begin and until != time() and not _away(tomorrow, leave):
            yield midnight, moment_of(tomorrow, until, zone)


def _away(day: date, leave: Leave) -> bool:
    return any(first <= day <= last for first, last in leave)

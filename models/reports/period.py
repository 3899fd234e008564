"""The days that a report is about, and how they are cut into days, weeks or months (X16). Pure.

A day is a day where the organisation is: PostgreSQL gets moments, so that no query thinks about
time zones or changes of the clocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.local_time import moment_of

DAYS = 30
"""In a report for which nobody says when."""


class By(StrEnum):
    DAY = "day"
    WEEK = "week"
    """From Monday to Sunday."""
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """Some days of a period: the first and the last."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date
    """Included."""
    timezone: str
    by: By | None = None
    """How a series cuts it; None: no series."""

    @classmethod
    def around(
        cls, first: date | None, last: date | None, today: date, timezone: str, by: By | None = None
    ) -> "Period":
        """With what is not said: up to today, and thirty days."""
        last = last or max(today, first or today)
        return cls(first or last - timedelta(days=DAYS - 1), last, timezone, by)

    @property
    def start(self) -> datetime:
        return self._begin(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return self._begin(self.last + timedelta(days=1))

    def spans(self) -> list[Span]:
        """Its days, weeks or months in order; those at the ends may be shorter."""
        begins = [self.first, *self._begins()]
        ends = [*(one - timedelta(days=1) for one in begins[1:]), self.last]
        return [Span(*days) for days in zip(begins, ends, strict=True)]

    def edges(self) -> list[datetime]:
        """Where each of `spans` begins: ``width_bucket(moment, edges)`` is the number of its span,
        from 1."""
        return [self._begin(span.first) for span in self.spans()]

    def _begins(self) -> Iterator[date]:
        """The first days of weeks, months … after the very first day."""
        if self.by is None:
            return
        day = self.first + timedelta(days=1)
        while day <= self.last:
            if begins(self.by, day):
                yield day
            day += timedelta(days=1)

    def _begin(self, day: date) -> datetime:
        return moment_of(day, time(), ZoneInfo(self.timezone))


def begins(by: By, day: date) -> bool:
    """Whether a day, a week or a month starts with `day`."""
    if by is By.WEEK:
        return day.weekday() == 0
    return by is By.DAY or day.day == 1

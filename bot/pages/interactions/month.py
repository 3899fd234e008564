"""The month beside the interactions: a day is a link, and a dot tells what there is. I6."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.pages.interactions.asked import Asked, Range
from bot.pages.my_clock import my_today
from models.interactions.interaction import Standing
from models.interactions.month import Month

Counts = Mapping[str, int]
"""By standing."""


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    address: str
    told: str
    """What the dot tells, in words."""
    dot: str | None
    inside: bool
    """Of the month itself; its weeks begin before and end after it."""
    today: bool
    chosen: bool
    in_range: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    asked: Asked
    counts: Counts
    """Of the month: for the tabs."""
    days: Mapping[date, Mapping[str, Any]]
    """Those with an interaction, as the API tells of them."""

    @property
    def weeks(self) -> list[list[Day]]:
        return [[self._day(day) for day in week] for week in Month(self.asked.month, {}).weeks]

    def of(self, day: date, standing: str) -> int:
        return int(self.days.get(day, {}).get(standing, 0))

    def others(self) -> list[tuple[str, int, str]]:
        """What there is on the chosen day beside what is shown: which, how many, where."""
        found = [(one, self.of(self.asked.day, one)) for one in Standing]
        return [
            (one.value, count, self.asked.address(state=one))
            for one, count in found
            if count and one is not self.asked.state
        ]

    def elsewhere(self) -> list[Day]:
        """The days of the month that have some of what is asked for."""
        every = [self._day(day) for day in sorted(self.days)]
        return [one for one in every if one.inside and self.of(one.day, self.asked.state)]

    def _day(self, day: date) -> Day:
        found = self.days.get(day, {})
        return Day(
            day=day,
            address=self.asked.address(day=day),
            told=_told(found),
            dot=found.get("dot"),
            inside=day.replace(day=1) == self.asked.month,
            today=day == my_today(),
            chosen=day == self.asked.day,
            in_range=self.asked.range is Range.WEEK and day in self.asked.days,
        )


def sheet_of(asked: Asked, told: Mapping[str, Any]) -> Sheet:
    """From the API's calendar."""
    days = {date.fromisoformat(one["day"]): one for one in told["days"]}
    return Sheet(asked, told["counts"], days)


def _told(found: Mapping[str, Any]) -> str:
    counted = [f"{found[one]} {one.value}" for one in Standing if found.get(one)]
    return ", ".join(counted) or "nothing"

"""What the address of My interactions asks for: whose, which day, which ones, how they are shown.
What does not go together, or means nothing, is put right. I6."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from flask import request, url_for

from bot.api.fields import YEARS
from bot.pages.interactions.timed import day_named
from bot.pages.my_clock import my_today
from bot.pages.session import me
from models.agents.agent import Agent
from models.agents.visibility import manages
from models.catalogue import Catalogue
from models.interactions.interaction import Standing
from models.interactions.month import next_month, week_of

FIRST, LAST = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
"""Days that the API knows."""


class Range(StrEnum):
    DAY = "day"
    WEEK = "week"


class View(StrEnum):
    LIST = "list"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Asked:
    day: date
    whose: Agent
    state: Standing = Standing.OPEN
    range: Range = Range.DAY
    view: View = View.LIST

    @property
    def first(self) -> date:
        return _within(week_of(self.day)[0]) if self.range is Range.WEEK else self.day

    @property
    def last(self) -> date:
        return _within(week_of(self.day)[1]) if self.range is Range.WEEK else self.day

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def month(self) -> date:
        """The first day of the month that is shown and counted: that of the chosen day."""
        return self.day.replace(day=1)

    def but(self, **other: Any) -> Self:
        """The same with something else; missed and completed ones are shown by day, as a list."""
        found = replace(self, **other)
        if found.state is Standing.OPEN:
            return found
        return replace(found, range=Range.DAY, view=View.LIST)

    def query(self) -> dict[str, str]:
        """As the address has it: what is usual is not said."""
        usual = Asked(my_today(), me())
        found = _words(self).items()
        return {name: value for name, value in found if value != _words(usual)[name]}

    def address(self, **other: Any) -> str:
        """Of the page, with `other` asked instead."""
        query: Any = self.but(**other).query()
        return url_for("pages.interactions", **query)

    def moved(self, ranges: int) -> str:
        """The address of the next day or week, of the one before."""
        step = timedelta(days=7 if self.range is Range.WEEK else 1)
        return self.address(day=_within(self.day + ranges * step))

    def in_month(self, months: int) -> str:
        """The same day of the next month, of the one before; its last where it is shorter."""
        first = self.month
        first = next_month(first) if months > 0 else (first - timedelta(days=1)).replace(day=1)
        end = next_month(first) - timedelta(days=1)
        return self.address(day=_within(min(end, first + timedelta(days=self.day.day - 1))))


def asked() -> Asked:
    """What the address means."""
    given = request.args
    plain = Asked(_day(given.get("day", "")), _whose(given.get("whose", "")))
    return plain.but(
        state=_one_of(Standing, given.get("state"), plain.state),
        range=_one_of(Range, given.get("range"), plain.range),
        view=_one_of(View, given.get("view"), plain.view),
    )


def put_right(found: Asked) -> bool:
    """Whether the address says something else than what it was taken for."""
    said = {name: request.args.get(name) for name in _words(found)}
    return any(value and value != _words(found)[name] for name, value in said.items())


def _words(found: Asked) -> dict[str, str]:
    return {
        "whose": str(found.whose.email),
        "day": found.day.isoformat(),
        "state": found.state.value,
        "range": found.range.value,
        "view": found.view.value,
    }


def _day(text: str) -> date:
    found = day_named(text)
    return found if found and found == _within(found) else my_today()


def _within(day: date) -> date:
    return min(max(day, FIRST), LAST)


def _whose(email: str) -> Agent:
    """Managers look at a colleague's, everybody at their own."""
    if not email or not manages(me()):
        return me()
    agents = Catalogue.current().agents.values()
    return next((one for one in agents if one.email == email), me())


def _one_of(words: Any, text: str | None, usual: Any) -> Any:
    return words(text) if text in set(words) else usual

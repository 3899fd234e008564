"""A month of somebody's interactions, day by day on the viewer's clock: the dots of the calendar
and the counts of the tabs. I6."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peewee import SQL, fn

from models.agents.agent import Agent
from models.clock import begin_of, end_of
from models.interactions.finding import standing_is
from models.interactions.interaction import Interaction, Standing
from models.interactions.sight import seen_by

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many interactions begin within a time, by what they are."""

    open: int = 0
    missed: int = 0
    completed: int = 0

    @property
    def dot(self) -> Standing | None:
        """Green where something is open, also when something was missed; red where something was
        missed; none for what is all completed."""
        if self.open:
            return Standing.OPEN
        return Standing.MISSED if self.missed else None


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks that a month lies in, from a Monday to a Sunday."""

    first: date
    """Of the month."""
    days: Mapping[date, Counts]
    """Those with an interaction, of the whole weeks."""

    @property
    def weeks(self) -> list[list[date]]:
        monday, end = week_of(self.first)[0], next_month(self.first)
        weeks = []
        while monday < end:
            weeks.append([monday + timedelta(days=n) for n in range(7)])
            monday += WEEK
        return weeks

    @property
    def counts(self) -> Counts:
        """Of the month itself."""
        end = next_month(self.first)
        return _sum(one for day, one in self.days.items() if self.first <= day < end)


def month_of(
    day: date, assignee: Agent, viewer: Agent | None, zone: str, moment: datetime
) -> Month:
    """The month of `day` of `assignee`'s interactions that `viewer` may see, as it is at `moment`;
    `zone` is the viewer's, an IANA name."""
    first = day.replace(day=1)
    month = Month(first, {})
    shown = [one for week in month.weeks for one in week]
    return Month(first, _days(shown[0], shown[-1], assignee, viewer, zone, moment))


def week_of(day: date) -> tuple[date, date]:
    """Its Monday and its Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def next_month(first: date) -> date:
    """The first day of the month behind `first`, a first day itself."""
    return (first + timedelta(days=31)).replace(day=1)


def _days(
    first: date,
    last: date,
    assignee: Agent,
    viewer: Agent | None,
    zone: str,
    moment: datetime,
) -> dict[date, Counts]:
    local = fn.timezone(zone, Interaction.starts_at).cast("date")
    counted = [fn.COUNT(1).filter(standing_is(one, moment)) for one in Standing]
    rows = Interaction.select(local, *counted).where(
        Interaction.assignee == assignee,
        Interaction.starts_at >= begin_of(first, zone),
        Interaction.starts_at < end_of(last, zone),
        seen_by(viewer),
    )
    return {
        day: Counts(**dict(zip(Standing, numbers, strict=True)))
        for day, *numbers in rows.group_by(SQL("1")).tuples()
    }


def _sum(counts: Iterable[Counts]) -> Counts:
    found = list(counts)
    return Counts(**{one: sum(getattr(day, one) for day in found) for one in Standing})

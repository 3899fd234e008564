"""Is an agent there to be given a contact: switches, leave, working hours by their own clock. X1.
In memory: knows no table and no pool."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.agents.agent import Agent

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NOT_ACTIVE = "not active"
AWAY = "away"
ON_LEAVE = "on leave"
OFF_HOURS = "outside working hours"
CLOSED_ONLY = "sees closed contacts only"

Hours = Mapping[str, Sequence[Sequence[str]]]
"""Windows by weekday, ``{"mon": [["09:00", "17:30"]]}``. One that ends no later than it starts
ends on the next day; ``24:00`` is the end of the day."""


def why_not_here(
    agent: Agent, timezone: str, leave: Iterable[Sequence[str]], moment: datetime
) -> str | None:
    """Why `agent` may not be given a contact at `moment`; None: they may. CLOSED_ONLY: a closed one
    they may.

    `timezone` is theirs or the organisation's; `leave` holds pairs of first and last day, as ISO
    8601. Hours are what the clock on the wall says, so they keep their names when it is changed.
    """
    if not agent.active:
        return NOT_ACTIVE
    if not agent.available:
        return AWAY
    could = None if agent.role.sells else CLOSED_ONLY
    if agent.hours is None and not leave:
        return could
    local = moment.astimezone(ZoneInfo(timezone))
    today = local.date().isoformat()
    if any(first <= today <= last for first, last in leave):
        return ON_LEAVE
    return could if agent.hours is None or works_at(agent.hours, local) else OFF_HOURS


def works_at(hours: Hours, local: datetime) -> bool:
    """Whether `local`, on their own clock, lies within a window of its day or in one of the day
    before that goes on past midnight."""
    time = local.strftime("%H:%M")
    for start, end in _windows(hours, local):
        if start <= time and (time < end or end <= start):
            return True
    yesterday = _windows(hours, local - timedelta(days=1))
    return any(end <= start and time < end for start, end in yesterday)


def _windows(hours: Hours, day: datetime) -> Any:
    return hours.get(WEEKDAYS[day.weekday()], ())

"""Times of day on somebody's clock, through every change of the clocks. Pure."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from models.agents.agent import Agent
from models.settings.organisation import Organisation


def zone_of(agent: Agent | None, organisation: Organisation) -> ZoneInfo:
    """By whose clock they mean a time; None is a program."""
    return ZoneInfo((agent and agent.timezone) or organisation.timezone)


def time_of_day(text: str) -> time:
    """``HH:MM`` as a time. ``24:00`` is the midnight that ends the day, and so the same."""
    hours, minutes = text.split(":")
    return time(int(hours) % 24, int(minutes))


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When it is `at` on `day` in `zone`, in UTC. Of an hour that comes twice it is the first; a
    time that is skipped is as long after the change as it would have been."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def next_moment(day: date, at: time, zone: ZoneInfo, after: datetime) -> datetime:
    """As `moment_of`, but in the second of two such hours when the first is over at `after`."""
    first = moment_of(day, at, zone)
    return first if first > after else moment_of(day, at.replace(fold=1), zone)

"""Whether an agent is there: hours and leave by their own clock, over midnight and both changes of
the clock (X1)."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.agents.agent import Agent
from models.agents.presence import AWAY, NOT_ACTIVE, OFF_HOURS, ON_LEAVE, why_not_here

OFFICE = {day: [["09:00", "13:00"], ["14:00", "17:30"]] for day in ("mon", "tue", "wed")}
NIGHT = {"fri": [["22:00", "06:00"]]}
MADRID = "Europe/Madrid"


def why_not(
    at: str, zone: str = MADRID, leave: list[list[str]] | None = None, **values: Any
) -> str | None:
    """At `at` by the clock in `zone`; 2026-01-05 is a Monday."""
    moment = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return why_not_here(Agent(name="Ann", **values), zone, leave or [], moment)


def test_without_hours_they_are_always_there() -> None:
    assert why_not("2026-01-04T03:00") is None


def test_the_switches_come_first() -> None:
    assert why_not("2026-01-05T03:00", hours=OFFICE, available=False) == AWAY
    assert why_not("2026-01-05T03:00", hours=OFFICE, active=False, available=False) == NOT_ACTIVE


@pytest.mark.parametrize(
    ("at", "there"),
    [
        ("2026-01-05T08:59", False),
        ("2026-01-05T09:00", True),
        ("2026-01-05T12:59:59", True),
        ("2026-01-05T13:00", False),
        ("2026-01-05T14:00", True),
        ("2026-01-05T17:30", False),
        ("2026-01-08T10:00", False),  # a Thursday: nothing is said about it
    ],
)
def test_working_hours_have_their_first_minute_and_not_their_last(at: str, there: bool) -> None:
    assert why_not(at, hours=OFFICE) == (None if there else OFF_HOURS)


@pytest.mark.parametrize(
    ("at", "there"),
    [
        ("2026-01-09T21:59", False),
        ("2026-01-09T22:00", True),
        ("2026-01-10T05:59", True),
        ("2026-01-10T06:00", False),
        ("2026-01-10T22:00", False),
        ("2026-01-09T05:00", False),  # the night before belongs to Thursday
    ],
)
def test_a_window_over_midnight_belongs_to_the_day_it_starts_on(at: str, there: bool) -> None:
    assert why_not(at, hours=NIGHT) == (None if there else OFF_HOURS)


def test_a_whole_day_and_the_end_of_a_day() -> None:
    assert why_not("2026-01-05T23:59", hours={"mon": [["00:00", "24:00"]]}) is None
    assert why_not("2026-01-06T00:00", hours={"mon": [["00:00", "24:00"]]}) == OFF_HOURS


@pytest.mark.parametrize("day", ["2026-03-30", "2026-10-26", "2026-01-05", "2026-07-06"])
def test_nine_is_nine_on_either_side_of_both_changes_of_the_clock(day: str) -> None:
    """Madrid changes on 29 March and 25 October 2026; these are Mondays."""
    assert why_not(f"{day}T08:59", hours=OFFICE) == OFF_HOURS
    assert why_not(f"{day}T09:00", hours=OFFICE) is None


def test_the_night_in_which_the_clock_is_changed() -> None:
    """Its windows begin and end when the clock on the wall says so."""
    saturday = {"sat": [["22:00", "03:00"]]}
    for moment, there in [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), True),  # 01:59, then it is 03:00 at once
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True),  # 02:30, for the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), True),  # 02:30 again
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), False),
    ]:
        found = why_not_here(Agent(hours=saturday), MADRID, [], moment)
        assert found == (None if there else OFF_HOURS), moment


def test_leave_is_by_their_own_day_first_and_last_included() -> None:
    leave = [["2026-01-05", "2026-01-06"]]
    assert why_not("2026-01-04T23:59", leave=leave) is None
    assert why_not("2026-01-05T00:00", leave=leave) == ON_LEAVE
    assert why_not("2026-01-06T23:59", "Pacific/Auckland", leave=leave) == ON_LEAVE
    assert why_not("2026-01-07T00:00", "Pacific/Auckland", leave=leave) is None

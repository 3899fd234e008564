"""Time in which an agent works (X5), through every change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.agents.presence import WEEKDAYS
from models.reminders.working import after_working
from tests.models.reminders.dates import local

BERLIN = ZoneInfo("Europe/Berlin")
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
OFFICE = {day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in WEEKDAYS[:5]}
NIGHTS = {day: [["22:00", "06:00"]] for day in WEEKDAYS}


@pytest.mark.parametrize(
    ("hours", "begin", "minutes", "end"),
    [
        (None, "2026-03-06 20:00", 30, "2026-03-06 20:30"),
        (OFFICE, "2026-03-06 10:00", 30, "2026-03-06 10:30"),
        (OFFICE, "2026-03-06 11:50", 30, "2026-03-06 13:20"),
        (OFFICE, "2026-03-06 16:50", 30, "2026-03-09 09:20"),  # over the weekend
        (OFFICE, "2026-03-07 12:00", 60, "2026-03-09 10:00"),
        (NIGHTS, "2026-03-06 12:00", 30, "2026-03-06 22:30"),
        (NIGHTS, "2026-03-06 05:50", 30, "2026-03-06 22:20"),
        (NIGHTS, "2026-03-28 22:00", 7 * 60, "2026-03-29 06:00"),  # an hour is skipped
        (NIGHTS, "2026-10-24 22:00", 9 * 60, "2026-10-25 06:00"),  # an hour comes twice
        ({"mon": [["00:00", "24:00"]]}, "2026-03-09 08:00", 17 * 60, "2026-03-16 01:00"),
    ],
)
def test_what_is_waited_for_pauses_outside_the_hours(hours, begin, minutes, end) -> None:
    found = after_working(local(begin, "Europe/Berlin"), timedelta(minutes=minutes), hours, BERLIN)
    assert found == local(end, "Europe/Berlin")


@pytest.mark.parametrize(
    ("hours", "begin", "minutes", "end"),
    [
        (None, "2026-03-08 23:50", 30, "2026-03-11 00:20"),
        (None, "2026-03-09 12:00", 30, "2026-03-11 00:30"),
        (OFFICE, "2026-03-06 16:50", 30, "2026-03-11 09:20"),  # a weekend, then leave
        (OFFICE, "2026-03-10 10:00", 30, "2026-03-11 09:30"),
        (OFFICE, "2026-03-11 10:00", 30, "2026-03-11 10:30"),
        (NIGHTS, "2026-03-08 23:50", 30, "2026-03-11 00:20"),  # ends at midnight, and so begins
    ],
)
def test_days_of_leave_do_not_count(hours, begin, minutes, end) -> None:
    """X1, X5: by the agent's own calendar."""
    wait, leave = timedelta(minutes=minutes), [(date(2026, 3, 9), date(2026, 3, 10))]
    found = after_working(local(begin, "Europe/Berlin"), wait, hours, BERLIN, leave)
    assert found == local(end, "Europe/Berlin")


def test_who_never_works_is_not_waited_for_for_ever() -> None:
    begin = local("2026-03-06 10:00", "Europe/Berlin")
    assert after_working(begin, timedelta(hours=1), {}, BERLIN) == begin + timedelta(days=366)


@given(
    begin=st.integers(0, 525_600).map(lambda minute: YEAR + timedelta(minutes=minute)),
    minutes=st.integers(1, 3000),
    hours=st.sampled_from([None, OFFICE, NIGHTS, {"sun": [["01:30", "03:30"]]}]),
    leave=st.sampled_from([[], [(date(2026, 3, 28), date(2026, 3, 29))]]),
)
def test_it_is_never_sooner_and_two_waits_are_one_long_one(begin, minutes, hours, leave) -> None:
    length = timedelta(minutes=minutes)
    once = after_working(begin, length, hours, BERLIN, leave)
    assert once >= begin + length
    assert after_working(once, length, hours, BERLIN, leave) == after_working(
        begin, 2 * length, hours, BERLIN, leave
    )

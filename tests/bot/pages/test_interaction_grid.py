"""Where interactions stand in the calendar: by time, side by side where they overlap. I6."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from bot.pages.interactions.entry import Entry
from bot.pages.interactions.grid import COLUMNS, DAY, Block, More, blocks, hours, more

MIDNIGHT = datetime(2026, 11, 26, tzinfo=UTC)
TIMES = some.lists(some.tuples(some.integers(0, 1439), some.integers(5, 1440)), max_size=12)


def at(clock: str, minutes: int = 30) -> Entry:
    hour, minute = map(int, clock.split(":"))
    return lasting(hour * 60 + minute, minutes)


def lasting(begin: int, minutes: int) -> Entry:
    start = MIDNIGHT + timedelta(minutes=begin)
    return Entry({}, start, start + timedelta(minutes=minutes))


def places(*day: Entry) -> list[tuple[int, int, int, int]]:
    return [(one.begin, one.long, one.column, one.width) for one in blocks(day)]


def test_one_after_the_other_takes_the_whole_width() -> None:
    assert places(at("09:00"), at("09:30", 60)) == [(36, 2, 0, 12), (38, 4, 0, 12)]


def test_those_at_once_stand_side_by_side() -> None:
    assert places(at("09:00", 60), at("09:30", 60)) == [(36, 4, 0, 6), (38, 4, 6, 6)]
    assert [one[3] for one in places(*[at("09:00")] * 5)] == [2] * 5


def test_a_lane_that_is_free_again_is_taken_again() -> None:
    found = places(at("09:00", 120), at("09:00", 60), at("10:00", 60))
    assert [(column, width) for _, _, column, width in found] == [(0, 6), (6, 6), (6, 6)]


def test_short_ones_and_those_within_a_quarter_have_room() -> None:
    assert places(at("09:10", 5)) == [(36, 2, 0, 12)]
    assert places(at("09:10", 25)) == [(36, 3, 0, 12)]


def test_what_goes_on_after_midnight_ends_there() -> None:
    assert places(at("23:00", 120)) == [(92, 4, 0, 12)]
    assert places(at("23:55", 5)) == [(94, 2, 0, 12)]


def test_as_many_hours_are_drawn_as_are_needed() -> None:
    assert list(hours([])) == list(range(8, 18))
    drawn = hours([blocks([at("06:45")]), blocks([at("19:00", 61)])])
    assert (drawn.first, drawn.last) == (6, 21)
    assert drawn.place(27) == (0, 3)


def test_an_hour_that_comes_twice_holds_both() -> None:
    madrid = ZoneInfo("Europe/Madrid")
    twice = [datetime(2026, 10, 25, 2, 30, tzinfo=madrid, fold=fold) for fold in (0, 1)]
    day = [Entry({}, one, one.replace(minute=45)) for one in twice]
    assert places(*day) == [(10, 2, 0, 6), (10, 2, 6, 6)]


@given(TIMES)
def test_no_two_cover_each_other(times: list[tuple[int, int]]) -> None:
    placed = blocks([lasting(*one) for one in times])
    assert len(placed) == len(times)
    drawn = hours([placed])
    for place, one in enumerate(placed):
        assert drawn.first * 4 <= one.begin < one.end <= drawn.last * 4 <= DAY
        assert 0 <= one.column <= one.column + one.width <= COLUMNS
        assert not any(covers(one, other) for other in placed[place + 1 :])


def covers(one: Block, other: Block) -> Any:
    at_once = one.begin < other.end and other.begin < one.end
    return at_once and abs(one.column - other.column) < one.width


def test_where_there_is_no_room_for_all_it_is_said_how_many_more() -> None:
    placed = blocks([at("09:00", 60), at("09:15"), at("09:30"), at("12:00"), at("12:15")], 2)
    assert [(one.column, one.width, one.beyond) for one in placed] == [
        *[(0, 6, False), (6, 6, True), (6, 6, True)],
        *[(0, 6, False), (6, 6, False)],
    ]
    assert more(placed) == [More(37, 3, 2, 6, 6)]

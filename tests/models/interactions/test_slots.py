"""The times of a generated day. I7."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from models.interactions.slots import overlap, slots

NINE = datetime(2026, 5, 5, 9, tzinfo=UTC)
MIDNIGHT = datetime(2026, 5, 6, tzinfo=UTC)
BEFORE = NINE - timedelta(days=1)


def at(hour: int, minute: int = 0) -> datetime:
    return NINE.replace(hour=hour, minute=minute)


def test_each_begins_a_duration_and_a_gap_after_the_one_before() -> None:
    found = list(slots(NINE, at(11), 30, 10, [], BEFORE))
    assert [start for start, _ in found] == [at(9), at(9, 40), at(10, 20)]
    assert found[0][1] == at(9, 30)


def test_what_is_taken_is_passed_over() -> None:
    found = [start for start, _ in slots(NINE, at(11), 30, 0, [(at(9, 15), at(9, 45))], BEFORE)]
    assert found == [at(10), at(10, 30)]


def test_what_has_begun_is_no_time_any_more() -> None:
    assert next(slots(NINE, MIDNIGHT, 30, 0, [], at(9, 1)))[0] == at(9, 30)


@given(
    minutes=some.integers(5, 300),
    gap=some.integers(0, 120),
    taken=some.lists(
        some.tuples(some.integers(0, 900), some.integers(1, 200)).map(
            lambda one: (
                NINE + timedelta(minutes=one[0]),
                NINE + timedelta(minutes=one[0] + one[1]),
            )
        )
    ),
)
def test_all_of_the_grid_that_overlaps_nothing_taken(minutes: int, gap: int, taken: list) -> None:
    long, step = timedelta(minutes=minutes), timedelta(minutes=minutes + gap)
    grid = [(NINE + n * step, NINE + n * step + long) for n in range((MIDNIGHT - NINE) // step + 1)]
    free = [one for one in grid if not any(overlap(one, other) for other in taken)]
    found = list(slots(NINE, MIDNIGHT, minutes, gap, taken, BEFORE))
    assert found == [one for one in free if one[1] <= MIDNIGHT]

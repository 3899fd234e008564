"""Dots and counts of a month, against a plain model, across months, weeks, zones and changes of the
clocks. I5, I6."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from models.agents.agent import Agent
from models.base import database as db
from models.interactions.interaction import Interaction, Standing
from models.interactions.month import Counts, Month, month_of, week_of
from tests.factories import make_agent, make_contact, make_interaction

pytestmark = pytest.mark.usefixtures("database")

ZONES = ("UTC", "Europe/Madrid", "America/New_York", "Asia/Kolkata", "Pacific/Chatham")
"""Chatham's clocks change by an hour and stand at a quarter."""
MOMENTS = some.floats(0, 293).map(
    lambda days: (datetime(2026, 2, 20, tzinfo=UTC) + timedelta(days=days)).replace(microsecond=0)
)
INTERACTIONS = some.lists(
    some.tuples(MOMENTS, some.integers(5, 1440), some.booleans()), max_size=12
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    planned=INTERACTIONS,
    day=some.dates(date(2026, 3, 1), date(2026, 11, 30)),
    zone=some.sampled_from(ZONES),
    moment=MOMENTS,
)
def test_a_month_is_as_a_plain_model_counts_it(
    database: None, planned: list, day: date, zone: str, moment: datetime
) -> None:
    with db.atomic() as point:
        ann, dora = make_agent(), make_contact()
        for starts_at, minutes, done in planned:
            outcome = "Successful" if done else None
            make_interaction(dora, ann, starts_at, minutes=minutes, outcome=outcome)
        month = month_of(day, ann, ann, zone, moment)
        point.rollback()
    expected = counted(planned, zone, moment)
    shown = {one for week in month.weeks for one in week}
    assert month.days == {one: of for one, of in expected.items() if one in shown}
    inside = [of for one, of in expected.items() if (one.year, one.month) == (day.year, day.month)]
    assert month.counts == Counts(*(sum(getattr(of, name) for of in inside) for name in Standing))


def counted(planned: list, zone: str, moment: datetime) -> dict[date, Counts]:
    """By walking over them one by one."""
    found: dict[date, Counter[Standing]] = {}
    for starts_at, minutes, done in planned:
        past = starts_at + timedelta(minutes=minutes) <= moment
        standing = Standing.MISSED if past else Standing.OPEN
        day = starts_at.astimezone(ZoneInfo(zone)).date()
        found.setdefault(day, Counter())[Standing.COMPLETED if done else standing] += 1
    return {day: Counts(*(of[one] for one in Standing)) for day, of in found.items()}


def test_weeks_begin_on_monday_and_hold_the_whole_month() -> None:
    month = Month(date(2026, 2, 1), {})
    assert [week[0] for week in month.weeks][:2] == [date(2026, 1, 26), date(2026, 2, 2)]
    assert month.weeks[-1][-1] == date(2026, 3, 1)
    assert week_of(date(2026, 11, 29)) == (date(2026, 11, 23), date(2026, 11, 29))


@pytest.mark.parametrize(
    ("counts", "dot"),
    [
        (Counts(open=1), Standing.OPEN),
        (Counts(missed=2), Standing.MISSED),
        (Counts(open=1, missed=2), Standing.OPEN),
        (Counts(completed=3), None),
    ],
)
def test_dots_are_red_or_green(counts: Counts, dot: Standing | None) -> None:
    assert counts.dot is dot


def test_others_personal_ones_do_not_count() -> None:
    ann, ben = make_agent(), make_agent("Ben")
    noon = datetime(2026, 5, 5, 12, tzinfo=UTC)
    make_interaction(None, ann, noon, note="Stamps")
    assert counts_of(ann, ann) == Counts(open=1)
    assert counts_of(ann, ben) == Counts()
    assert Interaction.select().count() == 1


def counts_of(assignee: Agent, viewer: Agent) -> Counts:
    return month_of(
        date(2026, 5, 9), assignee, viewer, "UTC", datetime(2026, 5, 1, tzinfo=UTC)
    ).counts

"""`/interactions/calendar`: the days of a month, with what the tabs and the dots tell. I6."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import Day, NameOrId, Schema
from bot.api.resource import Resource, my_zone, viewer
from bot.problems import invalid
from models.clock import local_date, now
from models.interactions.interaction import Standing
from models.interactions.month import Counts, Month, month_of

calendar = Resource("interaction_calendar", __name__, description="A month of interactions")


class CalendarQuerySchema(Schema):
    day = Day(metadata={"description": "A day of the month; today unless it is given"})
    assignee = NameOrId(metadata={"description": "Whose, by email; yours unless it is given"})


class StandingsSchema(ma.Schema):
    """How many interactions begin then."""

    open = ma.fields.Integer()
    missed = ma.fields.Integer()
    completed = ma.fields.Integer()


class CalendarDaySchema(StandingsSchema):
    day = ma.fields.Date()
    dot = ma.fields.Enum(
        Standing,
        by_value=True,
        allow_none=True,
        metadata={"description": "open is shown green, missed red"},
    )


class CalendarSchema(ma.Schema):
    month = ma.fields.Date(metadata={"description": "Its first day"})
    timezone = ma.fields.String(metadata={"description": "By whose clock days begin"})
    counts = ma.fields.Nested(StandingsSchema)
    days = ma.fields.List(
        ma.fields.Nested(CalendarDaySchema),
        metadata={"description": "Those with an interaction, of the whole weeks"},
    )


@calendar.get("/interactions/calendar")
@calendar.arguments(CalendarQuerySchema, location="query")
@calendar.response(200, CalendarSchema)
def show(asked: dict[str, Any]) -> dict[str, Any]:
    """A month of one's interactions, or of a colleague's, by one's own clock."""
    assignee = lookup.agent(asked["assignee"], "assignee") if "assignee" in asked else viewer()
    if assignee is None:
        raise invalid("assignee", "say whose: give the email of an agent")
    zone, moment = my_zone(), now()
    day = asked.get("day") or local_date(moment, zone)
    return _shown(month_of(day, assignee, viewer(), zone, moment), zone)


def _shown(month: Month, zone: str) -> dict[str, Any]:
    days = [{"day": day, **_plain(of), "dot": of.dot} for day, of in sorted(month.days.items())]
    return {
        "month": month.first,
        "timezone": zone,
        "counts": _plain(month.counts),
        "days": days,
    }


def _plain(counts: Counts) -> dict[str, int]:
    return {one.value: getattr(counts, one) for one in Standing}

"""`/agents/{id}/calendar`: the secret address of an agent's interactions as a calendar. I8."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.repeating import show_once
from bot.api.resource import Resource, viewer
from bot.calendar.feed import address_of
from bot.problems import Problem
from models.agents import calendar
from models.agents.agent import Agent

agent_calendar = Resource(
    "agent_calendar", __name__, description="The address at which a calendar shows interactions"
)


class CalendarAddressSchema(ma.Schema):
    address = ma.fields.String(
        allow_none=True,
        metadata={
            "description": "Where calendars subscribe; shown this once; null in the answer to a "
            "repetition"
        },
    )


@agent_calendar.post("/agents/<id:id>/calendar")
@agent_calendar.response(201, CalendarAddressSchema)
def begin(id: int) -> dict[str, Any]:
    """Make an address of one's own, or another in its place: the former opens nothing any more."""
    if viewer() is None:
        raise Problem(403, "an agent makes this for themselves: use a key of theirs")
    show_once("address")
    return {"address": address_of(calendar.begin(lookup.row(Agent, id, "agent")))}


@agent_calendar.delete("/agents/<id:id>/calendar")
@agent_calendar.response(204)
def end(id: int) -> None:
    """Switch it off: the address opens nothing any more."""
    calendar.end(lookup.row(Agent, id, "agent"))

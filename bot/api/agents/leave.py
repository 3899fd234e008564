"""`/agents/{id}/leave`: days on which an agent is away. X1."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import Day, Schema, Text
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource
from bot.problems import missing
from models.agents import staff
from models.agents.agent import Agent, Leave

leave = Resource("leave", __name__, description="Days on which agents are away")

LONGEST = 200


class LeaveSchema(ma.Schema):
    id = ma.fields.Integer()
    first_day = ma.fields.Date()
    last_day = ma.fields.Date()
    reason = ma.fields.String()


class NewLeaveSchema(Schema):
    """In the agent's time zone, both days included."""

    first_day = Day(required=True, metadata={"description": "In the agent's time zone"})
    last_day = Day(metadata={"description": "The first day, unless it is given"})
    reason = Text(LONGEST, shortest=0, load_default="")

    @ma.validates_schema
    def _in_order(self, data: dict[str, Any], **kwargs: Any) -> None:
        if "first_day" in data and data.get("last_day", data["first_day"]) < data["first_day"]:
            raise ma.ValidationError("give a day that is not before the first one", "last_day")


@leave.get("/agents/<id:id>/leave")
@leave.arguments(PageSchema, location="query")
@leave.response(200, list_of(LeaveSchema))
def listing(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """An agent's leave, the latest first."""
    agent = _agent(id)
    chosen = Leave.select().where(Leave.agent == agent)
    return page_of(chosen.order_by(Leave.first_day.desc(), Leave.id.desc()), asked)


@leave.post("/agents/<id:id>/leave")
@leave.arguments(NewLeaveSchema)
@leave.response(201, LeaveSchema)
def create(asked: dict[str, Any], id: int) -> Leave:
    """Add days on which an agent gets no contacts."""
    asked.setdefault("last_day", asked["first_day"])
    return staff.grant_leave(_agent(id), **asked)


@leave.delete("/agents/<id:id>/leave/<id:leave_id>")
@leave.response(204)
def remove(id: int, leave_id: int) -> None:
    """Take days of leave back."""
    row = Leave.get_or_none(Leave.id == leave_id, Leave.agent == _agent(id))
    if row is None:
        raise missing("leave", leave_id)
    staff.cancel_leave(row)


def _agent(id: int) -> Agent:
    return lookup.row(Agent, id, "agent")

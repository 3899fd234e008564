"""`/contacts/{id}/assignments`: why each owner (R12)."""

from typing import Any

import marshmallow as ma

from bot.api.assignment.trace import SeatSchema, TriedSchema
from bot.api.contacts.reach import visible_card
from bot.api.fields import Moment, NamedSchema, agent_named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from models.assignment import trace
from models.assignment.assignment import Outcome

assignments = Resource("assignments", __name__, description="Why each owner")


class SharesSchema(ma.Schema):
    kind = ma.fields.String()
    name = ma.fields.String()
    seats = ma.fields.List(ma.fields.Nested(SeatSchema))


class AssignmentSchema(ma.Schema):
    id = ma.fields.Integer()
    outcome = ma.fields.Enum(Outcome, by_value=True)
    sentence = ma.fields.String()
    trigger = ma.fields.String()
    rule = ma.fields.Nested(NamedSchema, allow_none=True)
    agent = agent_named(allow_none=True)
    pool = ma.fields.Nested(SharesSchema, allow_none=True)
    trace = ma.fields.List(ma.fields.Nested(TriedSchema))
    facts = ma.fields.Raw(allow_none=True)
    cause = ma.fields.String()
    created_at = Moment()


@assignments.get("/contacts/<id:id>/assignments")
@assignments.arguments(PageSchema, location="query")
@assignments.response(200, list_of(AssignmentSchema))
def listing(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Each time that rules, the fallback or a person decided; newest first, with the trace. Roles
    that do not sell are told of no colleague's turns, weight, capacity or absence."""
    visible_card(id)
    return page_of(trace.of_contact(id), asked, _shown)


def _shown(rows: list[Any]) -> list[dict[str, Any]]:
    return [_one(one) for one in trace.explain(rows, viewer())]


def _one(one: trace.Explained) -> dict[str, Any]:
    assignment = one.assignment
    kept = ("id", "outcome", "trigger", "facts", "cause", "created_at")
    return {name: getattr(assignment, name) for name in kept} | {
        "sentence": one.sentence,
        "rule": one.rule,
        "agent": one.agent,
        "pool": _pool(one),
        "trace": one.story,
    }


def _pool(one: trace.Explained) -> dict[str, Any] | None:
    pool = one.assignment.pool
    return {"kind": pool["kind"], "name": one.pool, "seats": one.shares} if one.pool else None

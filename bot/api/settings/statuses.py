"""`/statuses`: the pipeline's places. M1, M2, M4."""

from typing import Any

import marshmallow as ma
from flask import request
from peewee import fn

from bot.api import lookup, unique
from bot.api.body import given
from bot.api.fields import Color, Name, NameOrId, Schema, Truth, Whole
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, cause, holding, viewer
from models.agents.visibility import seen_counts
from models.contact import Contact
from models.settings import pipeline
from models.settings.status import Status

statuses = Resource("statuses", __name__, description="Where contacts stand in the pipeline")

POSITIONS = (0, 1_000_000)
CLOSES = "true: contacts in it are closed; at least one status closes"


class StatusSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    color = ma.fields.String()
    position = ma.fields.Integer()
    closure = ma.fields.Boolean()
    contacts = ma.fields.Integer(
        metadata={"description": "How many of those you may see stand in it"}
    )


class NewStatusSchema(Schema):
    name = Name(required=True)
    color = Color(load_default="#6c757d")
    position = Whole(*POSITIONS, metadata={"description": "Its place in the pipeline"})
    closure = Truth(load_default=False, metadata={"description": CLOSES})


class StatusChangeSchema(Schema):
    name = Name()
    color = Color()
    position = Whole(*POSITIONS, metadata={"description": "Its place in the pipeline"})
    closure = Truth(metadata={"description": CLOSES})


class StatusOrderSchema(Schema):
    statuses = ma.fields.List(
        NameOrId(), required=True, metadata={"description": "Every status, in the wanted order"}
    )


class OrderedStatusesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(StatusSchema))


class StatusRemovalSchema(Schema):
    move_to = NameOrId(metadata={"description": "The status that its contacts get instead"})


@statuses.get("/statuses")
@statuses.arguments(PageSchema, location="query")
@statuses.response(200, list_of(StatusSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every status, in the pipeline's order."""
    return page_of(Status.select().order_by(Status.position, Status.id), asked, _shown)


@statuses.post("/statuses")
@statuses.arguments(NewStatusSchema)
@statuses.response(201, StatusSchema)
def create(asked: dict[str, Any]) -> Any:
    """Add a status, usable at once; without a position it is the last."""
    unique.check(Status, asked["name"])
    last = Status.select(fn.MAX(Status.position)).scalar() or 0
    return _one(Status.create(**{"position": last + 1} | asked))


@statuses.get("/statuses/<id:id>")
@statuses.response(200, StatusSchema)
def show(id: int) -> Any:
    """One status."""
    return _one(lookup.row(Status, id, "status"))


@statuses.patch("/statuses/<id:id>")
@statuses.arguments(StatusChangeSchema)
@statuses.response(200, StatusSchema)
@holding(lambda status: pipeline.hold(status) if "closure" in given() else None)
def change(asked: dict[str, Any], id: int) -> Any:
    """Change what is named. Rules that look at the status follow a new name."""
    status = lookup.row(Status, id, "status")
    if "closure" in asked:
        pipeline.set_closure(status, asked["closure"])
    if "name" in asked:
        unique.check(Status, asked["name"], besides=id)
        pipeline.rename_status(status, asked["name"])
    status.color = asked.get("color", status.color)
    status.position = asked.get("position", status.position)
    status.save()
    return _one(status)


@statuses.delete("/statuses/<id:id>")
@statuses.arguments(StatusRemovalSchema, location="query")
@statuses.response(204)
@holding(lambda status: pipeline.hold(status) if "move_to" in request.args else None)
def remove(asked: dict[str, Any], id: int) -> None:
    """Delete a status. Its contacts go to `move_to`; without it a status in use stays."""
    status = lookup.row(Status, id, "status")
    move_to = lookup.status(asked["move_to"], "move_to") if "move_to" in asked else None
    pipeline.remove_status(status, move_to, cause())


@statuses.post("/statuses/order")
@statuses.arguments(StatusOrderSchema)
@statuses.response(200, OrderedStatusesSchema)
def order(asked: dict[str, Any]) -> dict[str, Any]:
    """Say in which order all the statuses stand."""
    wanted = [
        lookup.status(one, f"statuses.{place}") for place, one in enumerate(asked["statuses"])
    ]
    pipeline.order(wanted)
    return {"items": _shown(wanted)}


def _one(status: Status) -> dict[str, Any]:
    return _shown([status])[0]


def _shown(rows: list[Status]) -> list[dict[str, Any]]:
    held = seen_counts(Contact.status, [row.id for row in rows], viewer())
    fields = ("id", "name", "color", "position", "closure")
    return [
        {name: getattr(row, name) for name in fields} | {"contacts": held.get(row.id, 0)}
        for row in rows
    ]

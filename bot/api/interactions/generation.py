"""`/interactions/generate`: a day of interactions with those longest not contacted. I7."""

from datetime import time
from typing import Any

import marshmallow as ma

from bot.api import lookup, repeating
from bot.api.fields import Day, Form, NameOrId, Schema, Text, Truth, Whole, Word
from bot.api.interactions import shape
from bot.api.money import Money
from bot.api.resource import Resource, cause, viewer
from bot.problems import invalid
from models.agents.agent import Agent
from models.agents.visibility import manages
from models.batch import unit_of_work
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.contact import Group
from models.interactions import generating
from models.interactions.candidates import Sought
from models.interactions.explaining import why_nobody
from models.interactions.generating import Found, Order
from models.interactions.interaction import LONGEST, LONGEST_NOTE, SHORTEST, USUAL
from models.local_time import zone_of
from models.settings.option import OptionKind

generation = Resource("generation", __name__, description="A day of interactions at once")

MOST = 200
LONGEST_AGO = 3650


class GenerationSchema(Schema):
    group = Word(
        Group, required=True, metadata={"description": "With prospects, or with customers"}
    )
    day = Day(required=True, metadata={"description": "Today or later, by the assignee's clock"})
    start = ma.fields.String(
        required=True,
        validate=Form("^([01][0-9]|2[0-3]):[0-5][0-9]$", error="give a time like 09:00"),
        metadata={"description": "When the first one begins, by the assignee's clock"},
    )
    count = Whole(1, MOST, required=True, metadata={"description": "How many"})
    duration = Whole(SHORTEST, LONGEST, load_default=USUAL, metadata={"description": "In minutes"})
    gap = Whole(
        0, LONGEST, load_default=0, metadata={"description": "Minutes between one and the next"}
    )
    assignee = NameOrId(metadata={"description": "Whose they are, by email; yours if left out"})
    type = NameOrId(required=True, metadata={"description": "Of `/options?kind=type`"})
    purpose = NameOrId(metadata={"description": "Of `/options?kind=purpose`"})
    note = Text(LONGEST_NOTE, shortest=0, load_default="", metadata={"description": "Of each"})
    contacted_within = Whole(
        1, LONGEST_AGO, metadata={"description": "Days: who was contacted since is left out"}
    )
    value_above = Money(metadata={"description": "With an open opportunity worth more"})
    value_below = Money(metadata={"description": "With an open opportunity worth less"})
    town = Text(metadata={"description": "In this town"})
    postcode = Text(20, metadata={"description": "Where the postcode begins with this"})
    dry_run = Truth(load_default=False, metadata={"description": "true: say whom, change nothing"})

    @ma.validates_schema
    def _one_place(self, data: dict[str, Any], **kwargs: Any) -> None:
        if "town" in data and "postcode" in data:
            raise ma.ValidationError("give a town or a postcode, not both", "postcode")

    @ma.validates_schema
    def _some_value(self, data: dict[str, Any], **kwargs: Any) -> None:
        above, below = data.get("value_above"), data.get("value_below")
        if above is not None and below is not None and above >= below:
            raise ma.ValidationError("give more than the lower value", "value_below")


class GeneratedInteractionSchema(shape.InteractionSchema):
    id = ma.fields.Integer(allow_none=True, metadata={"description": "null of a dry run"})


class GeneratedSchema(ma.Schema):
    made = ma.fields.Integer(metadata={"description": "How many; of a dry run how many it would"})
    free = ma.fields.Integer(metadata={"description": "Times that the assignee has free"})
    interactions = ma.fields.List(
        ma.fields.Nested(GeneratedInteractionSchema),
        allow_none=True,
        metadata={"description": "Soonest first; null in the answer to a repetition"},
    )


@generation.post("/interactions/generate")
@generation.arguments(GenerationSchema)
@generation.response(200, GeneratedSchema)
def generate(asked: dict[str, Any]) -> dict[str, Any]:
    """Plan one interaction after the other on a day, each with somebody else: those who were never
    contacted first, then those longest not. Nobody is planned twice, no time of the assignee is
    taken twice. 409 with the reason when none can be made."""
    order = _order(asked)
    with unit_of_work(cause(), size=order.count) as batch:
        found = generating.find(batch, order, viewer())
        if not found.met:
            raise why_nobody(order.sought, viewer())
        if asked["dry_run"]:
            repeating.only_look()
            return _told(found, generating.planned(found, order, viewer()))
        made = generating.generate(batch, found, order, viewer())
        repeating.show_once("interactions")  # Any of so many people may be erased.
    return _told(found, made)


def _told(found: Found, made: list[Any]) -> dict[str, Any]:
    return {"made": len(made), "free": found.free, "interactions": shape.shown(made)}


def _order(asked: dict[str, Any]) -> Order:
    sought, purpose = _sought(asked), asked.get("purpose")
    zone = zone_of(sought.assignee, Catalogue.current().organisation)
    if asked["day"] < local_date(now(), zone.key):
        raise invalid("day", "it is over: choose today or a later day")
    return Order(
        sought=sought,
        day=asked["day"],
        start=time.fromisoformat(asked["start"]),
        count=asked["count"],
        minutes=asked["duration"],
        gap=asked["gap"],
        type=lookup.option(OptionKind.TYPE, asked["type"], "type"),
        purpose=lookup.option(OptionKind.PURPOSE, purpose, "purpose") if purpose else None,
        note=asked["note"],
    )


def _sought(asked: dict[str, Any]) -> Sought:
    same = ("day", "contacted_within", "value_above", "value_below", "town", "postcode")
    return Sought(
        group=Group(asked["group"]),
        assignee=_assignee(asked),
        **{name: asked.get(name) for name in same},
    )


def _assignee(asked: dict[str, Any]) -> Agent:
    """Managers and programs fill a colleague's day, everybody their own."""
    mine = viewer()
    if "assignee" not in asked:
        if mine is None:
            raise invalid("assignee", "say whose they are: give the email of an agent")
        return mine
    named = lookup.agent(asked["assignee"], "assignee")
    if named != mine and not manages(mine):
        raise invalid("assignee", "only managers fill a colleague's day: leave it out")
    return named

"""`/options`: what people choose from for interactions and opportunities. I1."""

from typing import Any

import marshmallow as ma

from bot.api import lookup, unique
from bot.api.fields import Name, NameOrId, Schema, Whole, Word
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource
from models.settings import offering
from models.settings.option import Option, OptionKind

options = Resource("options", __name__, description="What interactions are chosen from")

LONGEST = 60


class OptionSchema(ma.Schema):
    id = ma.fields.Integer()
    kind = ma.fields.Enum(OptionKind, by_value=True)
    name = ma.fields.String()
    position = ma.fields.Integer()


class OptionQuerySchema(PageSchema):
    kind = Word(OptionKind, metadata={"description": "Of this kind only"})


class NewOptionSchema(Schema):
    kind = Word(OptionKind, required=True)
    name = Name(LONGEST, required=True)
    position = Whole(0, 1_000_000, metadata={"description": "Its place among those of its kind"})


class OptionChangeSchema(Schema):
    name = Name(LONGEST)
    position = Whole(0, 1_000_000, metadata={"description": "Its place among those of its kind"})


class OptionOrderSchema(Schema):
    kind = Word(OptionKind, required=True)
    options = ma.fields.List(
        NameOrId(), required=True, metadata={"description": "Every one of that kind, in order"}
    )


class OptionRemovalSchema(Schema):
    move_to = NameOrId(LONGEST, metadata={"description": "What those that have it get instead"})


@options.get("/options")
@options.arguments(OptionQuerySchema, location="query")
@options.response(200, list_of(OptionSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """All of them, kind by kind, in the order in which they are offered."""
    query = Option.select().order_by(Option.kind, Option.position, Option.id)
    if "kind" in asked:
        query = query.where(Option.kind == OptionKind(asked["kind"]))
    return page_of(query, asked)


@options.post("/options")
@options.arguments(NewOptionSchema)
@options.response(201, OptionSchema)
def create(asked: dict[str, Any]) -> Any:
    """Offer one more, behind the others unless a position is given."""
    kind = OptionKind(asked["kind"])
    unique.check(Option, asked["name"], among=Option.kind == kind)
    behind = Option.select().where(Option.kind == kind).count() + 1
    return Option.create(**{"position": behind} | asked | {"kind": kind})


@options.get("/options/<id:id>")
@options.response(200, OptionSchema)
def show(id: int) -> Any:
    """One option."""
    return lookup.row(Option, id, "option")


@options.patch("/options/<id:id>")
@options.arguments(OptionChangeSchema)
@options.response(200, OptionSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Another name, or another place."""
    option = lookup.row(Option, id, "option")
    if "name" in asked:
        unique.check(Option, asked["name"], besides=id, among=Option.kind == option.kind)
    for field, value in asked.items():
        setattr(option, field, value)
    option.save()
    return option


@options.post("/options/order")
@options.arguments(OptionOrderSchema)
@options.response(200, list_of(OptionSchema))
def order(asked: dict[str, Any]) -> dict[str, Any]:
    """Say in which order those of a kind are offered."""
    kind = OptionKind(asked["kind"])
    named = enumerate(asked["options"])
    offering.order(kind, [lookup.option(kind, one, f"options.{place}") for place, one in named])
    query = Option.select().where(Option.kind == kind).order_by(Option.position, Option.id)
    return page_of(query, {"page": 1, "page_size": 200})


@options.delete("/options/<id:id>")
@options.arguments(OptionRemovalSchema, location="query")
@options.response(204)
def remove(asked: dict[str, Any], id: int) -> None:
    """Delete an option. One that is used: `move_to` another of its kind."""
    option = lookup.row(Option, id, "option")
    other = lookup.option(option.kind, asked["move_to"], "move_to") if "move_to" in asked else None
    offering.remove(option, other)

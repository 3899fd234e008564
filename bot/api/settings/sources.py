"""`/sources`: the ways by which contacts come. M6, M7."""

from typing import Any

import marshmallow as ma

from bot.api import lookup, unique
from bot.api.fields import Name, Schema
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from models.agents.visibility import seen_counts
from models.contact import Contact
from models.settings import channels
from models.settings.source import Source

sources = Resource("sources", __name__, description="The ways by which contacts come")


class SourceSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    contacts = ma.fields.Integer(
        metadata={"description": "How many of those you may see came by it"}
    )


class SourceNameSchema(Schema):
    name = Name(required=True)


@sources.get("/sources")
@sources.arguments(PageSchema, location="query")
@sources.response(200, list_of(SourceSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every source."""
    return page_of(Source.select().order_by(Source.id), asked, _shown)


@sources.post("/sources")
@sources.arguments(SourceNameSchema)
@sources.response(201, SourceSchema)
def create(asked: dict[str, Any]) -> Any:
    """Add a source. Names are unique whatever their case."""
    unique.check(Source, asked["name"])
    return _one(Source.create(**asked))


@sources.get("/sources/<id:id>")
@sources.response(200, SourceSchema)
def show(id: int) -> Any:
    """One source."""
    return _one(lookup.row(Source, id, "source"))


@sources.patch("/sources/<id:id>")
@sources.arguments(SourceNameSchema)
@sources.response(200, SourceSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Give a source another name; rules that look at it follow."""
    source = lookup.row(Source, id, "source")
    unique.check(Source, asked["name"], besides=id)
    channels.rename_source(source, asked["name"])
    return _one(source)


@sources.delete("/sources/<id:id>")
@sources.response(204)
def remove(id: int) -> None:
    """Delete a source that no contact and no rule uses."""
    channels.remove_source(lookup.row(Source, id, "source"))


def _one(source: Source) -> dict[str, Any]:
    return _shown([source])[0]


def _shown(rows: list[Source]) -> list[dict[str, Any]]:
    held = seen_counts(Contact.source, [row.id for row in rows], viewer())
    return [{"id": row.id, "name": row.name, "contacts": held.get(row.id, 0)} for row in rows]

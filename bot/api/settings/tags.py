"""`/tags`: words that hang on contacts. A tag needs no definition: whoever hangs it makes it."""

from typing import Any

import marshmallow as ma
from peewee import fn

from bot.api import lookup, unique
from bot.api.fields import Name, NameOrId, Schema, Text, Truth
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, cause, viewer
from bot.problems import invalid
from models.agents.visibility import seen_counts
from models.catalogue import Catalogue
from models.contact import ContactTag
from models.settings import channels
from models.settings.tag import Tag

tags = Resource("tags", __name__, description="Words that hang on contacts")

LONGEST = 100


class TagSchema(ma.Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    contacts = ma.fields.Integer(metadata={"description": "How many have it, of those you may see"})


class TagNameSchema(Schema):
    name = Name(LONGEST, required=True)


class TagQuerySchema(PageSchema):
    q = Text(LONGEST, metadata={"description": "Part of a name"})


class TagRemovalSchema(Schema):
    take_off = Truth(metadata={"description": "true: contacts that have it lose it"})
    move_to = NameOrId(LONGEST, metadata={"description": "The tag that they get instead"})


@tags.get("/tags")
@tags.arguments(TagQuerySchema, location="query")
@tags.response(200, list_of(TagSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every tag, in alphabetical order."""
    query = Tag.select().order_by(fn.LOWER(Tag.name), Tag.id)
    if "q" in asked:
        query = query.where(Tag.name.contains(asked["q"]))
    return page_of(query, asked, _shown)


@tags.post("/tags")
@tags.arguments(TagNameSchema)
@tags.response(201, TagSchema)
def create(asked: dict[str, Any]) -> Any:
    """Add a tag that no contact has yet. Names are unique whatever their case."""
    unique.check(Tag, asked["name"])
    return _one(Tag.create(**asked))


@tags.get("/tags/<id:id>")
@tags.response(200, TagSchema)
def show(id: int) -> Any:
    """One tag."""
    return _one(lookup.row(Tag, id, "tag"))


@tags.patch("/tags/<id:id>")
@tags.arguments(TagNameSchema)
@tags.response(200, TagSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Give a tag another name; contacts, rules and workflows follow."""
    tag = lookup.row(Tag, id, "tag")
    unique.check(Tag, asked["name"], besides=id)
    channels.rename_tag(tag, asked["name"])
    return _one(tag)


@tags.delete("/tags/<id:id>")
@tags.arguments(TagRemovalSchema, location="query")
@tags.response(204)
def remove(asked: dict[str, Any], id: int) -> None:
    """Delete a tag that nothing names. One that contacts have: `take_off`, or `move_to` another."""
    tag = lookup.row(Tag, id, "tag")
    move_to = _other(asked["move_to"]) if "move_to" in asked else None
    channels.remove_tag(tag, cause(), asked.get("take_off", False), move_to)


def _other(meant: str | int) -> Tag:
    catalogue = Catalogue.current()
    found = catalogue.tag(meant) if isinstance(meant, str) else catalogue.tags.get(meant)
    if found is None:
        raise invalid("move_to", f"there is no tag {meant!r}: POST it first")
    return found


def _one(tag: Tag) -> dict[str, Any]:
    return _shown([tag])[0]


def _shown(rows: list[Tag]) -> list[dict[str, Any]]:
    held = seen_counts(ContactTag.tag, [row.id for row in rows], viewer())
    return [{"id": row.id, "name": row.name, "contacts": held.get(row.id, 0)} for row in rows]

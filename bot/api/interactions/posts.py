"""`/interactions/{id}/posts`: what colleagues say about an interaction. I9."""

from typing import Any

from bot.api import repeating
from bot.api.conversations.notes import NoteSchema, shown
from bot.api.fields import Schema, Text
from bot.api.interactions.interactions import seen
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from models.interactions.interaction import LONGEST_NOTE, Post

posts = Resource("posts", __name__, description="What colleagues say about an interaction")


class PostSchema(NoteSchema):
    """As a note of a contact."""


class PostTextSchema(Schema):
    text = Text(LONGEST_NOTE, required=True)


@posts.get("/interactions/<id:id>/posts")
@posts.arguments(PageSchema, location="query")
@posts.response(200, list_of(PostSchema))
def listing(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Newest first; for whoever sees the interaction."""
    query = Post.select().where(Post.interaction == seen(id)).order_by(Post.id.desc())
    return page_of(query, asked, shown)


@posts.post("/interactions/<id:id>/posts")
@posts.arguments(PostTextSchema)
@posts.response(201, PostSchema)
def add(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Say something about it, also when it is completed."""
    interaction = seen(id)
    repeating.about(interaction.contact_id)
    made = Post.create(interaction=interaction, agent=viewer(), text=asked["text"])
    return shown([made])[0]

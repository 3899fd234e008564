"""`/interactions/{id}/posts`: what colleagues say about an interaction. I9."""

from typing import Any

import marshmallow as ma

from bot.api import repeating
from bot.api.fields import Moment, Schema, Text, agent_named
from bot.api.interactions import seen
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from models.catalogue import Catalogue
from models.interactions.interaction import LONGEST_NOTE, Post

posts = Resource("posts", __name__, description="What colleagues say about an interaction")


class PostSchema(ma.Schema):
    id = ma.fields.Integer()
    agent = agent_named(allow_none=True)
    text = ma.fields.String()
    created_at = Moment()


class PostTextSchema(Schema):
    text = Text(LONGEST_NOTE, required=True)


@posts.get("/interactions/<id:id>/posts")
@posts.arguments(PageSchema, location="query")
@posts.response(200, list_of(PostSchema))
def listing(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Newest first; for whoever sees the interaction."""
    query = Post.select().where(Post.interaction == seen(id)).order_by(Post.id.desc())
    return page_of(query, asked, _shown)


@posts.post("/interactions/<id:id>/posts")
@posts.arguments(PostTextSchema)
@posts.response(201, PostSchema)
def add(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Say something about it, also when it is completed."""
    interaction = seen(id)
    repeating.about(interaction.contact_id)
    made = Post.create(interaction=interaction, agent=viewer(), text=asked["text"])
    return _shown([made])[0]


def _shown(rows: list[Post]) -> list[dict[str, Any]]:
    agents = Catalogue.current().agents
    return [
        {
            "id": row.id,
            "agent": agents.get(row.agent_id or 0),
            "text": row.text,
            "created_at": row.created_at,
        }
        for row in rows
    ]

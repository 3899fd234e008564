"""`/contacts/{id}/notes`: what colleagues tell each other. WhatsApp never hears of them. W7."""

from collections.abc import Sequence
from typing import Any

import marshmallow as ma

from bot.api.contacts.reach import changed, visible_card
from bot.api.fields import Moment, Schema, Text, agent_named
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from models.catalogue import Catalogue
from models.contact import note
from models.contact.note import Note
from models.interactions.interaction import Post

notes = Resource("notes", __name__, description="What colleagues tell each other")


class NoteSchema(ma.Schema):
    id = ma.fields.Integer()
    agent = agent_named(allow_none=True)
    text = ma.fields.String()
    created_at = Moment()


class NoteTextSchema(Schema):
    text = Text(note.LONGEST, required=True)


@notes.get("/contacts/<id:id>/notes")
@notes.arguments(PageSchema, location="query")
@notes.response(200, list_of(NoteSchema))
def listing(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Newest first; for whoever sees the contact."""
    visible_card(id)
    return page_of(note.of_contact(id), asked, shown)


@notes.post("/contacts/<id:id>/notes")
@notes.arguments(NoteTextSchema)
@notes.response(201, NoteSchema)
def add(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Write a note. Nothing is sent, and the bot goes on."""
    with changed(id) as contact:
        note_id = note.write(contact, asked["text"], viewer())
    return shown([Note.get_by_id(note_id)])[0]


def shown(rows: Sequence[Note | Post]) -> list[dict[str, Any]]:
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

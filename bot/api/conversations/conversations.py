"""`/contacts/{id}/timeline`, `/messages`: what happened, what was said, saying something. W7."""

from typing import Any

import marshmallow as ma
from flask import current_app
from peewee import fn

from bot.api.contacts.reach import changed, visible_card
from bot.api.contacts.shape import SILENCED
from bot.api.conversations.attaching import AttachResource, content_with_file
from bot.api.conversations.care import speaker
from bot.api.conversations.notes import NoteSchema
from bot.api.conversations.notes import shown as shown_notes
from bot.api.conversations.shape import MessageSchema, SendSchema, content_of, refer, shown
from bot.api.fields import Moment
from bot.api.paging import PageSchema, list_of, page_of, page_with_total
from bot.api.resource import viewer
from bot.problems import Problem, invalid
from models.contact import Contact, conversation_read, timeline
from models.contact.attachment import Attachment
from models.contact.event import Event
from models.contact.message import Message
from models.notices import reading

conversations = AttachResource(
    "conversations", __name__, description="What was said and what happened"
)


class EntrySchema(ma.Schema):
    """An event (`name`, `sentence`, `data`, `cause`), a message or a note."""

    kind = ma.fields.String(metadata={"enum": ["event", "message", "note"]})
    at = Moment()
    id = ma.fields.Integer()
    name = ma.fields.String()
    sentence = ma.fields.String()
    data = ma.fields.Raw()
    cause = ma.fields.String()
    message = ma.fields.Nested(MessageSchema)
    note = ma.fields.Nested(NoteSchema)


class ConversationSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(MessageSchema), required=True)
    total = ma.fields.Integer(required=True)
    page = ma.fields.Integer(required=True)
    page_size = ma.fields.Integer(required=True)
    window_open_until = Moment(
        allow_none=True,
        metadata={"description": "End of the 24-hour window, also when it has passed"},
    )
    silenced_at = Moment(allow_none=True, metadata={"description": SILENCED})


@conversations.get("/contacts/<id:id>/timeline")
@conversations.arguments(PageSchema, location="query")
@conversations.response(200, list_of(EntrySchema))
def show_timeline(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Everything about a contact, oldest first."""
    visible_card(id)
    offset = (asked["page"] - 1) * asked["page_size"]
    entries = timeline.timeline(id, offset, asked["page_size"])
    return page_with_total(_entries(entries), timeline.length(id), asked)


@conversations.get("/contacts/<id:id>/messages")
@conversations.arguments(PageSchema, location="query")
@conversations.response(200, ConversationSchema)
def listing(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """The conversation in both directions, oldest first, and whether we may answer freely."""
    card = visible_card(id)
    query = Message.select().where(Message.contact == id).order_by(Message.created_at, Message.id)
    return page_of(query, asked, shown) | {
        "window_open_until": card.window_open_until,
        "silenced_at": card.contact.silenced_at,
    }


@conversations.post("/contacts/<id:id>/messages")
@conversations.arguments(SendSchema)
@conversations.response(201, MessageSchema)
def send(asked: dict[str, Any], id: int) -> dict[str, Any]:
    """Write to a contact, or send a file from the computer (as multipart/form-data). From now on
    the bot is silent: a person has the conversation."""
    content, file = content_with_file(asked) if "file" in asked else (content_of(asked), None)
    with changed(id) as contact:
        _check_consent(contact, content)
        content = refer(content, asked, id)
        _check_window(contact, content)
        contact.number = contact.number or _first_number()
        contact.silence_bot(f"{speaker()} wrote")
        message_id = contact.say(content, viewer())
    if file is not None:
        Attachment.keep(message_id, file)
    return shown([Message.get_by_id(message_id)])[0]


@conversations.post("/contacts/<id:id>/read")
@conversations.response(204)
def read(id: int) -> None:
    """The key's agent has seen the conversation so far, and what they were told of the contact."""
    agent = viewer()
    if agent is None:
        raise Problem(403, "this key belongs to no agent: use a key of the agent who has read it")
    visible_card(id)
    newest = Message.select(fn.MAX(Message.id)).where(Message.contact == id).scalar()
    if newest:
        conversation_read.mark(agent, id, newest)
    reading.see(agent, id)


def _check_consent(contact: Contact, content: dict[str, Any]) -> None:
    if contact.takes(content, viewer()):
        return
    raise invalid(
        "template" if content["type"] == "template" else "text",
        "this contact has opted out of automatic messages and templates: only an agent's own "
        "words reach them, until they write START or somebody sets opted_out to false",
    )


def _check_window(contact: Contact, content: dict[str, Any]) -> None:
    if content["type"] == "template" or contact.window_open(contact.batch.now):
        return
    if contact.last_heard_at is None:
        raise invalid("template", "this contact has not written yet: send a template")
    closed = contact.window_end().isoformat(timespec="minutes")
    raise invalid("template", f"the 24-hour window closed at {closed}: send a template")


def _first_number() -> str:
    """For who has never written: the first of our numbers."""
    numbers: tuple[str, ...] = current_app.extensions["usher"].config.phone_number_ids
    return numbers[0]


def _entries(entries: list[timeline.Entry]) -> list[dict[str, Any]]:
    messages = {one["id"]: one for one in shown([e.message for e in entries if e.message])}
    notes = {one["id"]: one for one in shown_notes([e.note for e in entries if e.note])}
    return [_event(one.event) if one.event else _written(one, messages, notes) for one in entries]


def _written(
    entry: timeline.Entry, messages: dict[int, Any], notes: dict[int, Any]
) -> dict[str, Any]:
    kind, rows = ("note", notes) if entry.note else ("message", messages)
    return {"kind": kind, "at": entry.at, "id": entry.id, kind: rows[entry.id]}


def _event(event: Event) -> dict[str, Any]:
    return {
        "kind": "event",
        "at": event.at,
        "id": event.id,
        "name": event.name,
        "sentence": timeline.sentence(event),
        "data": event.data,
        "cause": event.cause,
    }

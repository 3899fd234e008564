"""`/outbox`: what is owed to the world, and whether it went out."""

from typing import Any

import marshmallow as ma
from flask import current_app

from bot.api.fields import NamedSchema, Word
from bot.api.operations import work
from bot.api.operations.work import RetriedSchema, RetrySchema, WorkQuerySchema, WorkSchema
from bot.api.paging import long_list_of, page_behind
from bot.api.resource import Resource
from bot.mail import notice
from models.contact import Contact
from models.queues.bell import Queue
from models.queues.outbox import OutboxItem, OutboxKind

outbox = Resource("outbox", __name__, description="WhatsApp messages and emails that are owed")


class EmailSchema(ma.Schema):
    to = ma.fields.String()
    subject = ma.fields.String()
    text = ma.fields.String()


class OutboxSchema(WorkSchema):
    kind = ma.fields.Enum(OutboxKind, by_value=True)
    contact = ma.fields.Nested(NamedSchema, allow_none=True)
    message = ma.fields.Integer(allow_none=True, metadata={"description": "A message's id"})
    notification = ma.fields.Integer(allow_none=True)
    number = ma.fields.String(allow_none=True)
    recipient = ma.fields.String(allow_none=True, metadata={"description": "For who is no contact"})
    external_id = ma.fields.String(allow_none=True)
    content = ma.fields.Raw(allow_none=True, metadata={"description": "The WhatsApp message"})
    email = ma.fields.Nested(EmailSchema, allow_none=True)


class OutboxQuerySchema(WorkQuerySchema):
    kind = Word(OutboxKind, metadata={"description": "By which way it goes"})


class RetryOwedSchema(RetrySchema):
    kind = Word(OutboxKind, metadata={"description": "Only rows that go this way"})


@outbox.get("/outbox")
@outbox.arguments(OutboxQuerySchema, location="query")
@outbox.response(200, long_list_of(OutboxSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Newest first, each with what is to be sent. `next` leads on where this page ends."""
    rows = work.query(OutboxItem, asked)
    if "contact" in asked:
        rows = rows.where(OutboxItem.contact == asked["contact"])
    return page_behind(rows, OutboxItem.id, asked, _shown)


@outbox.get("/outbox/<id:id>")
@outbox.response(200, OutboxSchema)
def show(id: int) -> dict[str, Any]:
    """One row."""
    return _one(work.one(OutboxItem, id, "outbox row"))


@outbox.post("/outbox/<id:id>/retry")
@outbox.response(200, OutboxSchema)
def retry(id: int) -> dict[str, Any]:
    """Send a parked row once more."""
    return _one(work.retry(OutboxItem, id, "outbox row", Queue.OUTBOX))


@outbox.post("/outbox/retry")
@outbox.arguments(RetryOwedSchema, required=False)
@outbox.response(200, RetriedSchema)
def retry_parked(asked: dict[str, Any]) -> dict[str, Any]:
    """Send once more all that is parked, or all of one kind."""
    return work.retry_parked(OutboxItem, asked.get("kind"), Queue.OUTBOX)


PLAIN = (
    "id",
    "kind",
    "lane",
    "state",
    "attempts",
    "due_at",
    "last_error",
    "created_at",
    "done_at",
    "number",
    "recipient",
    "external_id",
)


def _one(row: OutboxItem) -> dict[str, Any]:
    return _shown([row])[0]


def _shown(rows: list[OutboxItem]) -> list[dict[str, Any]]:
    ids = {row.contact_id for row in rows if row.contact_id}
    known = {one.id: one for one in Contact.select().where(Contact.id.in_(ids or {0}))}
    return [
        {name: getattr(row, name) for name in PLAIN}
        | {"contact": known.get(row.contact_id)}
        | {"message": row.message_id, "notification": row.notification_id}
        | _what(row)
        for row in rows
    ]


def _what(row: OutboxItem) -> dict[str, Any]:
    if row.kind is not OutboxKind.EMAIL:
        return {"content": row.payload, "email": None}
    base_url = current_app.extensions["usher"].config.base_url
    return {"content": None, "email": notice.email(row.payload, base_url)}

"""`/inbox`: what arrived, and what became of it."""

import json
from typing import Any

import marshmallow as ma
from peewee import fn

from bot.api.operations import work
from bot.api.operations.work import RetriedSchema, RetrySchema, WorkQuerySchema, WorkSchema
from bot.api.paging import long_list_of, page_behind
from bot.api.resource import Resource
from models.contact.message import Message
from models.queues.bell import Queue
from models.queues.inbox import InboxItem

inbox = Resource("inbox", __name__, description="What arrived from WhatsApp")


class InboxSchema(WorkSchema):
    external_id = ma.fields.String()
    number = ma.fields.String(metadata={"description": "Our phone_number_id"})


class InboxDetailSchema(InboxSchema):
    payload = ma.fields.Raw(
        allow_none=True, metadata={"description": "As it came; null once it is kept no longer"}
    )


@inbox.get("/inbox")
@inbox.arguments(WorkQuerySchema, location="query")
@inbox.response(200, long_list_of(InboxSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Newest first; payloads only one by one. `next` leads on where this page ends."""
    rows = work.query(InboxItem, asked)
    if "contact" in asked:
        said = Message.select(Message.wamid).where(
            Message.contact == asked["contact"], Message.wamid.is_null(False)
        )
        rows = rows.where(InboxItem.external_id == fn.ANY(fn.ARRAY(said)))
    return page_behind(rows, InboxItem.id, asked)


@inbox.get("/inbox/<id:id>")
@inbox.response(200, InboxDetailSchema)
def show(id: int) -> dict[str, Any]:
    """One row, with its payload."""
    item = work.one(InboxItem, id, "inbox row")
    names = list(InboxSchema().fields)
    return {name: getattr(item, name) for name in names} | {"payload": _payload(item.payload)}


@inbox.post("/inbox/<id:id>/retry")
@inbox.response(200, InboxSchema)
def retry(id: int) -> Any:
    """Handle a parked row once more."""
    return work.retry(InboxItem, id, "inbox row", Queue.INBOX)


@inbox.post("/inbox/retry")
@inbox.arguments(RetrySchema, required=False)
@inbox.response(200, RetriedSchema)
def retry_parked(asked: dict[str, Any]) -> dict[str, Any]:
    """Handle once more all that is parked, or all of one kind."""
    return work.retry_parked(InboxItem, asked.get("kind"), Queue.INBOX)


def _payload(text: str) -> Any:
    """What could not be split into items is kept as it came, and may be no JSON."""
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text

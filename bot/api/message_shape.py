"""How answers show a message, and what a caller may send."""

from typing import Any

import marshmallow as ma

from bot.api.fields import Moment, Schema, Text, agent_named
from bot.problems import Wrong, invalid, invalids
from bot.whatsapp import limits
from models.catalogue import Catalogue
from models.contact.message import Author, Delivery, Message

SENDABLE = (
    "text",
    "buttons",
    "list",
    "template",
    "location_request",
    "contact_request",
    "reaction",
)


class MessageSchema(ma.Schema):
    id = ma.fields.Integer()
    author = ma.fields.Enum(Author, by_value=True)
    agent = agent_named(allow_none=True)
    number = ma.fields.String(metadata={"description": "Our phone_number_id"})
    wamid = ma.fields.String(allow_none=True)
    type = ma.fields.String()
    text = ma.fields.String()
    content = ma.fields.Raw()
    context_wamid = ma.fields.String(allow_none=True)
    delivery = ma.fields.Enum(Delivery, by_value=True, allow_none=True)
    error = ma.fields.String(allow_none=True)
    sent_at = Moment()
    created_at = Moment()
    edited_at = Moment(allow_none=True)
    revoked_at = Moment(allow_none=True)


class ButtonSchema(Schema):
    id = ma.fields.String(required=True)
    title = ma.fields.String(required=True)


class RowSchema(ButtonSchema):
    description = ma.fields.String()


class TemplateSchema(Schema):
    name = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    parameters = ma.fields.List(ma.fields.String(), load_default=list)


class ContentSchema(Schema):
    type = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(SENDABLE, error=f"give one of {', '.join(SENDABLE)}"),
    )
    text = ma.fields.String()
    buttons = ma.fields.List(ma.fields.Nested(ButtonSchema))
    footer = ma.fields.String()
    button = ma.fields.String()
    rows = ma.fields.List(ma.fields.Nested(RowSchema))
    name = ma.fields.String()
    language = ma.fields.String()
    parameters = ma.fields.List(ma.fields.String())
    wamid = ma.fields.String()
    emoji = ma.fields.String()
    reply_to = ma.fields.String()


class SendSchema(Schema):
    """Give one of `text`, `template` and `content`."""

    text = Text(limits.TEXT)
    template = ma.fields.Nested(TemplateSchema)
    content = ma.fields.Nested(ContentSchema)

    @ma.validates_schema
    def _one_of_them(self, data: dict[str, Any], **kwargs: Any) -> None:
        if len(data) != 1:
            raise ma.ValidationError("give one of text, template and content", "text")


def content_of(asked: dict[str, Any]) -> dict[str, Any]:
    """What is to be sent, in the form of the outbox, once WhatsApp would take it."""
    ((field, given),) = asked.items()
    if field == "text":
        content = {"type": "text", "text": given}
    elif field == "template":
        content = {"type": "template", **given}
    else:
        content = given
    wrong = [Wrong(field, problem) for problem in limits.check(content)]
    if wrong:
        raise invalids(wrong)
    if content.get("reply_to") == "":
        raise invalid("content.reply_to", "give the id of a message, or leave it out")
    return content


def shown(rows: list[Message]) -> list[dict[str, Any]]:
    agents = Catalogue.current().agents
    plain = [name for name in MessageSchema().fields if name != "agent"]
    return [
        {name: getattr(row, name) for name in plain} | {"agent": agents.get(row.agent_id or 0)}
        for row in rows
    ]

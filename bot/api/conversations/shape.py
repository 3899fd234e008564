"""How answers show a message, and what a caller may send."""

from typing import Any

import marshmallow as ma

from bot.api.fields import Choice, Moment, Schema, Text, Whole, agent_named
from bot.problems import Wrong, invalid, invalids
from bot.whatsapp import attachments, limits
from models.catalogue import Catalogue
from models.contact.message import Author, Delivery, Message
from models.ids import BIGGEST_ID

SENDABLE: dict[str, frozenset[str]] = {
    "text": frozenset({"text"}),
    "buttons": frozenset({"text", "buttons", "footer"}),
    "list": frozenset({"text", "button", "rows", "footer"}),
    "template": frozenset({"name", "language", "parameters", "body"}),
    "location_request": frozenset({"text", "footer"}),
    "contact_request": frozenset({"text", "footer"}),
    "reaction": frozenset({"wamid", "emoji"}),
    "location": frozenset({"latitude", "longitude", "name", "address"}),
    **{kind: frozenset({"link", *beside}) for kind, beside in attachments.MEDIA.items()},
}
"""What each type takes, beside `reply_to`."""

BODY = "Its words with their places, as `/templates` tells them: for conversations, not sent"


class QuotedSchema(ma.Schema):
    """The message that another one answers, as far as it is kept."""

    id = ma.fields.Integer()
    author = ma.fields.Enum(Author, by_value=True)
    type = ma.fields.String()
    text = ma.fields.String()


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
    reply_to = ma.fields.Nested(QuotedSchema, allow_none=True)
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
    body = Text(limits.TEXT, metadata={"description": BODY})


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
    body = Text(limits.TEXT, metadata={"description": BODY})
    wamid = ma.fields.String()
    emoji = ma.fields.String()
    link = ma.fields.String(metadata={"description": "Of a file that Meta can fetch"})
    caption = ma.fields.String()
    filename = ma.fields.String()
    latitude = ma.fields.Float()
    longitude = ma.fields.Float()
    address = ma.fields.String()
    reply_to = ma.fields.String(metadata={"description": "The wamid of a message of theirs"})

    @ma.validates_schema
    def _belongs_to_the_type(self, data: dict[str, Any], **kwargs: Any) -> None:
        known = SENDABLE[data["type"]] | {"type", "reply_to"}
        wrong = f"does not belong to type {data['type']}: leave it out"
        strange = {name: [wrong] for name in data if name not in known}
        if strange:
            raise ma.ValidationError(strange)


class SendSchema(Choice):
    """Give one of `text`, `template` and `content`; `reply_to` with any."""

    beside = frozenset({"reply_to"})

    text = Text(limits.TEXT, metadata={"description": "Within the 24-hour window only"})
    template = ma.fields.Nested(
        TemplateSchema, metadata={"description": "An approved one, at any time"}
    )
    content = ma.fields.Nested(ContentSchema, metadata={"description": "A file, buttons, a list …"})
    reply_to = Whole(1, BIGGEST_ID, metadata={"description": "The id of a message of this contact"})


def content_of(asked: dict[str, Any]) -> dict[str, Any]:
    """What is to be sent, in the form of the outbox, once WhatsApp would take it."""
    ((field, given),) = ((name, one) for name, one in asked.items() if name != "reply_to")
    if field == "text":
        content = {"type": "text", "text": given}
    elif field == "template":
        content = {"type": "template", **given}
    else:
        content = given
    wrong = [Wrong(field, problem) for problem in limits.check(content)]
    if wrong:
        raise invalids(wrong)
    return content


def refer(content: dict[str, Any], asked: dict[str, Any], contact: int) -> dict[str, Any]:
    """`content` with what it refers to: only ever a message of this contact."""
    for name in ("reply_to", "wamid"):
        if name in content:
            _check_theirs(Message.wamid == content[name], contact, f"content.{name}")
    if "reply_to" not in asked:
        return content
    quoted = _check_theirs(Message.id == asked["reply_to"], contact, "reply_to")
    if quoted.wamid is None:
        raise invalid("reply_to", "this message has not been sent yet: try again when it has")
    return content | {"reply_to": quoted.wamid}


def _check_theirs(named: Any, contact: int, field: str) -> Message:
    found: Message | None = Message.get_or_none(named, Message.contact == contact)
    if found is None:
        raise invalid(field, "this contact has no such message; GET their messages lists them")
    return found


def shown(rows: list[Message]) -> list[dict[str, Any]]:
    agents, quoted = Catalogue.current().agents, _quoted(rows)
    plain = [name for name in MessageSchema().fields if name not in {"agent", "reply_to"}]
    return [
        {name: getattr(row, name) for name in plain}
        | {
            "agent": agents.get(row.agent_id or 0),
            "reply_to": quoted.get((row.contact_id, row.context_wamid)),
        }
        for row in rows
    ]


def _quoted(rows: list[Message]) -> dict[tuple[int, str | None], Message]:
    """What these messages answer, by contact and wamid."""
    wamids = {row.context_wamid for row in rows if row.context_wamid}
    found = Message.select().where(Message.wamid.in_(sorted(wamids))) if wamids else []
    return {(one.contact_id, one.wamid): one for one in found}

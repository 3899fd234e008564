"""`/notifications`: what the key's agent is told, and has seen. W6, A11, X9."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import Moment, Truth
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource, viewer
from bot.problems import Problem
from models.agents.agent import Agent
from models.clock import now
from models.notices.notification import Notification, NotificationKind
from models.notices.reading import notifications_of

notifications = Resource("notifications", __name__, description="What the key's agent is told")


class NotificationSchema(ma.Schema):
    id = ma.fields.Integer()
    kind = ma.fields.Enum(NotificationKind, by_value=True)
    subject = ma.fields.String()
    paragraphs = ma.fields.List(ma.fields.String())
    facts = ma.fields.List(
        ma.fields.List(ma.fields.String()), metadata={"description": "Pairs: what, and its value"}
    )
    link = ma.fields.String(metadata={"description": "A path of the pages"})
    created_at = Moment()
    read_at = Moment(allow_none=True)


class ReadSchema(ma.Schema):
    read = ma.fields.Integer(metadata={"description": "How many were unread until now"})


class NotificationQuerySchema(PageSchema):
    unread = Truth(metadata={"description": "true: what was not read; false: what was"})


@notifications.get("/notifications")
@notifications.arguments(NotificationQuerySchema, location="query")
@notifications.response(200, list_of(NotificationSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Newest first."""
    query = notifications_of(_agent())
    if "unread" in asked:
        query = query.where(Notification.read_at.is_null(asked["unread"]))
    return page_of(query.order_by(Notification.id.desc()), asked, _shown)


@notifications.post("/notifications/read")
@notifications.response(200, ReadSchema)
def read_all() -> dict[str, int]:
    """The agent has seen all that they may see."""
    unread = notifications_of(_agent()).where(Notification.read_at.is_null())
    ids = [one.id for one in unread.select(Notification.id)]
    changed = Notification.update(read_at=now()).where(Notification.id.in_(ids or [0])).execute()
    return {"read": changed}


@notifications.post("/notifications/<id:id>/read")
@notifications.response(200, NotificationSchema)
def read(id: int) -> dict[str, Any]:
    """The agent has seen it. What was read already stays read since then."""
    one = lookup.seen(notifications_of(_agent()), id, "notification")
    if one.read_at is None:
        one.read_at = now()
        one.save()
    return _shown([one])[0]


def _agent() -> Agent:
    agent = viewer()
    if agent is None:
        raise Problem(403, "this key belongs to no agent: use a key of the agent who is told")
    return agent


def _shown(rows: list[Notification]) -> list[dict[str, Any]]:
    own, told = ("id", "kind", "created_at", "read_at"), ("subject", "paragraphs", "facts", "link")
    return [
        {name: getattr(row, name) for name in own} | {name: row.payload[name] for name in told}
        for row in rows
    ]

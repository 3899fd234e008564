"""`/automations`: what happens by itself when a contact enters a status. M5, C2."""

from collections.abc import Iterator
from typing import Any

import marshmallow as ma

from bot.api import lookup, placeholders
from bot.api.conversations.shape import TemplateSchema
from bot.api.fields import (
    Choice,
    Moment,
    NameOrId,
    Schema,
    Text,
    Truth,
    Whole,
    Word,
    named,
)
from bot.api.paging import PageSchema, list_of, page_of
from bot.api.resource import Resource
from bot.problems import Wrong, invalids
from bot.whatsapp import limits
from models.automation.actions import Notified, complaints
from models.catalogue import Catalogue
from models.contact import State
from models.ids import BIGGEST_ID
from models.refusal import Refusal
from models.settings.automation import Automation
from models.settings.status import Status
from models.webhooks.endpoint import WebhookEndpoint

automations = Resource(
    "automations", __name__, description="What happens when a contact enters a status"
)

MOST = 20
"""Actions of one automation."""


class SendingSchema(Choice):
    """Give one of `text` (with placeholders such as {name}) and `template`."""

    text = Text(limits.TEXT)
    template = ma.fields.Nested(TemplateSchema)


class ActionSchema(Choice):
    """Give one of them."""

    send = ma.fields.Nested(SendingSchema)
    tag = Text(100)
    untag = Text(100)
    state = Word(State)
    notify = Word(Notified)
    webhook = Whole(1, BIGGEST_ID, metadata={"description": "The id of a webhook endpoint"})


class AutomationSchema(ma.Schema):
    id = ma.fields.Integer()
    status = named()
    actions = ma.fields.List(ma.fields.Nested(ActionSchema))
    active = ma.fields.Boolean()
    created_at = Moment()


class AutomationChangeSchema(Schema):
    actions = ma.fields.List(
        ma.fields.Nested(ActionSchema),
        validate=ma.validate.Length(1, MOST, error=f"give 1 to {MOST} actions"),
        metadata={"description": "In their order"},
    )
    active = Truth()


class NewAutomationSchema(AutomationChangeSchema):
    status = NameOrId(
        required=True, metadata={"description": "Which contacts enter, by name or id"}
    )
    actions = ma.fields.List(
        ma.fields.Nested(ActionSchema),
        required=True,
        validate=ma.validate.Length(1, MOST, error=f"give 1 to {MOST} actions"),
        metadata={"description": "In their order"},
    )


@automations.get("/automations")
@automations.arguments(PageSchema, location="query")
@automations.response(200, list_of(AutomationSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Every automation, in the pipeline's order."""
    query = Automation.select().join(Status).order_by(Status.position, Status.id)
    return page_of(query, asked, lambda rows: [_shown(row) for row in rows])


@automations.post("/automations")
@automations.arguments(NewAutomationSchema)
@automations.response(201, AutomationSchema)
def create(asked: dict[str, Any]) -> Any:
    """Say what happens when a contact enters a status that has no automation yet."""
    status = lookup.status(asked["status"])
    held = Automation.get_or_none(Automation.status == status)
    if held is not None:
        raise Refusal(f"{status.name} has the automation {held.id}: change that one", "status")
    asked |= {"status": status, "actions": _kept(asked["actions"])}
    return _shown(Automation.create(**asked))


@automations.get("/automations/<id:id>")
@automations.response(200, AutomationSchema)
def show(id: int) -> Any:
    """One automation."""
    return _shown(lookup.row(Automation, id, "automation"))


@automations.patch("/automations/<id:id>")
@automations.arguments(AutomationChangeSchema)
@automations.response(200, AutomationSchema)
def change(asked: dict[str, Any], id: int) -> Any:
    """Change what is named: all actions, or whether they happen. What has happened stays."""
    automation = lookup.row(Automation, id, "automation")
    if "actions" in asked:
        automation.actions = _kept(asked["actions"])
    automation.active = asked.get("active", automation.active)
    automation.save()
    return _shown(automation)


@automations.delete("/automations/<id:id>")
@automations.response(204)
def remove(id: int) -> None:
    """From now on nothing happens by itself in its status."""
    lookup.row(Automation, id, "automation").delete_instance()


def _kept(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The actions as they are stored, once WhatsApp would take what they send."""
    kept = [{"send": _content(one["send"])} if "send" in one else one for one in actions]
    wrong = [one for place, action in enumerate(kept) for one in _wrong(place, action)]
    if wrong:
        raise invalids(wrong)
    return kept


def _content(sending: dict[str, Any]) -> dict[str, Any]:
    if "text" in sending:
        return {"type": "text", "text": sending["text"]}
    return {"type": "template", **sending["template"]}


def _wrong(place: int, action: dict[str, Any]) -> Iterator[Wrong]:
    if "webhook" in action and not _is_endpoint(action["webhook"]):
        at = f"actions.{place}.webhook"
        yield Wrong(at, "there is no such endpoint; GET /webhook-endpoints lists them")
    content = action.get("send")
    if content is None:
        return
    at = f"actions.{place}.send"
    if content["type"] == "template":
        at += ".template"
    wrong = list(complaints(action)) or list(placeholders.unknown(content))
    yield from (Wrong(f"{at}.{field}", message) for field, message in wrong)
    for problem in limits.check(content):
        yield Wrong(at, problem)


def _is_endpoint(id: int) -> bool:
    return bool(WebhookEndpoint.select().where(WebhookEndpoint.id == id).exists())


def _shown(row: Automation) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("id", "active", "created_at")}
    status = Catalogue.current().statuses[row.status_id]
    return plain | {"status": status, "actions": [_as_asked(one) for one in row.actions]}


def _as_asked(action: dict[str, Any]) -> dict[str, Any]:
    """As somebody would write it: what is answered can be sent again."""
    content = action.get("send")
    if content is None:
        return action
    if content["type"] == "text":
        return {"send": {"text": content["text"]}}
    return {"send": {"template": {key: one for key, one in content.items() if key != "type"}}}

"""`/audit`: who changed what, when and from where: settings, agents and keys, and contacts."""

from typing import Any

import marshmallow as ma

from bot.api import lookup
from bot.api.fields import (
    DayOrMoment,
    Moment,
    NamedSchema,
    NameOrId,
    Whole,
    Word,
    agent_named,
    named,
)
from bot.api.paging import CursorSchema, long_list_of, page_behind
from bot.api.resource import Resource
from bot.problems import invalid
from models.audit import reading, wording
from models.audit.entry import Action, AuditEntry
from models.audit.noting import EXPORT, IMPORT
from models.audit.reading import CONTACT, Wanted
from models.audit.watched import WATCHED
from models.audit.wording import BY, Worded
from models.catalogue import Catalogue
from models.clock import begin_of, end_of
from models.contact.event import Event
from models.ids import BIGGEST_ID

audit = Resource("audit", __name__, description="Who changed what, when and from where")

KINDS = [*sorted({watched.kind for watched in WATCHED.values()}), EXPORT, IMPORT, CONTACT]


class ThingSchema(NamedSchema):
    name = ma.fields.String(required=True, allow_none=True)


class AuditSchema(ma.Schema):
    id = ma.fields.Integer(metadata={"description": "Of the entry; of a contact's event its id"})
    at = Moment()
    agent = agent_named(allow_none=True, metadata={"description": "Who, or whose key"})
    key = named(allow_none=True, metadata={"description": "By which API key"})
    actor = ma.fields.String(
        metadata={"description": "agent:ID in the pages, api_key:ID, command, or usher by itself"}
    )
    address = ma.fields.String(allow_none=True, metadata={"description": "From where"})
    action = ma.fields.Enum(Action, by_value=True)
    kind = ma.fields.String(metadata={"enum": KINDS})
    thing = ma.fields.Nested(ThingSchema, allow_none=True)
    before = ma.fields.Raw(metadata={"description": "Of a change what changed; secrets hidden"})
    after = ma.fields.Raw()
    sentence = ma.fields.String()


class AuditQuerySchema(CursorSchema):
    actor = NameOrId(metadata={"description": "Email or id of an agent, command or usher"})
    key = Whole(1, BIGGEST_ID, metadata={"description": "The id of an API key"})
    kind = Word(KINDS, metadata={"description": "contact tells what was done to contacts"})
    id = Whole(1, BIGGEST_ID, metadata={"description": "Of the thing; give its kind too"})
    since = DayOrMoment(data_key="from", metadata={"description": "A day or a moment"})
    until = DayOrMoment(data_key="to", metadata={"description": "A day counts whole"})


@audit.get("/audit")
@audit.arguments(AuditQuerySchema, location="query")
@audit.response(200, long_list_of(AuditSchema))
def listing(asked: dict[str, Any]) -> dict[str, Any]:
    """Changes of settings, agents and keys; with kind=contact what people and programs did to
    contacts. Newest first."""
    if "id" in asked and "kind" not in asked:
        raise invalid("kind", "say of which kind the thing with this id is")
    wanted = _wanted(asked)
    if wanted.kind != CONTACT:
        return page_behind(reading.entries(wanted), AuditEntry.id, asked, _entries)
    if wanted.id is None and wanted.since is None:
        raise invalid("from", "there is too much of all contacts: give id or from")
    return page_behind(reading.events(wanted), Event.id, asked, _events)


def _wanted(asked: dict[str, Any]) -> Wanted:
    actor, key = asked.get("actor"), asked.get("key")
    by_word = actor in BY
    zone = Catalogue.current().organisation.timezone
    return Wanted(
        agent=lookup.agent(actor, "actor") if actor is not None and not by_word else None,
        actor=f"api_key:{key}" if key else str(actor) if by_word else None,
        kind=asked.get("kind"),
        id=asked.get("id"),
        since=begin_of(asked["since"], zone) if "since" in asked else None,
        until=end_of(asked["until"], zone) if "until" in asked else None,
    )


def _entries(rows: list[Any]) -> list[dict[str, Any]]:
    return [_shown(one) for one in wording.worded(rows)]


def _events(rows: list[Any]) -> list[dict[str, Any]]:
    return [_shown(one) for one in wording.worded_events(rows)]


def _shown(one: Worded) -> dict[str, Any]:
    plain = ("agent", "key", "actor", "action", "kind", "before", "after", "sentence")
    return {name: getattr(one, name) for name in plain} | {
        "id": one.row.id,
        "at": one.row.at,
        "address": one.row.address,
        "thing": {"id": one.thing, "name": one.name} if one.thing else None,
    }

"""How a campaign is ordered: what can be asked for, and the campaign that is meant by it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import marshmallow as ma
from flask import current_app

from bot.api import placeholders
from bot.api.contacts.filters import SelectionSchema
from bot.api.conversations.shape import BODY
from bot.api.fields import DayOrMoment, Schema, Text, Truth, Whole
from bot.problems import Wrong, invalid, invalids
from bot.whatsapp import limits
from models.campaigns import wording
from models.campaigns.campaign import Campaign
from models.clock import begin_of, now
from models.conditions.comparing import fold
from models.ids import BIGGEST_ID
from models.settings.organisation import Organisation

FASTEST = 4800
"""Messages a minute that WhatsApp takes from one number."""
RATE = 600
LONGEST_WAIT = timedelta(days=366)
LATE = timedelta(minutes=5)
PARAMETERS = 50


class CampaignTemplateSchema(Schema):
    name = Text(limits.TEMPLATE_NAME, required=True)
    language = Text(20, required=True)
    parameters = ma.fields.List(
        Text(limits.TEMPLATE_PARAMETER),
        load_default=list,
        validate=ma.validate.Length(max=PARAMETERS, error=f"give {PARAMETERS} at most"),
        metadata={"description": "With {name} and {a trait's name}"},
    )
    body = Text(limits.TEXT, metadata={"description": BODY})


class CampaignTextSchema(Schema):
    text = Text(limits.TEXT, required=True, metadata={"description": "With placeholders too"})


class ExcludeSchema(Schema):
    contacted_within_days = Whole(1, 365, metadata={"description": "Whom we wrote to so lately"})
    campaigns = ma.fields.List(
        Whole(1, BIGGEST_ID),
        validate=ma.validate.Length(max=100, error="name 100 at most"),
        metadata={"description": "Ids: who got one of them does not get this one"},
    )


class CampaignOrderSchema(SelectionSchema):
    """Give one of `ids` and `filter`, and one of `template` and `content`."""

    beside = frozenset(
        {"name", "template", "content", "defaults", "start_at", "rate", "left_out", "quiet_hours"}
    )

    name = Text(metadata={"description": "No two campaigns have the same"})
    template = ma.fields.Nested(
        CampaignTemplateSchema, metadata={"description": "One that Meta has approved"}
    )
    content = ma.fields.Nested(
        CampaignTextSchema,
        metadata={"description": "Free text, for those who wrote within 24 hours only"},
    )
    defaults = ma.fields.Dict(
        Text(100),
        Text(100),
        load_default=dict,
        validate=ma.validate.Length(max=PARAMETERS, error=f"give {PARAMETERS} at most"),
        metadata={"description": "By placeholder, what stands for who has no value"},
    )
    start_at = DayOrMoment(metadata={"description": "Now, or within a year"})
    rate = Whole(1, FASTEST, load_default=RATE, metadata={"description": "Messages a minute"})
    quiet_hours = Truth(
        load_default=True,
        metadata={"description": "false: it also goes out in the organisation's quiet hours"},
    )
    left_out = ma.fields.Nested(
        ExcludeSchema,
        load_default=dict,
        data_key="exclude",
        metadata={"description": "Who does not get it"},
    )

    @ma.validates_schema
    def _one_message(self, data: dict[str, Any], **kwargs: Any) -> None:
        if ("template" in data) == ("content" in data):
            raise ma.ValidationError("give one of template and content", "template")


def campaign_of(asked: Mapping[str, Any]) -> Campaign:
    """The campaign that a loaded CampaignOrderSchema asks for, not kept yet."""
    content, left_out = _content(asked), asked["left_out"]
    start_at = _start(asked.get("start_at"))
    return Campaign(
        name=asked.get("name") or _name(content, start_at),
        content=content,
        defaults=_defaults(asked["defaults"], content),
        number=current_app.extensions["usher"].config.phone_number_ids[0],
        rate=asked["rate"],
        days=left_out.get("contacted_within_days"),
        others=_others(left_out.get("campaigns", [])),
        start_at=start_at,
        quiet_hours=asked["quiet_hours"],
    )


def _content(asked: Mapping[str, Any]) -> dict[str, Any]:
    field = "template" if "template" in asked else "content"
    kind = {"template": "template", "content": "text"}[field]
    content = {"type": kind, **asked[field]}
    wrong = [Wrong(f"{field}.{place}", why) for place, why in wording.complaints(content)]
    wrong += [] if wrong else [Wrong(field, why) for why in limits.check(content)]
    if not wrong:
        unknown = placeholders.unknown(content, asked["defaults"])
        wrong = [Wrong(f"{field}.{place}", why) for place, why in unknown]
    if wrong:
        raise invalids(wrong)
    return content


def _defaults(given: dict[str, str], content: dict[str, Any]) -> dict[str, str]:
    used = {fold(name) for _, name in wording.placeholders(content)}
    wrong = [
        Wrong(f"defaults.{name}", "is no placeholder of the message: leave it out")
        for name in given
        if fold(name) not in used
    ]
    if wrong:
        raise invalids(wrong)
    return given


def _others(ids: list[int]) -> list[int]:
    known = {id for (id,) in Campaign.select(Campaign.id).where(Campaign.id.in_(ids)).tuples()}
    wrong = [
        Wrong(f"exclude.campaigns.{place}", f"there is no campaign {id}: GET /campaigns lists them")
        for place, id in enumerate(ids)
        if id not in known
    ]
    if wrong:
        raise invalids(wrong)
    return ids


def _start(given: date | datetime | None) -> datetime:
    moment = now()
    if given is None:
        return moment
    if not isinstance(given, datetime):
        raise invalid("start_at", f"give the hour too, as in {given.isoformat()}T09:00:00+01:00")
    start = begin_of(given, Organisation.the().timezone)
    if not moment - LATE <= start <= moment + LONGEST_WAIT:
        raise invalid("start_at", "give a moment within the next year, or leave it out for now")
    return max(start, moment)


def _name(content: dict[str, Any], start_at: datetime) -> str:
    """Of the minute: the same request sent twice by mistake is one campaign."""
    local = start_at.astimezone(ZoneInfo(Organisation.the().timezone))
    return f"{content.get('name', 'Text')}, {local:%Y-%m-%d %H:%M}"

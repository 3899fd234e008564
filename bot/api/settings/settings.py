"""`/settings`: the organisation's own. A1, A5, A8, R8."""

from typing import Any

import marshmallow as ma

from bot.api import lookup, versions
from bot.api.body import given
from bot.api.fields import Form, NameOrId, Text, TimeZone, Truth, Whole, named
from bot.api.money import Currency
from bot.api.resource import Resource, holding
from bot.api.settings import reminders, retention
from bot.api.settings.reminders import ReminderChangeSchema, ReminderSettingsSchema
from bot.api.settings.retention import RetentionChangeSchema, RetentionSettingsSchema
from bot.whatsapp import limits
from models.catalogue import Catalogue
from models.reminders import ladder
from models.settings import pipeline
from models.settings.organisation import Organisation
from models.settings.status import Status
from models.workflow.spelling import simplify

settings = Resource("settings", __name__, description="Default and closure statuses, timeline …")

PLAIN = (
    "name",
    "closure_days",
    "fallback",
    "timezone",
    "notice_template",
    "notice_language",
    "hand_over_words",
    "hand_over_text",
    "bot_returns_after",
    "return_to_former_owner",
    "interaction_reminder_minutes",
    "currency",
    "set_up",
)
"""What is set without a rule to keep."""
MOST_WORDS = 100
YEAR = 60 * 24 * 365
"""In minutes."""
WEEK = 60 * 24 * 7
"""In minutes."""
REMINDED = "Minutes before an interaction at which its assignee is reminded; null: not at all"
CURRENCY = "ISO 4217: of opportunities, and of purchases that name none"
RETURNS = "Minutes after a person's last word; null: when it is asked back"
FORMER = "Whom nobody owns goes back to who had them, if they are there"


class SettingsSchema(ReminderSettingsSchema, RetentionSettingsSchema):
    name = ma.fields.String()
    default_status = named()
    closure_statuses = ma.fields.List(named())
    closure_days = ma.fields.Integer()
    fallback = ma.fields.Boolean()
    timezone = ma.fields.String()
    notice_template = ma.fields.String()
    notice_language = ma.fields.String()
    hand_over_words = ma.fields.List(ma.fields.String())
    hand_over_text = ma.fields.String()
    bot_returns_after = ma.fields.Integer(allow_none=True, metadata={"description": RETURNS})
    return_to_former_owner = ma.fields.Boolean(metadata={"description": FORMER})
    interaction_reminder_minutes = ma.fields.Integer(
        allow_none=True, metadata={"description": REMINDED}
    )
    currency = ma.fields.String(metadata={"description": CURRENCY})
    set_up = ma.fields.Boolean(
        metadata={"description": "Somebody went through the set-up of the pages"}
    )


class HandOverWord(Text):
    """Has a letter or a digit: nothing else is left of it when it is looked for."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        word = super()._deserialize(value, attr, data, **kwargs)
        if word and not simplify(word):
            raise ma.ValidationError("give a word of letters or digits")
        return word


class SettingsChangeSchema(ReminderChangeSchema, RetentionChangeSchema):
    name = Text(shortest=0, metadata={"description": "Of the organisation"})
    default_status = NameOrId(metadata={"description": "Of new contacts; never a closure status"})
    closure_statuses = ma.fields.List(
        NameOrId(),
        validate=ma.validate.Length(1, error="name at least one: the list is never empty"),
        metadata={"description": "All that close contacts, by names or ids"},
    )
    closure_days = Whole(1, 3650, metadata={"description": "Until the deadline of who comes new"})
    fallback = Truth(
        metadata={"description": "New WhatsApp contacts whom no rule took go to sales agents"}
    )
    timezone = TimeZone(metadata={"description": "An IANA name: where days begin and end"})
    notice_template = ma.fields.String(
        validate=Form(
            "^[a-z0-9_]{1,512}$", error="give the name of an approved template: a-z, 0-9 and _"
        ),
        metadata={"description": "Which tells agents on WhatsApp"},
    )
    notice_language = ma.fields.String(
        validate=Form(
            "^[a-z]{2,3}(_[A-Za-z]{2,4})?$",
            error="give a language as WhatsApp has it: en or en_GB",
        ),
        metadata={"description": "Of that template"},
    )
    hand_over_words = ma.fields.List(
        HandOverWord(40),
        validate=ma.validate.Length(1, MOST_WORDS, error=f"give 1 to {MOST_WORDS} words"),
        metadata={"description": "Who types one gets a person"},
    )
    hand_over_text = Text(
        limits.INTERACTIVE_BODY, shortest=0, metadata={"description": "Said to them; empty: none"}
    )
    bot_returns_after = Whole(1, YEAR, allow_none=True, metadata={"description": RETURNS})
    interaction_reminder_minutes = Whole(
        1, WEEK, allow_none=True, metadata={"description": REMINDED}
    )
    currency = Currency(metadata={"description": CURRENCY})
    set_up = Truth(metadata={"description": "false: the home page leads to the set-up again"})
    return_to_former_owner = Truth(metadata={"description": FORMER})


PARTS = (
    {"default_status", "closure_statuses", "closure_days", "fallback"},
    {"name", "timezone", "notice_template", "notice_language"},
    {"hand_over_words", "hand_over_text", "bot_returns_after", "return_to_former_owner"},
    ReminderSettingsSchema().fields.keys(),
    RetentionSettingsSchema().fields.keys(),
    {"interaction_reminder_minutes", "currency"},
    {"set_up"},
)
"""Who changes one of them meets nobody who changes another."""


@settings.get("/settings")
@settings.response(200, SettingsSchema)
@versions.parted(PARTS)
def show() -> dict[str, Any]:
    """The settings as they are."""
    return _shown()


@settings.patch("/settings")
@settings.arguments(SettingsChangeSchema)
@settings.response(200, SettingsSchema)
@holding(lambda: _hold())
@versions.parted(PARTS)
def change(asked: dict[str, Any]) -> dict[str, Any]:
    """Change what is named. A new closure timeline moves no deadline that stands (A10)."""
    reminders.change(asked)
    retention.change(asked)
    if "default_status" in asked or "closure_statuses" in asked:
        pipeline.choose(_default(asked), _closures(asked))
    plain = {name: asked[name] for name in PLAIN if name in asked}
    if plain:
        Organisation.update(**plain).where(Organisation.id == 1).execute()
    return _shown()


def _hold() -> None:
    """The contacts of statuses that start or stop to close, as far as the list makes sense; behind
    the ladder of reminders, if that is changed too."""
    if "reminders" in given():
        ladder.hold_alone()
    meant = given().get("closure_statuses")
    if isinstance(meant, list):
        catalogue = Catalogue.current()
        named = [catalogue.status(one) for one in meant if isinstance(one, str)]
        ids = {one.id for one in named if one} | {one for one in meant if type(one) is int}
        pipeline.hold_flipped(ids & catalogue.statuses.keys())


def _shown() -> dict[str, Any]:
    organisation = Organisation.the()
    closures = Status.select().where(Status.closure).order_by(Status.position, Status.id)
    shown = {name: getattr(organisation, name) for name in PLAIN}
    shown |= reminders.shown(organisation) | retention.shown(organisation)
    return shown | {
        "default_status": organisation.default_status,
        "closure_statuses": list(closures),
    }


def _default(asked: dict[str, Any]) -> Status | None:
    meant = asked.get("default_status")
    return lookup.status(meant, "default_status") if meant else None


def _closures(asked: dict[str, Any]) -> list[Status] | None:
    meant = asked.get("closure_statuses")
    if meant is None:
        return None
    return [lookup.status(one, f"closure_statuses.{place}") for place, one in enumerate(meant)]

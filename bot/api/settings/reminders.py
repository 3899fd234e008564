"""The settings of reminders, a part of `/settings`: first reply, ladder, quiet hours, digest. A11,
X5, X9."""

from collections import Counter
from typing import Any

import marshmallow as ma

from bot.api.fields import Form, Schema, Whole, Word
from bot.problems import invalid
from models.clock import now
from models.reminders import ladder
from models.reminders.ladder import Step, To
from models.settings.organisation import FirstReplyThen, Organisation

PLAIN = ("first_reply_minutes", "first_reply_then", "quiet_from", "quiet_to", "digest_at")
MOST_STEPS = 10
FARTHEST = 365
LONGEST_WAIT = 7 * 24 * 60


class ClockTime(ma.fields.String):
    """A time of day, as ``HH:MM``."""

    def __init__(self, **options: Any) -> None:
        form = Form(
            "^([01][0-9]|2[0-3]):[0-5][0-9]$", error="give a time of day as HH:MM, such as 08:30"
        )
        super().__init__(validate=form, allow_none=True, **options)


class StepSchema(Schema):
    days = Whole(
        -FARTHEST, FARTHEST, required=True, metadata={"description": "Before it when negative"}
    )
    to = Word(To, required=True)


def _check_ladder(steps: list[dict[str, Any]]) -> None:
    if len(steps) > MOST_STEPS:
        raise ma.ValidationError(f"give {MOST_STEPS} steps at most")
    twice = [days for days, count in Counter(one["days"] for one in steps).items() if count > 1]
    if twice:
        raise ma.ValidationError(f"give the day {twice[0]} once: one step for each day")
    if {"days": 0, "to": "owner"} not in steps:
        raise ma.ValidationError('keep {"days": 0, "to": "owner"}: the day itself is always told')


class ReminderSettingsSchema(ma.Schema):
    first_reply_minutes = ma.fields.Integer(allow_none=True)
    first_reply_then = ma.fields.Enum(FirstReplyThen, by_value=True)
    reminders = ma.fields.List(ma.fields.Nested(StepSchema))
    quiet_from = ma.fields.String(allow_none=True)
    quiet_to = ma.fields.String(allow_none=True)
    digest_at = ma.fields.String(allow_none=True)


class ReminderChangeSchema(Schema):
    first_reply_minutes = Whole(
        1, LONGEST_WAIT, allow_none=True, metadata={"description": "null: no timer"}
    )
    first_reply_then = Word(FirstReplyThen)
    reminders = ma.fields.List(
        ma.fields.Nested(StepSchema),
        validate=_check_ladder,
        metadata={"description": "The ladder about closure deadlines; the day itself stays in it"},
    )
    quiet_from = ClockTime(metadata={"description": "By each agent's clock; null: none"})
    quiet_to = ClockTime(metadata={"description": "Until then nobody is written to"})
    digest_at = ClockTime(metadata={"description": "In each agent's time zone; null: no digest"})


def change(asked: dict[str, Any]) -> None:
    """Call it before anything else locks the organisation: the ladder locks contacts, and whoever
    locks both locks contacts first."""
    if "reminders" in asked:
        ladder.change([Step(one["days"], To(one["to"])) for one in asked["reminders"]], now())
    plain = {name: asked[name] for name in PLAIN if name in asked}
    if plain:
        _check_quiet(plain)
        Organisation.update(**plain).where(Organisation.id == 1).execute()


def shown(organisation: Organisation) -> dict[str, Any]:
    steps = [{"days": step.days, "to": step.to.value} for step in ladder.steps_of(organisation)]
    return {name: getattr(organisation, name) for name in PLAIN} | {"reminders": steps}


def _check_quiet(asked: dict[str, Any]) -> None:
    """What will be set are two different times, or none."""
    organisation = Organisation.the()
    will = {
        name: asked.get(name, getattr(organisation, name)) for name in ("quiet_from", "quiet_to")
    }
    missing = [name for name, value in will.items() if value is None]
    if len(missing) == 1:
        raise invalid(missing[0], "quiet hours need both ends: give quiet_from and quiet_to")
    if not missing and will["quiet_from"] == will["quiet_to"]:
        raise invalid("quiet_to", "give another time than quiet_from, or null for both")

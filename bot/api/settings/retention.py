"""How long what is not needed any more is kept, a part of `/settings`. X19."""

from typing import Any

import marshmallow as ma

from bot.api.fields import Schema, Whole
from bot.problems import invalid
from models.settings.organisation import LEAST_WORK_DAYS, Organisation

PLAIN = ("keep_payloads_days", "keep_work_days", "keep_messages_months")
MOST_DAYS, MOST_MONTHS = 3650, 120


class RetentionSettingsSchema(ma.Schema):
    keep_payloads_days = ma.fields.Integer()
    keep_work_days = ma.fields.Integer()
    keep_messages_months = ma.fields.Integer(allow_none=True)


class RetentionChangeSchema(Schema):
    keep_payloads_days = Whole(
        1,
        MOST_DAYS,
        metadata={"description": "How long a delivery is kept as it came, once it is handled"},
    )
    keep_work_days = Whole(
        LEAST_WORK_DAYS,
        MOST_DAYS,
        metadata={"description": "How long the rest of what is done is kept: rows of work, jobs"},
    )
    keep_messages_months = Whole(
        1, MOST_MONTHS, allow_none=True, metadata={"description": "null: for ever"}
    )


def change(asked: dict[str, Any]) -> None:
    plain = {name: asked[name] for name in PLAIN if name in asked}
    if plain:
        _check(plain)
        Organisation.update(**plain).where(Organisation.id == 1).execute()


def shown(organisation: Organisation) -> dict[str, Any]:
    return {name: getattr(organisation, name) for name in PLAIN}


def _check(asked: dict[str, Any]) -> None:
    will = shown(Organisation.the()) | asked
    if will["keep_payloads_days"] > will["keep_work_days"]:
        field = next(name for name in PLAIN if name in asked)
        raise invalid(
            field,
            "what came in belongs to a row of work and goes with it: give keep_work_days as many "
            "days as keep_payloads_days, or more",
        )

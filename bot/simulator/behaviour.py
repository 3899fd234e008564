"""The switches by which the stand-in misbehaves: read and written as JSON, checked by a schema."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates

from bot.simulator.errors import CODES
from models.simulated import SimulatedBehaviour

TEMPLATES = {
    "contact_assigned": {
        "en": "Hello {{1}}, {{2}}. Details: {{3}}. Open it here: {{4}} to see all."
    },
    "hello_world": {"en_US": "Hello World"},
    "appointment_reminder": {
        "en": "Hello {{1}}, we look forward to seeing you on {{2}} at {{3}}.",
        "es": "Hola {{1}}, te esperamos el {{2}} a las {{3}}.",
    },
    "spring_offer": {"en": "Hello {{1}}, the new collection is here, from {{2}}. Come and see it!"},
}


class FailSchema(Schema):
    """Which sends are refused, and how."""

    code = fields.Integer(load_default=None, allow_none=True)
    times = fields.Integer(load_default=0, validate=validate.Range(0, 100_000))
    percent = fields.Float(load_default=0.0, validate=validate.Range(0, 100))
    later = fields.Boolean(load_default=False)

    @validates("code")
    def _known(self, code: int | None, **_: Any) -> None:
        if code is not None and code not in CODES:
            raise ValidationError("No error code of the Graph API that is known here.")


class BehaviourSchema(Schema):
    """What a PUT may carry. What it leaves out goes back to normal, but the templates stay."""

    slow = fields.Integer(load_default=0, validate=validate.Range(0, 60_000))
    fail = fields.Nested(FailSchema, load_default=lambda: FailSchema().load({}))
    repeat = fields.Integer(load_default=1, validate=validate.Range(1, 20))
    shuffle = fields.Boolean(load_default=False)
    drop_receipts = fields.Boolean(load_default=False)
    reads = fields.String(
        load_default="shown", validate=validate.OneOf(["shown", "at_once", "never"])
    )
    allow_list = fields.Boolean(load_default=False)
    throughput = fields.Integer(load_default=80, validate=validate.Range(0, 100_000))
    templates = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"^[a-z0-9_]{1,512}\Z")),
        values=fields.Dict(keys=fields.String(), values=fields.String()),
    )


def current() -> SimulatedBehaviour:
    """The behaviour at this moment."""
    behaviour = SimulatedBehaviour.current()
    if not behaviour.templates:
        behaviour.templates = TEMPLATES
    return behaviour


def put(switches: dict[str, Any]) -> SimulatedBehaviour:
    """Set all switches; raises marshmallow's ValidationError."""
    wanted = BehaviourSchema().load(switches)
    fail = wanted.pop("fail")
    SimulatedBehaviour.current()
    SimulatedBehaviour.update(
        slow_ms=wanted.pop("slow"),
        fail_code=fail["code"],
        fail_times=fail["times"],
        fail_rate=fail["percent"] / 100,
        fail_later=fail["later"],
        **wanted,
    ).execute()
    return current()


def shown(behaviour: SimulatedBehaviour) -> dict[str, Any]:
    """The same shape that a PUT takes."""
    return {
        "slow": behaviour.slow_ms,
        "fail": {
            "code": behaviour.fail_code,
            "times": behaviour.fail_times,
            "percent": behaviour.fail_rate * 100,
            "later": behaviour.fail_later,
        },
        "repeat": behaviour.repeat,
        "shuffle": behaviour.shuffle,
        "drop_receipts": behaviour.drop_receipts,
        "reads": behaviour.reads,
        "allow_list": behaviour.allow_list,
        "throughput": behaviour.throughput,
        "templates": behaviour.templates,
    }


ORDERABLE = {code: title for code, (_, _, title) in CODES.items()}
"""For the panel: what can be ordered as a failure."""

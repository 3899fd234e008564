"""Reads a condition as people and programs write it, and says what is wrong with it."""

import difflib
from collections.abc import Mapping
from datetime import date

from models.conditions.comparing import moment_of, number_of

FIELDS = ("tag", "source", "status", "state", "name", "email")
"""Beside these, ``trait:NAME``."""
OPS = ("is", "is_not", "contains", "gt", "gte", "lt", "lte", "set", "not_set")
ORDER_OPS = ("gt", "gte", "lt", "lte")
STATES = ("PROSPECT", "PARTNER", "CLIENT", "OTHER")
ORDERED = "a number or an ISO date: 1000 or 2026-12-31"
NAME_LIMIT = 100
VALUE_LIMIT = 1000
NUMBER_LIMIT = 1e15

Scalar = str | int | float | bool


class ConditionError(ValueError):
    """A condition that makes no sense: `field` is the wrong part, `message` says the remedy."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def read(raw: object) -> tuple[str, str, Scalar | None]:
    """Field, op and value of ``{"field", "op", "value"}``. Raises ConditionError."""
    if not isinstance(raw, Mapping):
        raise ConditionError("condition", "give an object with field, op and value")
    for key in raw:
        if key not in ("field", "op", "value"):
            raise ConditionError("condition", f"unknown key {key!r:.50}: give field, op and value")
    field = _field(raw.get("field"))
    op = _op(raw.get("op"), field)
    return field, op, _value(field, op, raw.get("value"))


def _field(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ConditionError("field", f"give one of {', '.join(FIELDS)} or trait:NAME")
    kind, colon, name = (part.strip() for part in raw.partition(":"))
    if colon and kind.casefold() == "trait":
        if not 1 <= len(name) <= NAME_LIMIT:
            raise ConditionError(
                "field", f"name a trait of 1 to {NAME_LIMIT} characters: trait:NAME"
            )
        return f"trait:{storable(name, 'field')}"
    if kind.casefold() in FIELDS and not colon:
        return kind.casefold()
    near = difflib.get_close_matches(kind.casefold(), FIELDS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"give one of {', '.join(FIELDS)} or trait:NAME"
    raise ConditionError("field", f"unknown field {raw!r:.50}: {hint}")


def _op(raw: object, field: str) -> str:
    if not isinstance(raw, str) or raw not in OPS:
        raise ConditionError("op", f"give one of {', '.join(OPS)}")
    if raw in ORDER_OPS and not field.startswith("trait:"):
        raise ConditionError("op", f"{raw} compares numbers and dates: use it with a trait")
    return raw


def _value(field: str, op: str, raw: object) -> Scalar | None:
    if op in ("set", "not_set"):
        if raw is not None and raw != "":
            raise ConditionError("value", f"{op} takes no value: leave it out, or use is")
        return None
    value = _scalar(raw, op)
    if op in ORDER_OPS and number_of(value) is None and moment_of(value) is None:
        raise ConditionError("value", f"{op} needs {ORDERED}")
    if field == "state" and op in ("is", "is_not"):
        return _state(value)
    return value


def _scalar(raw: object, op: str) -> Scalar:
    if isinstance(raw, date):
        raw = raw.isoformat()
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return _bounded(raw)
    if not isinstance(raw, str) or not raw.strip():
        need = ORDERED if op in ORDER_OPS else "a text, a number, true or false"
        raise ConditionError("value", f"{op} needs {need}")
    if len(raw) > VALUE_LIMIT:
        raise ConditionError("value", f"keep it under {VALUE_LIMIT} characters")
    return storable(raw.strip(), "value")


def _bounded(number: int | float) -> int | float:
    if not abs(number) <= NUMBER_LIMIT:  # NaN is refused as well
        raise ConditionError("value", f"keep it between -{NUMBER_LIMIT:g} and {NUMBER_LIMIT:g}")
    return number


def storable(text: str, field: str) -> str:
    # PostgreSQL refuses NUL and lone surrogates.
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ConditionError(field, "holds a character that cannot be stored: leave it out")
    return text


def _state(value: Scalar) -> str:
    word = str(value).upper()
    if word not in STATES:
        raise ConditionError("value", f"a state is one of {', '.join(STATES)}")
    return word

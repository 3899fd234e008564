"""Conditions on what is known of a contact, shared by assignment rules and workflow branches.

Pure and total: whatever the types, `holds` answers and never raises.
"""

import operator
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.conditions.comparing import Moment, fold, moment_of, number_of, text_of, wanted_keys
from models.conditions.facts import Facts
from models.conditions.form import FIELDS, OPS, STATES, ConditionError, read

__all__ = [
    "FIELDS",
    "OPS",
    "STATES",
    "Condition",
    "ConditionError",
    "Facts",
    "Holds",
    "actual",
    "compile",
    "holds",
    "needed",
    "parse",
    "to_json",
]

Holds = Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` is tag, source, status, state, name, email or ``trait:NAME``; `value` is text, a
    number or a truth, and None for ``set`` and ``not_set``."""

    field: str
    op: str
    value: Any = None


def parse(raw: object) -> Condition:
    """The condition in ``{"field", "op", "value"}``. Raises ConditionError."""
    return Condition(*read(raw))


def to_json(condition: Condition) -> dict[str, Any]:
    """The form that `parse` reads."""
    plain = {"field": condition.field, "op": condition.op}
    return plain if condition.value is None else plain | {"value": condition.value}


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether `condition` is true of `facts`. Where many are asked, `compile` them once."""
    return compile(condition)(facts)


def compile(condition: Condition) -> Holds:
    """The condition as a function: everything about its own value is worked out beforehand."""
    field, value = _key(condition.field), condition.value
    match condition.op:
        case "set":
            return lambda facts: bool(facts.keys[field])
        case "not_set":
            return lambda facts: not facts.keys[field]
        case "is":
            return _equal(field, wanted_keys(value))
        case "is_not":
            equal = _equal(field, wanted_keys(value))
            return lambda facts: not equal(facts)
        case "contains":
            return _containing(field, text_of(value))
        case "gt" | "gte" | "lt" | "lte":
            return _ordered(field, ORDER[condition.op], value)
    return _never


def needed(condition: Condition) -> tuple[str, frozenset[Hashable]] | None:
    """The field, and the keys of which ``facts.keys[field]`` must hold one for the condition to
    hold; None where no such keys exist. With it one look-up each fact sifts many rules."""
    if condition.op != "is":
        return None
    return _key(condition.field), wanted_keys(condition.value)


def actual(condition: Condition, facts: Facts) -> Any:
    """What `condition` was compared with, as plain JSON: for the trace of a decision (R12)."""
    value = facts.values.get(_key(condition.field))
    if isinstance(value, set | frozenset | list | tuple):
        return sorted((_plain(part) for part in value), key=str)
    return _plain(value)


def _key(field: str) -> str:
    kind, colon, name = field.partition(":")
    return "trait:" + fold(name) if colon and kind == "trait" else field


def _equal(field: str, keys: frozenset[Hashable]) -> Holds:
    if len(keys) == 1:
        (key,) = keys
        return lambda facts: key in facts.keys[field]
    return lambda facts: not keys.isdisjoint(facts.keys[field])


def _containing(field: str, part: str) -> Holds:
    if not part:
        return _never
    return lambda facts: part in facts.texts[field]


Compare = Callable[[Any, Any], bool]
ORDER: dict[str, Compare] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def _ordered(field: str, compare: Compare, value: Any) -> Holds:
    number, moment = number_of(value), moment_of(value)
    if number is not None:
        return lambda facts: (found := facts.numbers[field]) is not None and compare(found, number)
    if moment is not None:
        return lambda facts: (
            (found := facts.moments[field]) is not None and compare(*_comparable(found, moment))
        )
    return _never


def _comparable(one: Moment, other: Moment) -> tuple[date, date]:
    """Two moments when both are known, else two days."""
    if one[1] is not None and other[1] is not None:
        return one[1], other[1]
    return one[0], other[0]


def _never(facts: Facts) -> bool:
    return False


def _plain(value: Any) -> Any:
    if isinstance(value, str | bool | None):
        return value
    if isinstance(value, date):
        return value.isoformat()
    number = number_of(value)
    if number is not None and abs(number) < 1e300:
        return number
    return f"({type(value).__name__})"

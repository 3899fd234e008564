"""Rules that can never take a contact, because an earlier one takes every contact first. Pure.

It only says so when it is certain: two conditions that it cannot compare count as different.
"""

from collections.abc import Sequence

from models.assignment.matching import CompiledRule
from models.assignment.rule import Match
from models.conditions import condition
from models.conditions.condition import Condition, Facts

Case = frozenset[Condition]
"""Conditions of which all hold: a rule matches when one of its cases does."""


def shadowed(rules: Sequence[CompiledRule]) -> dict[int, CompiledRule]:
    """Of active rules in their order: which is shadowed, by id, and by which earlier one."""
    found: dict[int, CompiledRule] = {}
    for place, rule in enumerate(rules):
        for earlier in rules[:place]:
            if earlier.trigger is rule.trigger and _always_first(earlier, rule):
                found[rule.id] = earlier
                break
    return found


def _always_first(earlier: CompiledRule, rule: CompiledRule) -> bool:
    return all(_matches(earlier, case) for case in _cases(rule))


def _cases(rule: CompiledRule) -> list[Case]:
    if rule.match is Match.ANY and rule.conditions:
        return [frozenset({one}) for one in rule.conditions]
    return [frozenset(rule.conditions)]


def _matches(rule: CompiledRule, case: Case) -> bool:
    """Whether `rule` takes whatever contact the conditions of `case` hold for."""
    certain = [any(_implies(one, wanted) for one in case) for wanted in rule.conditions]
    if rule.match is Match.ANY and certain:
        return any(certain)
    return all(certain)


def _implies(one: Condition, other: Condition) -> bool:
    if one == other:
        return True
    if one.field.casefold() != other.field.casefold():
        return False
    if other.op == "set":
        return one.op not in ("not_set", "is_not")
    if one.op == "is":
        return _holds_for(one, other)
    return _narrower(one, other)


def _holds_for(one: Condition, other: Condition) -> bool:
    """`one` pins the value: see whether `other` holds for it. A tag is one among many, so what
    must not be there cannot be known."""
    if one.field == "tag":
        return other.op in ("is", "contains") and condition.holds(other, _facts(one))
    return condition.holds(other, _facts(one))


def _facts(one: Condition) -> Facts:
    kind, _, name = one.field.partition(":")
    if kind == "trait":
        return Facts(traits={name: one.value})
    if kind == "tag":
        return Facts(tags=frozenset({str(one.value)}))
    return Facts(**{kind: one.value})


def _narrower(one: Condition, other: Condition) -> bool:
    """`budget gte 1000` holds only where `budget gt 500` does."""
    if not isinstance(one.value, int | float) or not isinstance(other.value, int | float):
        return False
    if one.op in ("gt", "gte") and other.op in ("gt", "gte"):
        return _beyond(one.value, other.value, one.op == "gt" or other.op == "gte")
    if one.op in ("lt", "lte") and other.op in ("lt", "lte"):
        return _beyond(other.value, one.value, one.op == "lt" or other.op == "lte")
    return False


def _beyond(value: float, limit: float, or_equal: bool) -> bool:
    return value > limit or (or_equal and value == limit)

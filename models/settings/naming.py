"""Names that rules look at: of statuses, sources, traits. A rename goes through all of them."""

from typing import Any

from models.assignment.rule import Rule, Ruleset
from models.conditions.comparing import fold
from models.refusal import Refusal


def rename(field: str, old: str, new: str) -> None:
    """Conditions on the `field` (status, source, tag) that ask for `old` ask for `new` from now on.

    For a trait, the field itself carries the name: `rename_trait`.
    """
    _rewrite(lambda one: {**one, "value": new} if _asks(one, field, old) else one)


def rename_trait(old: str, new: str) -> None:
    _rewrite(lambda one: {**one, "field": f"trait:{new}"} if _looks_at(one, old) else one)


def refuse_if_named(field: str, name: str) -> None:
    _refuse([rule for rule in Rule.select() if any(_asks(c, field, name) for c in rule.conditions)])


def refuse_if_trait_named(name: str) -> None:
    _refuse([rule for rule in Rule.select() if any(_looks_at(c, name) for c in rule.conditions)])


def _rewrite(change: Any) -> None:
    changed = False
    for rule in Rule.select().for_update():
        conditions = [change(one) for one in rule.conditions]
        if conditions != rule.conditions:
            rule.conditions = conditions
            rule.save()
            changed = True
    if changed:
        Ruleset.publish()


def _asks(condition: dict[str, Any], field: str, name: str) -> bool:
    """Whole values only: `contains` may mean many names."""
    value = condition.get("value")
    named = isinstance(value, str) and fold(value) == fold(name)
    return named and condition["field"] == field and condition["op"] in ("is", "is_not")


def _looks_at(condition: dict[str, Any], trait: str) -> bool:
    kind, _, name = condition["field"].partition(":")
    return kind == "trait" and fold(name) == fold(trait)


def _refuse(rules: list[Rule]) -> None:
    if rules:
        names = ", ".join(rule.name for rule in rules)
        raise Refusal(f"rules look at it ({names}): change or delete those first")

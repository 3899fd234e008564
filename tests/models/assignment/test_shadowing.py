"""Which rule can never take a contact: said only when it is certain."""

from typing import Any

import pytest

from models.assignment.matching import RuleBook
from models.assignment.shadowing import shadowed

MEN = {"field": "trait:audience", "op": "is", "value": "Men"}
KNOWN = {"field": "trait:audience", "op": "set"}
RICH = {"field": "trait:budget", "op": "gte", "value": 1000}
VIP = {"field": "tag", "op": "is", "value": "VIP"}
NOT_VIP = {"field": "tag", "op": "is_not", "value": "VIP"}


def budget(op: str, value: float) -> dict[str, Any]:
    return {"field": "trait:budget", "op": op, "value": value}


def rule(
    id: int, conditions: list[Any], match: str = "all", trigger: str = "contact_updated"
) -> dict[str, Any]:
    return {
        "id": id,
        "name": f"rule {id}",
        "trigger": trigger,
        "conditions": conditions,
        "match": match,
        "team": None,
    }


def hidden(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return 2 in shadowed(RuleBook(1, [first, second]).rules)


@pytest.mark.parametrize(
    ("earlier", "later", "certain"),
    [
        ([], [MEN], True),
        ([], [], True),
        ([MEN], [], False),
        ([MEN], [MEN], True),
        ([MEN], [MEN | {"value": "men"}], True),
        ([MEN], [MEN | {"value": "Women"}], False),
        ([MEN], [MEN, RICH], True),
        ([MEN, RICH], [MEN], False),
        ([KNOWN], [MEN], True),
        ([MEN], [KNOWN], False),
        ([budget("gte", 500)], [RICH], True),
        ([budget("gt", 1000)], [RICH], False),
        ([budget("gt", 1000)], [budget("gt", 1000)], True),
        ([budget("gte", 1000)], [budget("gt", 1000)], True),
        ([budget("lt", 2000)], [budget("lte", 1999)], True),
        ([budget("lt", 2000)], [budget("lte", 2000)], False),
        ([RICH], [budget("is", 1500)], True),
        ([RICH], [budget("is", 900)], False),
        ([NOT_VIP], [{"field": "tag", "op": "is", "value": "Old"}], False),
        ([{"field": "tag", "op": "set"}], [VIP], True),
        ([{"field": "tag", "op": "contains", "value": "vi"}], [VIP], True),
        ([{"field": "tag", "op": "set"}], [NOT_VIP], False),
        ([MEN | {"op": "is_not"}], [MEN | {"value": "Women"}], True),
    ],
)
def test_a_rule_is_shadowed(earlier: list[Any], later: list[Any], certain: bool) -> None:
    assert hidden(rule(1, earlier), rule(2, later)) is certain


def test_any_condition_is_enough(database: None) -> None:
    assert hidden(rule(1, [MEN, RICH], "any"), rule(2, [MEN, VIP]))
    assert not hidden(rule(1, [MEN]), rule(2, [MEN, VIP], "any"))
    assert hidden(rule(1, [MEN, VIP], "any"), rule(2, [MEN, VIP], "any"))


def test_rules_of_another_trigger_shadow_nothing() -> None:
    created = rule(1, [], trigger="whatsapp_contact_created")
    assert not hidden(created, rule(2, []))

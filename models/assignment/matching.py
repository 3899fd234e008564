"""Which assignment rule takes a contact, and the story of how it was found. Pure: a ruleset and
facts in, words out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models.assignment.rule import Match, Trigger
from models.conditions import condition
from models.conditions.condition import Condition, Facts

Test = Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    id: int
    name: str
    trigger: Trigger
    match: Match
    conditions: tuple[Condition, ...]
    team_id: int | None
    team_name: str | None
    holds: Test


class RuleBook:
    """A published ruleset, made ready for deciding. Rules are tried in order, the first that
    matches takes (R11)."""

    def __init__(self, ruleset_id: int | None, rules: Sequence[dict[str, Any]]) -> None:
        self.ruleset_id = ruleset_id
        self._rules = {trigger: [] for trigger in Trigger}  # type: dict[Trigger, list[CompiledRule]]
        self.rules = [_compiled(raw) for raw in rules]
        """In their order."""
        for rule in self.rules:
            self._rules[rule.trigger].append(rule)
        self.empty = not rules
        """No active rule at all: the fallback does not act either (R9)."""

    def first_match(self, trigger: Trigger, facts: Facts) -> CompiledRule | None:
        for rule in self._rules[trigger]:
            if rule.holds(facts):
                return rule
        return None

    def listens(self, trigger: Trigger) -> bool:
        return bool(self._rules[trigger])

    def explain(self, trigger: Trigger, facts: Facts) -> list[dict[str, Any]]:
        """Every rule of `trigger` up to the one that took, with each condition, what was found,
        and whether it held."""
        story = []
        for rule in self._rules[trigger]:
            matched = rule.holds(facts)
            story.append(
                {
                    "rule": {"id": rule.id, "name": rule.name},
                    "match": rule.match.value,
                    "matched": matched,
                    "conditions": [_told(one, facts) for one in rule.conditions],
                }
            )
            if matched:
                break
        return story


def _compiled(raw: dict[str, Any]) -> CompiledRule:
    conditions = tuple(condition.parse(one) for one in raw["conditions"])
    match = Match(raw["match"])
    team = raw["team"] or {}
    return CompiledRule(
        id=raw["id"],
        name=raw["name"],
        trigger=Trigger(raw["trigger"]),
        match=match,
        conditions=conditions,
        team_id=team.get("id"),
        team_name=team.get("name"),
        holds=_joined([condition.compile(one) for one in conditions], match),
    )


def _joined(tests: list[Test], match: Match) -> Test:
    """All or any of `tests`; no condition means always (R4)."""
    if not tests:
        return lambda facts: True
    if len(tests) == 1:
        return tests[0]
    if match is Match.ANY:
        return lambda facts: any(test(facts) for test in tests)
    return lambda facts: all(test(facts) for test in tests)


def _told(one: Condition, facts: Facts) -> dict[str, Any]:
    return {
        **condition.to_json(one),
        "actual": condition.actual(one, facts),
        "held": condition.holds(one, facts),
    }

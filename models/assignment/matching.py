"""Which assignment rule takes a contact, and the story of how it was found. Pure: a ruleset and
facts in, words out."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
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
        self._sieves = {trigger: _Sieve(rules) for trigger, rules in self._rules.items()}
        self.empty = not rules
        """No active rule at all: the fallback does not act either (R9)."""

    def first_match(self, trigger: Trigger, facts: Facts) -> CompiledRule | None:
        for rule in self._sieves[trigger].candidates(facts):
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
                    "conditions": [_explained(one, facts) for one in rule.conditions],
                }
            )
            if matched:
                break
        return story


class _Sieve:
    """Rules laid out by a value that each of them needs: hundreds cost hardly more than one."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._rules = rules
        self._unsifted: list[int] = []
        """Places of the rules that no single value can rule out."""
        self._needing: dict[str, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, rule in enumerate(rules):
            self._lay(place, rule)

    def candidates(self, facts: Facts) -> Iterator[CompiledRule]:
        """The rules that may hold, in their order; the others do not."""
        places = set(self._unsifted)
        for field, needing in self._needing.items():
            for key in facts.keys[field]:
                places.update(needing.get(key, ()))
        return (self._rules[place] for place in sorted(places))

    def _lay(self, place: int, rule: CompiledRule) -> None:
        needs = [condition.needed(one) for one in rule.conditions]
        certain = needs if rule.match is Match.ALL or len(needs) == 1 else []
        field, keys = next((need for need in certain if need), (None, ()))
        if field is None:
            self._unsifted.append(place)
        else:
            for key in keys:
                self._needing[field][key].append(place)


def _compiled(raw: dict[str, Any]) -> CompiledRule:
    conditions = tuple(condition.parse(one) for one in raw["conditions"])
    match = Match(raw["match"])
    return CompiledRule(
        id=raw["id"],
        name=raw["name"],
        trigger=Trigger(raw["trigger"]),
        match=match,
        conditions=conditions,
        team_id=raw["team"]["id"] if raw["team"] else None,
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


def _explained(one: Condition, facts: Facts) -> dict[str, Any]:
    return {
        **condition.to_json(one),
        "actual": condition.actual(one, facts),
        "held": condition.holds(one, facts),
    }

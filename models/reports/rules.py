"""Who took the contacts: each rule with its agents, so that one sees whether it is even; and those
that no rule took (R5, R8, R12, X16)."""

from collections import Counter
from typing import Any

from models.assignment.assignment import Outcome
from models.assignment.rule import Rule
from models.base import database
from models.catalogue import Catalogue
from models.reports.figures import share
from models.reports.period import Period
from models.reports.question import snapshot
from models.reports.series import series
from models.reports.ways import OF_TRIGGER

RULES = "rules"


@snapshot()
def report(period: Period) -> dict[str, Any]:
    """The rules in their order, those that are gone as one at the end; then the other ways."""
    ways = _Ways(period)
    known = list(Rule.select().order_by(Rule.position, Rule.id))
    gone = [None] if (RULES, None) in ways.keys else []
    items = [
        {
            "rule": rule,
            "active": rule is not None and rule.active,
            **ways.of(RULES, rule and rule.id),
        }
        for rule in [*known, *gone]
    ]
    others = {way: ways.of(way, None) for way in OF_TRIGGER.values() if way != RULES}
    return {
        "items": items,
        **others,
        "unmatched": _unmatched(period),
        "series": _series(period, known),
    }


Key = tuple[str, int | None]
"""A way, and the rule when it is one."""


class _Ways:
    """How often each way gave contacts to whom, or to nobody."""

    def __init__(self, period: Period) -> None:
        self._taken: dict[Key, Counter[int]] = {}
        self._returned: dict[Key, Counter[int]] = {}
        self._nobody: Counter[Key] = Counter()
        found = database.execute_sql(COUNTS, (period.start, period.end))
        for trigger, rule, outcome, agent, taken, returned in found:
            key = (OF_TRIGGER.get(trigger, trigger), rule)
            if outcome == Outcome.NOBODY:
                self._nobody[key] += taken
            else:
                self._taken.setdefault(key, Counter())[agent] += taken
                self._returned.setdefault(key, Counter())[agent] += returned
        self._total = sum(counts.total() for counts in self._taken.values())

    @property
    def keys(self) -> set[Key]:
        return self._taken.keys() | self._nobody.keys()

    def of(self, way: str, rule: int | None) -> dict[str, Any]:
        taken = self._taken.get((way, rule), Counter())
        returned = self._returned.get((way, rule), Counter())
        return {
            "taken": taken.total(),
            "share": share(taken.total(), self._total),
            "returned": returned.total(),
            "nobody": self._nobody[way, rule],
            "agents": _agents(taken, returned),
        }


def _agents(taken: Counter[int], returned: Counter[int]) -> list[dict[str, Any]]:
    """By name. Shares are of the turns: who got somebody back spent none."""
    agents = Catalogue.current().agents
    turns = taken.total() - returned.total()
    return [
        {
            "agent": agents[one],
            "taken": taken[one],
            "returned": returned[one],
            "share": share(taken[one] - returned[one], turns),
        }
        for one in sorted(taken, key=lambda one: (agents[one].name, one))
    ]


def _unmatched(period: Period) -> dict[str, int]:
    """A contact is tried again with each answer: of how many it was, and how often."""
    found = database.execute_sql(UNMATCHED, (period.start, period.end)).fetchone()
    return dict(zip(("times", "contacts"), found, strict=True))


def _series(period: Period, known: list[Rule]) -> list[dict[str, Any]]:
    if period.by is None:
        return []
    places = {rule.id: (place, rule) for place, rule in enumerate(known)}
    found = database.execute_sql(BY_SPAN, (period.edges(), period.start, period.end))
    return series(
        period,
        (
            (span, places[rule][0], {"rule": places[rule][1], "taken": count})
            for span, rule, count in found
        ),
    )


# The index on agent and time holds all that is asked here.
COUNTS = """
SELECT trigger, rule_id, outcome, agent_id, count(*), count(*) FILTER (WHERE returned)
FROM assignment
WHERE created_at >= %s AND created_at < %s AND outcome IN ('assigned', 'nobody')
GROUP BY trigger, rule_id, outcome, agent_id
"""
UNMATCHED = """
SELECT count(*), count(DISTINCT contact_id) FROM assignment
WHERE agent_id IS NULL AND created_at >= %s AND created_at < %s AND outcome = 'unmatched'
"""
BY_SPAN = """
SELECT width_bucket(created_at, %s::timestamptz[]) AS span, rule_id, count(*) FROM assignment
WHERE created_at >= %s AND created_at < %s AND outcome = 'assigned' AND rule_id IS NOT NULL
GROUP BY span, rule_id
"""

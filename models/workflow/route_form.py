"""Reads where a run goes: `next` with its branches, `otherwise`, a time-out's `then`.

A branch whose conditions are wrong is complained of and kept, so that the steps that it leads to
are not called unreachable on top.
"""

from collections.abc import Mapping
from typing import Any

from models.conditions import condition
from models.conditions.condition import Condition, ConditionError
from models.workflow.fields import Fields
from models.workflow.step import END, PERSON, Branch, Then

BRANCHES_LIMIT = 100
CONDITIONS_LIMIT = 20
ROUTES = "{go: step}, {hand_over: true} or {end: true}"


def read_then(fields: Fields, key: str, default: Then) -> Then:
    """`{go: step}`, `{hand_over: true}`, `{end: true}`, or the bare words hand_over and end."""
    raw = fields.take(key)
    if key not in fields.raw:
        return default
    if isinstance(raw, str) and raw in ("end", "hand_over"):
        return END if raw == "end" else PERSON
    if not isinstance(raw, Mapping):
        fields.complain(f"{key}: write {ROUTES}")
        return default
    inner = Fields(raw, fields.problems, fields.step, f"{fields.at}{key}: ")
    then = _then(inner)
    inner.finish()
    return then


def _then(fields: Fields) -> Then:
    go, person, end = fields.name("go"), fields.truth("hand_over"), fields.truth("end")
    if ("go" in fields.raw) + person + end != 1:
        fields.complain(f"write exactly one of {ROUTES}")
    return Then(go=go, hand_over=person and go is None)


def read_next(fields: Fields) -> tuple[Branch, ...]:
    raw = fields.take("next")
    if raw is None:
        return ()
    if isinstance(raw, list) and len(raw) > BRANCHES_LIMIT:
        fields.complain(f"next has {len(raw)} branches: keep to {BRANCHES_LIMIT}")
        raw = raw[:BRANCHES_LIMIT]
    if not isinstance(raw, list):
        go = fields.named(raw, "next")
        return () if go is None else (Branch(Then(go)),)
    branches = [_branch(fields, one, f"next {at}") for at, one in enumerate(raw, 1)]
    for at, one in enumerate(raw[:-1], 1):
        if isinstance(one, Mapping) and "when" not in one:
            fields.complain(f"next {at} has no `when`, so what follows is never taken: put it last")
    return tuple(branch for branch in branches if branch is not None)


def _branch(fields: Fields, raw: object, at: str) -> Branch | None:
    inner = fields.inner(raw, at)
    if inner is None:
        return None
    when = inner.take("when")
    then = _then(inner)
    inner.finish()
    tests = inner.inner(when, "when") if "when" in inner.raw else None
    return Branch(then) if tests is None else _tested(tests, then)


def _tested(fields: Fields, then: Then) -> Branch:
    if "conditions" not in fields.raw:
        single = _condition(fields)
        return Branch(then, () if single is None else (single,))
    match = fields.word("match", ("all", "any")) or "all"
    raw = fields.take("conditions")
    fields.finish()
    if not isinstance(raw, list) or not 1 <= len(raw) <= CONDITIONS_LIMIT:
        fields.complain(f"conditions is a list of 1 to {CONDITIONS_LIMIT} conditions")
        return Branch(then)
    tests = [fields.inner(one, f"conditions {at}") for at, one in enumerate(raw, 1)]
    found = [_condition(one) for one in tests if one is not None]
    return Branch(then, tuple(each for each in found if each is not None), match)


SUBJECTS = ("trait", *condition.FIELDS)


def _condition(fields: Fields) -> Condition | None:
    """`{trait: budget, op: gte, value: 1000}`, `{tag: VIP}`, or the form of rules with `field`."""
    subjects = [key for key in (*SUBJECTS, "field") if key in fields.raw]
    fields.known += [*SUBJECTS, "field", "op", "value"]
    fields.finish()
    if len(subjects) != 1:
        fields.complain(f"name exactly one of {', '.join(SUBJECTS)}")
        return None
    ruled = RULED.get(subjects[0], _named)(fields, subjects[0])
    return None if ruled is None else _parsed(fields, ruled)


def _given(fields: Fields, subject: str) -> dict[str, Any]:
    return {key: fields.raw[key] for key in ("field", "op", "value") if key in fields.raw}


def _of_trait(fields: Fields, subject: str) -> dict[str, Any] | None:
    name = fields.named(fields.raw["trait"], "trait")
    op = "is" if "value" in fields.raw else "set"
    return (
        None if name is None else {"op": op} | _given(fields, subject) | {"field": f"trait:{name}"}
    )


def _named(fields: Fields, subject: str) -> dict[str, Any] | None:
    value = fields.raw[subject]
    if value is not None and "value" in fields.raw:
        fields.complain(f"give the value once: {subject}: …, or value: …")
        return None
    return {"op": "is", "value": value} | _given(fields, subject) | {"field": subject}


RULED = {"field": _given, "trait": _of_trait}


def _parsed(fields: Fields, ruled: dict[str, Any]) -> Condition | None:
    try:
        return condition.parse(ruled)
    except ConditionError as error:
        fields.complain(f"{error.field}: {error.message}")
        return None

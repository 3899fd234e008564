"""Conditions (R4): what holds, what is refused with which remedy, and that nothing ever raises."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.conditions import condition as conditions
from models.conditions.condition import (
    FIELDS,
    OPS,
    Condition,
    ConditionError,
    Facts,
    actual,
    holds,
    needed,
    parse,
    to_json,
)

DORA = Facts(
    name="Dora Díaz",
    email="dora@example.com",
    status="Interested",
    source="WhatsApp",
    state="PROSPECT",
    tags=frozenset({"VIP", "Summer Sale"}),
    traits={
        "Audience": "Men",
        "budget": 1500,
        "typed": "1500",
        "code": "007",
        "price": Decimal("19.5"),
        "event": "2026-12-31",
        "called": datetime(2026, 12, 31, 10, tzinfo=UTC),
        "newsletter": True,
        "colours": ["red", "Green"],
        "blank": "  ",
        "nothing": None,
    },
)


@pytest.mark.parametrize(
    ("field", "op", "value", "expected"),
    [
        ("tag", "is", "vip", True),
        ("tag", "is", "vi", False),
        ("tag", "is_not", "VIP", False),
        ("tag", "is_not", "Gold", True),
        ("tag", "contains", "sale", True),
        ("tag", "contains", "vi", True),
        ("tag", "contains", "gold", False),
        ("tag", "set", None, True),
        ("status", "is", "interested", True),
        ("status", "is", " Interested ", True),
        ("source", "contains", "whats", True),
        ("state", "is", "PROSPECT", True),
        ("name", "is", "dora di\u0301az", True),
        ("name", "contains", "DÍAZ", True),
        ("email", "contains", "@example.com", True),
        ("trait:audience", "is", "MEN", True),
        ("trait:AUDIENCE", "is", "women", False),
        ("trait:budget", "is", 1500, True),
        ("trait:budget", "is", "1500", True),
        ("trait:budget", "is", "1500.0", True),
        ("trait:budget", "is", "1,500", False),
        ("trait:budget", "gte", 1500, True),
        ("trait:budget", "gt", "1500", False),
        ("trait:budget", "lt", "1500.5", True),
        ("trait:budget", "lte", 1499, False),
        ("trait:budget", "contains", "50", True),
        ("trait:typed", "is", 1500, True),
        ("trait:typed", "gt", 1000, True),
        ("trait:code", "is", "7", False),
        ("trait:code", "is", "007", True),
        ("trait:price", "is", 19.5, True),
        ("trait:audience", "gt", 3, False),
        ("trait:event", "gt", "2026-12-30", True),
        ("trait:event", "lt", "2026-12-31", False),
        ("trait:event", "gt", "2026-12-30T23:00:00+00:00", True),
        ("trait:event", "gt", 3, False),
        ("trait:called", "lte", "2026-12-31", True),
        ("trait:called", "lt", "2026-12-31T10:00:01+00:00", True),
        ("trait:called", "gt", "2026-12-31T11:00:01+02:00", True),
        ("trait:called", "is", "2026-12-31", True),
        ("trait:newsletter", "is", True, True),
        ("trait:newsletter", "is", "yes", True),
        ("trait:newsletter", "is", 1, False),
        ("trait:newsletter", "is", "false", False),
        ("trait:colours", "is", "green", True),
        ("trait:colours", "contains", "re", True),
        ("trait:colours", "gt", 1, False),
        ("trait:blank", "set", None, False),
        ("trait:blank", "not_set", None, True),
        ("trait:nothing", "is_not", "anything", True),
        ("trait:unknown", "not_set", None, True),
        ("trait:unknown", "is", "anything", False),
        ("trait:unknown", "lt", 5, False),
        ("planet", "is", "Mars", False),
        ("tag", "resembles", "VIP", False),
    ],
)
def test_a_condition_compares_names_without_case_and_numbers_as_numbers(field, op, value, expected):
    assert holds(Condition(field, op, value), DORA) is expected


@pytest.mark.parametrize(
    ("raw", "part", "remedy"),
    [
        ("tag is VIP", "condition", "give an object"),
        ({"field": "tag", "op": "is", "value": "x", "no": 1}, "condition", "unknown key 'no'"),
        ({"op": "is", "value": "x"}, "field", "trait:NAME"),
        ({"field": "stauts", "op": "is", "value": "x"}, "field", "did you mean status?"),
        ({"field": "planet", "op": "is", "value": "x"}, "field", "give one of tag"),
        ({"field": "trait:", "op": "is", "value": "x"}, "field", "name a trait"),
        ({"field": "trait:" + "x" * 101, "op": "is", "value": "x"}, "field", "name a trait"),
        ({"field": "tag", "value": "x"}, "op", "give one of is"),
        ({"field": "tag", "op": "like", "value": "x"}, "op", "give one of is"),
        ({"field": "tag", "op": "gt", "value": 3}, "op", "use it with a trait"),
        ({"field": "tag", "op": "is"}, "value", "needs a text"),
        ({"field": "tag", "op": "is", "value": ["a"]}, "value", "needs a text"),
        ({"field": "tag", "op": "is", "value": " "}, "value", "needs a text"),
        ({"field": "tag", "op": "is", "value": "a\0b"}, "value", "cannot be stored"),
        ({"field": "tag", "op": "is", "value": "\ud800"}, "value", "cannot be stored"),
        ({"field": "tag", "op": "is", "value": "x" * 1001}, "value", "under 1000"),
        ({"field": "tag", "op": "set", "value": "VIP"}, "value", "takes no value"),
        ({"field": "trait:a", "op": "gt", "value": "many"}, "value", "1000 or 2026-12-31"),
        ({"field": "trait:a", "op": "gt", "value": float("nan")}, "value", "between"),
        ({"field": "trait:a", "op": "gt", "value": 10**400}, "value", "between"),
        ({"field": "state", "op": "is", "value": "lead"}, "value", "PROSPECT, PARTNER"),
    ],
)
def test_a_senseless_condition_is_refused_with_its_remedy(raw, part, remedy):
    with pytest.raises(ConditionError) as refusal:
        parse(raw)
    assert refusal.value.field == part
    assert remedy in refusal.value.message


@pytest.mark.parametrize(
    "raw",
    [
        {"field": "tag", "op": "is", "value": "VIP"},
        {"field": "trait:budget", "op": "gte", "value": 1000},
        {"field": "trait:newsletter", "op": "is", "value": False},
        {"field": "trait:budget", "op": "not_set"},
    ],
)
def test_a_condition_is_stored_and_read_again(raw):
    assert to_json(parse(raw)) == raw


def test_a_condition_is_tidied_when_it_is_read():
    assert parse({"field": " Trait: budget ", "op": "is", "value": " low "}) == Condition(
        "trait:budget", "is", "low"
    )
    assert parse({"field": "STATE", "op": "is", "value": "client"}).value == "CLIENT"
    assert parse({"field": "trait:d", "op": "gt", "value": date(2026, 1, 2)}).value == "2026-01-02"


def test_the_trace_shows_what_was_compared():
    assert actual(Condition("tag", "is", "x"), DORA) == ["Summer Sale", "VIP"]
    assert actual(Condition("trait:Budget", "gt", 1), DORA) == 1500
    assert actual(Condition("trait:price", "gt", 1), DORA) == 19.5
    assert actual(Condition("trait:called", "gt", 1), DORA) == "2026-12-31T10:00:00+00:00"
    assert actual(Condition("trait:unknown", "set"), DORA) is None
    assert actual(Condition("trait:odd", "set"), Facts(traits={"odd": object()})) == "(object)"


NUMBERS = st.integers() | st.floats() | st.decimals() | st.integers().map(lambda n: n * 10**5000)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text() | st.dates() | st.datetimes()
AWARE = st.datetimes(timezones=st.timezones())
ANYTHING = SCALARS | AWARE | st.binary() | st.lists(SCALARS) | st.dictionaries(st.text(), SCALARS)
CLOSE = st.sampled_from(["VIP", "vip", "1000", 1000, "yes", True, "2026-12-31", "", None])
ODD_FACTS = st.builds(
    Facts,
    name=ANYTHING,
    status=ANYTHING,
    state=CLOSE,
    tags=st.frozensets(CLOSE) | ANYTHING,
    traits=st.dictionaries(st.sampled_from(["a", "A", "b", 1, None]), CLOSE | ANYTHING) | ANYTHING,
)
FIELD = st.sampled_from([*FIELDS, "trait:a", "trait:A", "trait:"]) | st.text()
CONDITIONS = st.builds(Condition, FIELD, st.sampled_from(OPS) | st.text(), CLOSE | ANYTHING)


@given(CONDITIONS, ODD_FACTS)
def test_whatever_the_types_a_condition_answers_and_compiled_agrees_with_plain(condition, facts):
    compiled = conditions.compile(condition)
    assert compiled(facts) is holds(condition, facts)
    assert compiled(facts) is compiled(Facts(**vars_of(facts)))
    actual(condition, facts)


@given(CONDITIONS, ODD_FACTS)
def test_a_condition_never_holds_without_the_keys_that_it_needs(condition, facts):
    need = needed(condition)
    if need and holds(condition, facts):
        assert not need[1].isdisjoint(facts.keys[need[0]])


@given(CONDITIONS, ODD_FACTS)
def test_is_not_and_not_set_are_the_opposites(condition, facts):
    for op, opposite in (("is", "is_not"), ("set", "not_set")):
        plain = Condition(condition.field, op, condition.value)
        turned = Condition(condition.field, opposite, condition.value)
        assert holds(plain, facts) is not holds(turned, facts)


@given(st.dictionaries(st.sampled_from(["field", "op", "value"]), FIELD | CLOSE | ANYTHING))
def test_anything_is_read_or_refused_and_what_was_read_is_stored_alike(raw):
    try:
        condition = parse(raw)
    except ConditionError:
        return
    assert parse(to_json(condition)) == condition


def vars_of(facts: Facts) -> dict:
    names = ("name", "email", "status", "source", "state", "tags", "traits")
    return {name: getattr(facts, name) for name in names}

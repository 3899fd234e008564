"""Hundreds of rules are sifted, and the first that matches is still the first (R11)."""

from hypothesis import given
from hypothesis import strategies as st

from models.assignment.matching import RuleBook
from models.assignment.rule import Trigger
from models.conditions.condition import Facts

VALUES = st.sampled_from(["Men", "women", "1500", 1500, 7, True, "VIP Customer"])
CONDITIONS = st.fixed_dictionaries(
    {
        "field": st.sampled_from(["trait:budget", "trait:audience", "tag", "source", "status"]),
        "op": st.sampled_from(["is", "is_not", "set", "not_set", "contains"]),
        "value": VALUES,
    }
).map(lambda one: one | {"value": None} if one["op"] in ("set", "not_set") else one)
RULES = st.lists(
    st.fixed_dictionaries(
        {
            "conditions": st.lists(CONDITIONS, max_size=3),
            "match": st.sampled_from(["all", "any"]),
        }
    ),
    max_size=12,
)
FACTS = st.builds(
    Facts,
    source=st.sampled_from([None, "Men", "WhatsApp"]),
    status=st.sampled_from([None, "women", "New Lead"]),
    tags=st.frozensets(st.sampled_from(["VIP Customer", "Men", "7"])),
    traits=st.dictionaries(st.sampled_from(["budget", "audience"]), VALUES),
)


@given(RULES, FACTS)
def test_the_sieve_loses_no_rule_and_keeps_their_order(rules: list, facts: Facts) -> None:
    book = RuleBook(1, [named(place, rule) for place, rule in enumerate(rules)])
    one_by_one = next((rule for rule in book.rules if rule.holds(facts)), None)
    assert book.first_match(Trigger.CONTACT_UPDATED, facts) is one_by_one


def named(place: int, rule: dict) -> dict:
    return {"id": place, "name": f"Rule {place}", "trigger": "contact_updated", "team": None} | rule

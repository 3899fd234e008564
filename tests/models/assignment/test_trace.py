"""Why an owner: the story of every rule that was tried, told for ever (R12, X4)."""

from typing import Any

import peewee
import pytest

from models.agents.agent import Agent
from models.agents.team import Team, TeamMember
from models.assignment import trace
from models.assignment.matching import RuleBook
from models.assignment.rule import Rule, Ruleset, Trigger
from models.conditions.condition import Facts
from models.contact import Contact
from tests.factories import make_agent, make_contact, make_rule, make_team, set_organisation
from tests.models.acting import changing
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")

RICH = {"field": "trait:budget", "op": "gte", "value": 1000}
VIP = {"field": "tag", "op": "is", "value": "VIP"}


@pytest.fixture
def dora(workshop: None) -> Contact:
    return make_contact("Dora")


def spend(contact: Contact, budget: int) -> None:
    with changing(contact) as loaded:
        loaded.set_trait("budget", budget)


def why(contact: Contact) -> trace.Explained:
    """The newest assignment of `contact`, told now."""
    return trace.explain(list(trace.of_contact(contact.id)), None)[0]


def frozen(id: int, conditions: list[dict[str, Any]], match: str = "all") -> dict[str, Any]:
    """A rule as a published ruleset holds it."""
    return {
        "id": id,
        "name": f"Rule {id}",
        "trigger": "contact_updated",
        "conditions": conditions,
        "match": match,
        "team": None,
    }


def test_each_rule_is_told_with_what_was_found_up_to_the_one_that_took() -> None:
    """R12: a rule that did not match says which condition failed."""
    book = RuleBook(1, [frozen(1, [VIP, RICH]), frozen(2, [RICH]), frozen(3, [])])
    facts = Facts(tags=frozenset({"Lead"}), traits={"Budget": "1500"})
    assert book.explain(Trigger.CONTACT_UPDATED, facts) == [
        {
            "rule": {"id": 1, "name": "Rule 1"},
            "match": "all",
            "matched": False,
            "conditions": [
                {**VIP, "actual": ["Lead"], "held": False},
                {**RICH, "actual": "1500", "held": True},
            ],
        },
        {
            "rule": {"id": 2, "name": "Rule 2"},
            "match": "all",
            "matched": True,
            "conditions": [{**RICH, "actual": "1500", "held": True}],
        },
    ]


def test_what_is_not_known_of_a_contact_is_told_as_nothing() -> None:
    book = RuleBook(1, [frozen(1, [RICH, {"field": "email", "op": "not_set"}], match="any")])
    [told] = book.explain(Trigger.CONTACT_UPDATED, Facts())
    assert [one["actual"] for one in told["conditions"]] == [None, None]
    assert [one["held"] for one in told["conditions"]] == [False, True]
    assert told["matched"]


def test_rules_of_another_trigger_are_no_part_of_the_story() -> None:
    book = RuleBook(1, [frozen(1, [])])
    assert book.explain(Trigger.WHATSAPP_CONTACT_CREATED, Facts()) == []


def test_an_owner_is_explained_by_rule_pool_and_count(dora) -> None:
    """R12."""
    ann, bob = make_agent("Ann"), make_agent("Bob", available=False)
    make_rule("Rich", [ann, bob], conditions=[RICH])
    spend(dora, 1500)
    told = why(dora)
    assert told.sentence == (
        "The rule “Rich” matched, and it was Ann's turn among the agents of the rule “Rich”."
    )
    assert [(one.agent.name, one.turns, one.why_not) for one in told.shares] == [
        ("Ann", 0, None),
        ("Bob", None, "away"),
    ]
    [rule] = told.story
    assert rule["conditions"] == [{**RICH, "actual": "1500", "held": True}]


def test_nobody_is_explained_too(dora) -> None:
    make_rule("Rich", [make_agent("Ann", available=False)], conditions=[RICH])
    spend(dora, 500)
    assert why(dora).sentence == "No rule matched, so nobody was assigned."
    spend(dora, 1500)
    assert "nobody of the agents of the rule “Rich” could be given it" in why(dora).sentence


def test_the_fallback_is_explained_with_the_rules_that_did_not_match() -> None:
    set_organisation(fallback=True)
    make_agent("Ann")
    make_rule("VIP", [], trigger="whatsapp_contact_created", conditions=[VIP])
    told = why(Customer().says("Hi").contact)
    assert told.sentence == (
        "No rule matched; the fallback gave the contact to Ann, whose turn it was."
    )
    assert [one["matched"] for one in told.story] == [False]


def test_the_story_does_not_change_with_the_rules(dora) -> None:
    """R12: it is told from the ruleset that decided, and from the facts as they were."""
    rule = make_rule("Rich", [make_agent("Ann")], conditions=[RICH])
    spend(dora, 1500)
    before = why(dora)
    Rule.update(name="Poor", conditions=[VIP], position=9).execute()
    make_rule("First", position=0)
    spend(dora, 1)
    assert why(dora).story == before.story
    rule.delete_instance()
    Ruleset.publish()
    after = why(dora)
    assert after.story == before.story
    assert after.sentence == before.sentence
    assert after.assignment.rule is None


def test_the_story_outlives_the_team(dora) -> None:
    team = make_team("Fashion", [make_agent("Ann")])
    rule = make_rule("All", team=team)
    spend(dora, 1500)
    assert why(dora).pool == "the team Fashion"
    rule.delete_instance()
    Ruleset.publish()
    TeamMember.delete().execute()
    Team.delete().execute()
    assert why(dora).pool == "a team that is gone"
    assert "Ann" in why(dora).sentence


def test_who_was_ever_given_a_contact_cannot_be_deleted_and_is_still_named(dora) -> None:
    """Agents leave by being switched off."""
    ann = make_agent("Ann")
    make_rule("All", [ann])
    spend(dora, 1500)
    from models.base import database

    with pytest.raises(peewee.IntegrityError), database.atomic():
        ann.delete_instance()
    Agent.update(active=False).execute()
    assert "Ann" in why(dora).sentence


def test_an_agent_who_never_had_a_contact_can_be_deleted_and_leaves_the_shares(dora) -> None:
    ann, bob = make_agent("Ann"), make_agent("Bob", available=False)
    make_rule("All", [ann, bob])
    spend(dora, 1500)
    bob.delete_instance()
    assert [one.agent.name for one in why(dora).shares] == ["Ann"]


def test_every_set_of_rules_is_published_anew_and_never_changed(dora) -> None:
    """Each decision points at the one that it was made by."""
    make_rule("One", [make_agent("Ann")], conditions=[VIP])
    first = Ruleset.current()
    spend(dora, 1)
    make_rule("Two", [make_agent("Bob")], conditions=[VIP])
    spend(dora, 2)
    rulesets = [one.ruleset_id for one in trace.of_contact(dora.id)]
    assert rulesets == [Ruleset.current().id, first.id]
    assert [len(Ruleset.get_by_id(id).rules) for id in rulesets] == [2, 1]


def test_the_ruleset_that_decided_is_kept_though_a_setting_changed_in_the_batch(dora) -> None:
    """A workflow that defines a trait makes the batch read the settings anew: another set of rules
    may have come meanwhile."""
    from models.assignment import deciding
    from models.batch import unit_of_work

    make_rule("Rich", [make_agent("Ann")], conditions=[RICH])
    decided_by = Ruleset.current()
    with unit_of_work("test", size=2) as batch:
        contact = batch.contact(dora.id)
        assert contact is not None
        contact.set_trait("budget", 1500)
        deciding.fire(batch, contact)
        make_rule("Other", position=0)
        contact.set_trait("new to us", "yes")
        deciding.fire(batch, contact)
    [assignment] = trace.of_contact(dora.id)
    assert assignment.ruleset == decided_by
    assert why(dora).rule == {"id": assignment.rule_id, "name": "Rich"}

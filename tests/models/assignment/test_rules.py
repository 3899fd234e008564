"""Which rule takes a contact when something about it changes (R1, R3, R7, R11)."""

import pytest

from models.assignment import deciding
from models.assignment.rule import Rule, Ruleset
from models.batch import unit_of_work
from models.contact import Contact, changes
from tests.factories import make_agent, make_contact, make_rule, make_team, set_organisation
from tests.models.acting import changing
from tests.models.assignment.outcomes import RICH, TAGGED, outcomes, owner

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def dora(database: None) -> Contact:
    return make_contact("Dora")


def test_a_change_of_an_unowned_contact_tries_the_rules(dora) -> None:
    """R7: whatever changed it, here a program."""
    make_rule("Budget", [make_agent("Ann")])
    with changing(dora) as contact:
        contact.set_trait("budget", 1500)
    assert owner(dora) == "Ann"


def test_a_contact_that_somebody_owns_is_left_to_them(dora) -> None:
    """R1."""
    make_rule("Budget", [make_agent("Ann")])
    bob = make_agent("Bob")
    Contact.update(owner=bob).where(Contact.id == dora.id).execute()
    with changing(dora) as contact:
        contact.set_trait("budget", 1500)
    assert owner(dora) == "Bob"
    assert outcomes(dora) == []


def test_a_change_for_which_nobody_fired_tries_the_rules_at_the_end(dora) -> None:
    """R7: no way of changing a contact can skip them by mistake."""
    make_rule("Budget", [make_agent("Ann")], conditions=[RICH])
    with unit_of_work("test") as batch:
        [contact] = batch.load([dora.id])
        contact.set_trait("budget", 2000)
    assert (owner(dora), outcomes(dora)) == ("Ann", ["assigned"])


def test_a_change_with_which_somebody_names_nobody_tries_no_rule(dora) -> None:
    """Nor does what comes behind it in the same batch and changes nothing."""
    make_rule("All", [make_agent("Ann")])
    with unit_of_work("test") as batch:
        [contact] = batch.load([dora.id])
        changes.apply(contact, {"traits": {"budget": 2000}, "owner": None}, None)
        changes.apply(contact, {"traits": {"budget": 2000}}, None)
    assert (owner(dora), outcomes(dora)) == (None, [])


def test_what_changes_nothing_tries_no_rule(dora) -> None:
    make_rule("All", [make_agent("Ann")])
    with changing(dora) as contact:
        contact.rename("Dora")
    assert owner(dora) is None
    assert outcomes(dora) == []


def test_the_first_rule_that_matches_takes(dora) -> None:
    """R11: in their order, whatever the order in which they were made."""
    make_rule("Third", [make_agent("Cid")], position=3)
    make_rule("Second", [make_agent("Bob")], position=2)
    never = [{"field": "tag", "op": "is", "value": "Nobody has it"}]
    make_rule("First", [make_agent("Ann")], position=1, conditions=never)
    with changing(dora) as contact:
        contact.add_tag("VIP")
    assert owner(dora) == "Bob"


def test_an_order_that_was_changed_holds_from_then_on(dora) -> None:
    """R11."""
    first = make_rule("First", [make_agent("Ann")], position=1)
    make_rule("Second", [make_agent("Bob")], position=2)
    Rule.update(position=3).where(Rule.id == first.id).execute()
    Ruleset.publish()
    with changing(dora) as contact:
        contact.add_tag("VIP")
    assert owner(dora) == "Bob"


def test_a_rule_that_is_switched_off_takes_nobody(dora) -> None:
    """R11."""
    make_rule("Off", [make_agent("Ann")], active=False)
    make_rule("On", [make_agent("Bob")])
    with changing(dora) as contact:
        contact.add_tag("VIP")
    assert owner(dora) == "Bob"


def test_a_deleted_rule_takes_nobody(dora) -> None:
    """R11."""
    make_rule("Gone", [make_agent("Ann")]).delete_instance()
    Ruleset.publish()
    with changing(dora) as contact:
        contact.add_tag("VIP")
    assert owner(dora) is None


def test_several_changes_are_one_change_set(dora) -> None:
    """Decided: the rules are tried once, after all of it."""
    first = {"field": "trait:size", "op": "set"}
    make_rule("Early", [make_agent("Ann")], conditions=[first, {**TAGGED, "op": "is_not"}])
    make_rule("Late", [make_agent("Bob")], conditions=[TAGGED])
    with changing(dora) as contact:
        contact.set_trait("size", "M")
        contact.add_tag("VIP")
    assert owner(dora) == "Bob"
    assert outcomes(dora) == ["assigned"]


def test_rules_in_vain_are_noted_once_for_a_change_set(dora) -> None:
    make_rule("VIP", [make_agent("Ann")], conditions=[TAGGED])
    with changing(dora) as contact:
        contact.set_trait("size", "M")
        contact.set_trait("budget", 1)
        contact.rename("Dora Quist")
    assert outcomes(dora) == ["unmatched"]


def test_a_contact_that_a_rule_took_in_this_batch_is_taken_once(dora) -> None:
    """Two change sets of one batch: the owner is known at its end, and the first one decides."""
    make_rule("VIP", [make_agent("Ann")], conditions=[TAGGED])
    make_rule("Rich", [make_agent("Bob")], conditions=[RICH])
    with unit_of_work("test", size=2) as batch:
        contact = batch.contact(dora.id)
        assert contact is not None
        contact.add_tag("VIP")
        deciding.fire(batch, contact)
        contact.set_trait("budget", 2000)
        deciding.fire(batch, contact)
    assert owner(dora) == "Ann"
    assert outcomes(dora) == ["assigned"]


def test_the_second_change_set_gets_its_chance_when_the_first_found_nobody(dora) -> None:
    make_rule("VIP", [make_agent("Ann", available=False)], conditions=[TAGGED])
    make_rule("Rich", [make_agent("Bob")], conditions=[RICH, {**TAGGED, "op": "is_not"}])
    with unit_of_work("test", size=2) as batch:
        contact = batch.contact(dora.id)
        assert contact is not None
        contact.add_tag("VIP")
        deciding.fire(batch, contact)
        contact.remove_tag("VIP")
        contact.set_trait("budget", 2000)
        deciding.fire(batch, contact)
    assert owner(dora) == "Bob"
    assert outcomes(dora) == ["nobody", "assigned"]


def test_a_team_shares_evenly() -> None:
    """R5: the seed's numbers."""
    team = make_team("Fashion", [make_agent(name) for name in ("Ann", "Bob", "Cid")])
    make_rule("All", team=team)
    contacts = [make_contact() for _ in range(30)]
    with unit_of_work("test", size=30) as batch:
        for contact in batch.load(one.id for one in contacts):
            contact.add_tag("VIP")
            deciding.fire(batch, contact)
    owners = [owner(one) for one in contacts]
    assert [owners.count(name) for name in ("Ann", "Bob", "Cid")] == [10, 10, 10]


def test_the_fallback_never_acts_after_an_update(dora) -> None:
    """R9."""
    set_organisation(fallback=True)
    make_rule("VIP", [make_agent("Ann")], conditions=[TAGGED])
    with changing(dora) as contact:
        contact.set_trait("size", "M")
    assert owner(dora) is None
    assert outcomes(dora) == ["unmatched"]

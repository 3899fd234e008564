"""Which rule takes a contact when something about it changes (R1, R3, R4, R7, R11)."""

import pytest

from models.assignment import deciding
from models.assignment.assignment import Assignment
from models.assignment.rule import Rule, Ruleset
from models.batch import unit_of_work
from models.contact import Contact, State
from models.settings.source import Source
from models.settings.status import Status
from tests.factories import find, make_agent, make_contact, make_rule, make_team, set_organisation
from tests.models.acting import changing

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def dora(database: None) -> Contact:
    return make_contact("Dora")


def owner(contact: Contact) -> str | None:
    found = Contact.get_by_id(contact.id).owner
    return found.name if found else None


def outcomes(contact: Contact) -> list[str]:
    rows = Assignment.select().where(Assignment.contact == contact).order_by(Assignment.id)
    return [row.outcome.value for row in rows]


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


TAGGED = {"field": "tag", "op": "is", "value": "VIP"}
RICH = {"field": "trait:budget", "op": "gte", "value": 1000}


@pytest.mark.parametrize(
    ("match", "tag", "budget", "takes"),
    [
        ("all", "VIP", 1000, True),
        ("all", "VIP", 999, False),
        ("all", "Other", 1000, False),
        ("any", "VIP", 999, True),
        ("any", "Other", 1000, True),
        ("any", "Other", 999, False),
    ],
)
def test_all_or_any_of_the_conditions_must_hold(dora, match, tag, budget, takes) -> None:
    """R4."""
    make_rule("Both", [make_agent("Ann")], conditions=[TAGGED, RICH], match=match)
    with changing(dora) as contact:
        contact.add_tag(tag)
        contact.set_trait("budget", budget)
    assert (owner(dora) == "Ann") is takes


@pytest.mark.parametrize("match", ["all", "any"])
def test_no_condition_means_always(dora, match: str) -> None:
    """R4."""
    make_rule("Always", [make_agent("Ann")], match=match)
    with changing(dora) as contact:
        contact.set_email("dora@example.com")
    assert owner(dora) == "Ann"


CHANGES = {
    "tag": ("is", "VIP", lambda contact: contact.add_tag("vip")),
    "source": ("is", "API", lambda contact: contact.set_source(find(Source, "API"))),
    "status": ("is", "interested", lambda contact: contact.set_status(find(Status, "Interested"))),
    "state": ("is", "CLIENT", lambda contact: contact.set_state(State.CLIENT)),
    "name": ("contains", "quist", lambda contact: contact.rename("Dora Quist")),
    "email": ("contains", "@example.com", lambda contact: contact.set_email("d@example.com")),
    "trait:Budget": ("lt", 2000, lambda contact: contact.set_trait("budget", "1500")),
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_rule_looks_at_every_field(dora, field: str) -> None:
    """R3, R4: and a change of each of them makes the rules look."""
    op, value, change = CHANGES[field]
    make_rule("Field", [make_agent("Ann")], conditions=[{"field": field, "op": op, "value": value}])
    with changing(dora) as contact:
        change(contact)
    assert owner(dora) == "Ann"


@pytest.mark.parametrize("field", CHANGES)
def test_a_rule_whose_field_does_not_fit_takes_nobody(dora, field: str) -> None:
    op, _, change = CHANGES[field]
    value = 1 if op == "lt" else "CLIENTELE"
    conditions = [{"field": field, "op": op, "value": value}]
    if field == "state":
        conditions = [{"field": "state", "op": "is", "value": "PARTNER"}]
    make_rule("Field", [make_agent("Ann")], conditions=conditions)
    with changing(dora) as contact:
        change(contact)
    assert owner(dora) is None
    assert outcomes(dora) == ["unmatched"]


def test_what_is_taken_away_changes_the_contact_too(dora) -> None:
    """R7: a cleared trait or a removed tag is an update."""
    with changing(dora) as contact:
        contact.set_trait("budget", 1500)
        contact.add_tag("VIP")
    unset = {"field": "trait:budget", "op": "not_set"}
    make_rule("Unset", [make_agent("Ann")], conditions=[unset])
    with changing(dora) as contact:
        contact.clear_trait("budget")
    assert owner(dora) == "Ann"


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

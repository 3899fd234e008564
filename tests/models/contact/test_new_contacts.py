"""Who gets a contact that a first WhatsApp message made (R6, R8, R9, R10)."""

import pytest

from models.agents.agent import Role
from models.assignment.assignment import Assignment
from models.contact import Contact
from tests.factories import (
    make_agent,
    make_contact,
    make_rule,
    make_workflow,
    set_organisation,
)
from tests.models.acting import changing
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")

CREATED = "whatsapp_contact_created"
TAGS_AT_ONCE = "{name: Tag, steps: {tag: {tag: VIP, next: ask}, ask: {ask: Size?, set: size}}}"


def outcomes(contact: Contact) -> list[tuple[str, str]]:
    rows = Assignment.select().where(Assignment.contact == contact).order_by(Assignment.id)
    return [(row.trigger, row.outcome.value) for row in rows]


def test_a_first_message_assigns_at_once() -> None:
    """R6: it waits for no workflow."""
    make_workflow("{name: Ask, steps: {size: {ask: Size?, set: size}}}")
    make_rule("New", [make_agent("Ann")], trigger=CREATED)
    dora = Customer().says("Hi")
    assert dora.owner == "Ann"
    assert [message.text for message in dora.heard()] == ["Size?"]


def test_a_known_contact_who_writes_is_not_new() -> None:
    """R6: uploads, forms and API calls make contacts too, and their first message is not it."""
    make_rule("New", [make_agent("Ann")], trigger=CREATED)
    set_organisation(fallback=True)
    imported = make_contact(phone="447700900311")
    dora = Customer(phone="447700900311").says("Hi").says("Hello?")
    assert dora.contact == imported
    assert dora.owner is None
    assert outcomes(imported) == []


def test_a_second_message_does_not_try_again() -> None:
    """R6."""
    never = [{"field": "tag", "op": "set"}]
    make_rule("New", [make_agent("Ann")], trigger=CREATED, conditions=never)
    dora = Customer().says("Hi").says("Anybody?")
    assert outcomes(dora.contact) == [(CREATED, "unmatched")]


def test_the_rules_for_new_contacts_go_first() -> None:
    """One message makes the contact and, by the workflow, tags it: both triggers are meant."""
    make_workflow(TAGS_AT_ONCE)
    make_rule("Update", [make_agent("Ann")], position=1)
    make_rule("New", [make_agent("Bob")], trigger=CREATED, position=2)
    dora = Customer().says("Hi")
    assert dora.owner == "Bob"
    assert outcomes(dora.contact) == [(CREATED, "assigned")]


def test_what_the_first_message_changed_may_decide_too() -> None:
    make_workflow(TAGS_AT_ONCE)
    set_organisation(fallback=True)
    make_agent("Ann")
    never = [{"field": "tag", "op": "is", "value": "Lead"}]
    make_rule("New", [make_agent("Bob")], trigger=CREATED, conditions=never)
    make_rule("Update", [make_agent("Cid", role=Role.SALES_MANAGER)])
    dora = Customer().says("Hi")
    assert dora.owner == "Cid"
    assert outcomes(dora.contact) == [("contact_updated", "assigned")]


def test_both_kinds_of_rules_in_vain_are_both_told() -> None:
    """R12: each says why it did not take the contact."""
    make_workflow(TAGS_AT_ONCE)
    never = [{"field": "tag", "op": "is", "value": "Lead"}]
    make_rule("New", [make_agent("Bob")], trigger=CREATED, conditions=never)
    make_rule("Update", [make_agent("Cid")], conditions=never)
    dora = Customer().says("Hi")
    assert outcomes(dora.contact) == [(CREATED, "unmatched"), ("contact_updated", "unmatched")]


def test_the_fallback_gives_whom_no_rule_took_to_all_sales_agents_evenly() -> None:
    """R8."""
    set_organisation(fallback=True)
    for name in ("Ann", "Bob", "Cid"):
        make_agent(name)
    make_agent("Eve", role=Role.SUPPORT)
    make_agent("Mia", role=Role.SALES_MANAGER)
    never = [{"field": "tag", "op": "set"}]
    make_rule("New", [make_agent("Zoe", active=False)], trigger=CREATED, conditions=never)
    owners = [Customer().says("Hi").owner for _ in range(30)]
    assert [owners.count(name) for name in ("Ann", "Bob", "Cid")] == [10, 10, 10]


def test_the_fallback_acts_also_when_there_are_only_rules_for_updates() -> None:
    """Decided, as the seed has it: at least one rule exists, and the contact is new."""
    set_organisation(fallback=True)
    make_rule("Update", [make_agent("Ann")], conditions=[{"field": "tag", "op": "set"}])
    assert Customer().says("Hi").owner == "Ann"


def test_the_fallback_switched_off_leaves_the_contact_unassigned() -> None:
    """R8."""
    make_agent("Ann")
    never = [{"field": "tag", "op": "set"}]
    make_rule("New", [make_agent("Bob")], trigger=CREATED, conditions=never)
    assert Customer().says("Hi").owner is None


@pytest.mark.parametrize("rule", [None, "inactive"])
def test_without_an_active_rule_the_fallback_does_not_act(rule: str | None) -> None:
    """R9: decided: an active one."""
    set_organisation(fallback=True)
    make_agent("Ann")
    if rule:
        make_rule("Off", [make_agent("Bob")], trigger=CREATED, active=False)
    dora = Customer().says("Hi")
    assert dora.owner is None
    assert outcomes(dora.contact) == []


def test_who_is_away_from_the_fallback_is_passed_over() -> None:
    """R8, X1."""
    set_organisation(fallback=True)
    make_agent("Ann", available=False)
    make_agent("Bob")
    make_rule("Update", conditions=[{"field": "tag", "op": "set"}])
    assert {Customer().says("Hi").owner for _ in range(4)} == {"Bob"}


def test_an_update_in_the_same_conversation_still_finds_its_rule() -> None:
    """R10: not taken when created, taken by the answers."""
    make_rule("Rich", [make_agent("Ann")], conditions=[{"field": "trait:budget", "op": "set"}])
    dora = Customer().says("Hi")
    assert dora.owner is None
    with changing(dora.contact, cause="workflow:1") as contact:
        contact.set_trait("budget", 900)
    assert dora.owner == "Ann"

"""A contact whom somebody had goes back to them, if they are there and have room (X7)."""

from datetime import timedelta
from typing import Any

import pytest

from bot.simulator import items
from models.agents.agent import Agent
from models.assignment import deciding, draining, trace
from models.assignment.assignment import Assignment
from models.assignment.preview import preview
from models.assignment.rule import Trigger
from models.batch import unit_of_work
from models.clock import now
from models.conditions.condition import Facts
from models.contact import Contact
from models.queues.backlog import BacklogItem
from tests.factories import make_agent, make_contact, make_rule, set_organisation
from tests.models.acting import changing
from tests.models.assignment.outcomes import outcomes, owner
from tests.models.queries import counted
from tests.story import Customer

pytestmark = pytest.mark.usefixtures("workshop")


@pytest.fixture
def dora(workshop: None) -> Contact:
    return make_contact("Dora", owner=make_agent("Ann"))


def release(contact: Contact) -> None:
    with unit_of_work("agent:9") as batch:
        batch.load([contact.id])[0].release()


def touch(contact: Contact, tag: str = "VIP") -> None:
    with changing(contact) as loaded:
        loaded.add_tag(tag)


def sentence(contact: Contact) -> str:
    [latest] = trace.explain(list(trace.of_contact(contact.id).limit(1)), None)
    return latest.sentence


def set_ann(**values: Any) -> None:
    Agent.update(**values).where(Agent.name == "Ann").execute()


def test_a_rule_that_takes_them_gives_them_to_who_had_them(dora: Contact) -> None:
    """Ann is not even among the rule's agents, and no turn of the pool is spent."""
    release(dora)
    make_rule("All", [make_agent("Bob")])
    touch(dora)
    assert owner(dora) == "Ann"
    given = Assignment.get(Assignment.contact == dora, Assignment.outcome == "assigned")
    assert (given.trigger, given.rule.name, given.pool["returned"]) == (
        "contact_updated",
        "All",
        True,
    )
    assert sentence(dora) == "The rule “All” matched, and it went back to Ann, who had it before."
    other = make_contact("Other")
    touch(other)
    assert owner(other) == "Bob"


@pytest.mark.parametrize(
    "values", [{"available": False}, {"active": False}, {"capacity": 0}, {"hours": {}}], ids=str
)
def test_who_is_not_there_or_has_no_room_gets_nobody_back(
    dora: Contact, values: dict[str, Any]
) -> None:
    release(dora)
    set_ann(**values)
    make_rule("All", [make_agent("Bob")])
    touch(dora)
    assert owner(dora) == "Bob"


def test_what_goes_back_counts_for_the_capacity_within_the_batch(dora: Contact) -> None:
    """X3."""
    second = make_contact("Second", owner=dora.owner)
    for contact in (dora, second):
        release(contact)
    set_ann(capacity=1)
    make_rule("All", [make_agent("Bob")])
    with unit_of_work("test") as batch:
        for contact in batch.load([dora.id, second.id]):
            contact.add_tag("VIP")
            deciding.fire(batch, contact)
    assert (owner(dora), owner(second)) == ("Ann", "Bob")


def test_a_person_may_switch_it_off(dora: Contact) -> None:
    release(dora)
    set_organisation(return_to_former_owner=False)
    make_rule("All", [make_agent("Bob")])
    touch(dora)
    assert owner(dora) == "Bob"


def test_who_was_handed_on_goes_back_to_whoever_had_them_last(dora: Contact) -> None:
    bob = make_agent("Bob")
    with unit_of_work("agent:9") as batch:
        contact = batch.load([dora.id])[0]
        contact.assign(bob, by_hand=True)
        contact.release()
    make_rule("All", [])
    touch(dora)
    assert owner(dora) == "Bob"


def test_a_preview_says_so(dora: Contact) -> None:
    """X4."""
    release(dora)
    make_rule("All", [make_agent("Bob")])
    ann = dora.owner
    told = preview(Trigger.CONTACT_UPDATED, Facts(), None, f"contact:{dora.id}", ann.id)
    assert told.next == ann
    assert told.verdict.endswith("and it goes back to Ann, who had it before.")
    set_ann(available=False)
    told = preview(Trigger.CONTACT_UPDATED, Facts(), None, f"contact:{dora.id}", ann.id)
    assert told.next is not None
    assert told.next.name == "Bob"


def test_who_waits_goes_back_too(dora: Contact) -> None:
    release(dora)
    set_ann(available=False)
    bob = make_agent("Bob", available=False)
    make_rule("All", [bob])
    touch(dora)
    assert owner(dora) is None
    set_ann(available=True)
    bob.available = True
    bob.save()
    assert draining.give_out() == 1
    assert owner(dora) == "Ann"


def released(ago: timedelta) -> Customer:
    """A customer of Ann's who wrote so long ago and whom she released; there is no rule."""
    ann = make_agent("Ann")
    customer = Customer().sends(items.text("Hi", at=now() - ago))
    with unit_of_work("agent:9") as batch:
        contact = batch.load([customer.contact.id])[0]
        contact.assign(ann, by_hand=True)
        contact.release()
    return customer


def test_a_message_after_a_day_of_silence_brings_them_back() -> None:
    customer = released(timedelta(hours=24, minutes=1))
    customer.says("Me again")
    assert customer.owner == "Ann"
    assert sentence(customer.contact) == (
        "The contact wrote again, and it went back to Ann, who had it before."
    )


def test_a_message_before_that_does_not() -> None:
    customer = released(timedelta(hours=23))
    customer.says("One more thing")
    assert customer.owner is None


def test_who_writes_again_while_the_former_owner_is_away_waits_for_nobody() -> None:
    """No rule took them: there is nothing to wait for."""
    customer = released(timedelta(days=2))
    set_ann(available=False)
    customer.says("Me again")
    assert (customer.owner, outcomes(customer.contact)) == (None, [])
    assert BacklogItem.select().count() == 0


def test_a_message_of_who_never_had_an_owner_costs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_agent("Ann")
    customer = Customer().sends(items.text("Hi", at=now() - timedelta(days=2)))
    with counted(monkeypatch) as asked:
        customer.says("Me again")
    assert not [sql for sql in asked if "agent a" in sql or "pool" in sql]

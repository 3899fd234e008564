"""Beside the phone stands what Usher made of its owner (R12, W2)."""

from flask.testing import FlaskClient

from bot.simulator.findings import find
from models.assignment.assignment import Assignment, Outcome
from models.assignment.rule import Trigger
from models.simulated import SimulatedCustomer
from tests.factories import make_agent, make_contact, make_rule


def test_nothing_is_known_of_somebody_who_never_wrote(
    client: FlaskClient, dora: SimulatedCustomer
) -> None:
    assert find(dora) is None
    assert "does not know Dora Lindqvist yet" in client.get("/simulator/").get_data(as_text=True)


def test_traits_tags_owner_and_why(client: FlaskClient, dora: SimulatedCustomer) -> None:
    ann = make_agent("Ann")
    traits = {"audience": "Women", "budget": 1200}
    contact = make_contact(
        "Dora", phone=dora.phone, traits=traits, tags=["VIP Customer"], owner=ann
    )
    Assignment.create(
        contact=contact.id,
        agent=ann,
        outcome=Outcome.ASSIGNED,
        trigger=Trigger.CONTACT_UPDATED,
        rule=make_rule("VIP", [ann]),
        cause="message",
    )
    finding = find(dora)
    assert finding is not None
    assert finding.traits == (("audience", "Women"), ("budget", "1200"))
    assert (finding.tags, finding.owner) == (("VIP Customer",), "Ann")
    assert finding.why == "by the rule “VIP”"
    page = client.get("/simulator/").get_data(as_text=True)
    assert f'href="/contacts/{contact.id}"' in page


def test_somebody_without_a_phone_is_found_by_id(yuki: SimulatedCustomer) -> None:
    make_contact("Somebody else", phone=yuki.phone)
    own = make_contact("Yuki", phone="447700900555", bsuid=yuki.bsuid)
    finding = find(yuki)
    assert finding is not None
    assert finding.contact == own.id


def test_a_contact_that_nobody_could_take_says_so(dora: SimulatedCustomer) -> None:
    contact = make_contact("Dora", phone=dora.phone)
    Assignment.create(
        contact=contact.id, outcome=Outcome.NOBODY, trigger="fallback", cause="message"
    )
    finding = find(dora)
    assert finding is not None
    assert finding.why == "nobody there to be given it by the fallback"

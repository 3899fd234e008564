"""What a rule may look at, and when it holds (R3, R4)."""

import pytest

from models.contact import Contact, State
from models.settings.source import Source
from models.settings.status import Status
from tests.factories import find, make_agent, make_contact, make_rule
from tests.models.acting import changing
from tests.models.assignment.outcomes import RICH, TAGGED, outcomes, owner

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def dora(database: None) -> Contact:
    return make_contact("Dora")


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

"""An agent stops: every open contact meets its fate, in sets, and nothing slips through (X2)."""

from typing import Any

import pytest

from models.agents import parting
from models.agents.agent import Agent, Role
from models.agents.parting import Fate
from models.assignment import trace
from models.assignment.assignment import REOPENED_TRIGGER, Assignment, Outcome
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.notices.notification import Notification
from models.queues.backlog import BacklogItem
from models.queues.outbox import OutboxItem
from models.refusal import Refusal
from models.settings import pipeline
from models.settings.status import Status
from tests.factories import find, heard, make_agent, make_contact, make_rule, set_organisation
from tests.models.acting import told
from tests.models.assignment.outcomes import outcomes, owner
from tests.models.queries import counted

pytestmark = pytest.mark.usefixtures("workshop")

STOPPED = {"active": False}


@pytest.fixture
def ann(workshop: None) -> Agent:
    return make_agent("Ann")


def stop(agent: Agent, fate: Fate | Agent | None, **values: Any) -> None:
    parting.stop(agent, values or STOPPED, fate, "api_key:1")


def test_who_has_open_contacts_is_asked_what_becomes_of_them(ann: Agent) -> None:
    for _ in range(3):
        make_contact(owner=ann)
    make_contact(owner=ann, closed_at=now())
    with pytest.raises(Refusal, match=r"Ann has 3 open contacts: .*release, keep") as refused:
        stop(ann, None)
    assert refused.value.field == "contacts"
    assert Agent.get_by_id(ann.id).active


def test_who_has_only_closed_ones_just_stops(ann: Agent) -> None:
    dora = make_contact(owner=ann, closed_at=now())
    stop(ann, None)
    assert (Agent.get_by_id(ann.id).active, owner(dora)) == (False, "Ann")


def test_they_may_stay_with_who_stopped(ann: Agent) -> None:
    dora = make_contact(owner=ann)
    stop(ann, Fate.KEEP)
    assert (Agent.get_by_id(ann.id).active, owner(dora), told(dora)) == (False, "Ann", [])


def test_released_ones_go_by_the_rules_to_the_others_and_not_back(ann: Agent) -> None:
    make_rule("All", [ann, make_agent("Bob")])
    dora = make_contact(owner=ann)
    stop(ann, Fate.RELEASE)
    assert owner(dora) == "Bob"
    assert outcomes(dora) == ["released", "assigned"]
    given = Assignment.get(Assignment.outcome == Outcome.ASSIGNED)
    assert given.pool["skipped"] == {str(ann.id): "not active"}
    assert given.cause == "api_key:1"


def test_a_released_whatsapp_contact_is_taken_by_the_fallback_as_at_first(ann: Agent) -> None:
    """R8, R9: one that never wrote is not."""
    set_organisation(fallback=True)
    make_agent("Bob")
    make_rule("Never", [ann], conditions=[{"field": "tag", "op": "is", "value": "Never"}])
    wrote, imported = make_contact(owner=ann, **heard()), make_contact(owner=ann)
    stop(ann, Fate.RELEASE)
    assert (owner(wrote), owner(imported)) == ("Bob", None)


def test_released_ones_for_whom_nobody_is_there_wait(ann: Agent) -> None:
    make_rule("All", [ann])
    dora = make_contact(owner=ann)
    stop(ann, Fate.RELEASE)
    [item] = BacklogItem.select()
    assert (item.contact, owner(dora)) == (dora, None)


def test_handed_on_ones_are_told_of_once(ann: Agent) -> None:
    bob = make_agent("Bob", available=False, capacity=1)
    contacts = [make_contact(f"C{n}", owner=ann) for n in range(30)]
    stop(ann, bob)
    assert {owner(one) for one in contacts} == {"Bob"}
    assert {one.former_owner_id for one in Contact.select()} == {ann.id}
    assert outcomes(contacts[0]) == ["assigned"]
    [notification], [letter] = Notification.select(), OutboxItem.select()
    assert letter.notification == notification
    assert (letter.payload["subject"], letter.payload["to"]) == (
        "30 contacts of Ann are yours",
        "bob@example.org",
    )
    assert len(letter.payload["facts"]) == 20


def test_two_thousand_take_as_many_statements_as_one(
    ann: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rule("All", [make_agent("Bob"), make_agent("Cleo")])
    counts = []
    for number, name in ((1, "Dan"), (2_000, "Eve")):
        leaving = make_agent(name)
        pattern = make_contact(owner=leaving)
        _copies(pattern, number - 1)
        with counted(monkeypatch) as asked:
            stop(leaving, Fate.RELEASE)
        counts.append(len(asked))
        assert Contact.select().where(Contact.owner == leaving).count() == 0
    assert counts[1] <= counts[0] + 1, counts


def _copies(contact: Contact, count: int) -> None:
    rows = [
        {
            "name": "Copy",
            "status": contact.status_id,
            "owner": contact.owner_id,
        }
        for _ in range(count)
    ]
    if rows:
        Contact.insert_many(rows).execute()


def test_a_role_that_does_not_sell_is_stopping_too(ann: Agent) -> None:
    """A6: support sees no open contact, so hers would be nobody's in truth."""
    assert parting.stops(ann, {"role": "support"})
    assert not parting.stops(ann, {"role": "admin"})
    assert not parting.stops(ann, {"available": False})
    dora = make_contact(owner=ann)
    with pytest.raises(Refusal):
        stop(ann, None, role="support")
    stop(ann, make_agent("Bob"), role="support")
    assert owner(dora) == "Bob"


def test_they_do_not_stay_with_who_would_not_see_them(ann: Agent) -> None:
    """A6: nobody else would find them either."""
    dora = make_contact(owner=ann)
    with pytest.raises(Refusal, match=r"1 open contact, .* support does not see: say release"):
        stop(ann, Fate.KEEP, role=Role.SUPPORT)
    with pytest.raises(Refusal, match="does not see"):
        stop(ann, Fate.KEEP, role=Role.SUPPORT, active=False)
    assert (Agent.get_by_id(ann.id).role, owner(dora)) == (Role.SALES_AGENT, "Ann")
    stop(ann, Fate.RELEASE, role=Role.SUPPORT)
    assert owner(dora) is None


def test_without_open_ones_there_is_nothing_to_keep(ann: Agent) -> None:
    dora = make_contact(owner=ann, status="Lost", closed_at=now())
    stop(ann, Fate.KEEP, role=Role.SUPPORT)
    assert (Agent.get_by_id(ann.id).role, owner(dora)) == (Role.SUPPORT, "Ann")


@pytest.mark.parametrize("one_by_one", [True, False])
def test_who_reopens_a_contact_of_who_has_left_leaves_a_row_of_history(
    ann: Agent, one_by_one: bool
) -> None:
    dora = make_contact(owner=ann, status="Lost", closed_at=now())
    stop(ann, None)
    with unit_of_work("agent:9") as batch:
        if one_by_one:
            [loaded] = batch.load([dora.id])
            loaded.set_status(batch.catalogue.default_status)
    if not one_by_one:
        pipeline.choose(None, [find(Status, "Converted")])
    [given] = Assignment.select().where(Assignment.contact == dora)
    assert (given.outcome, given.trigger, given.agent_id) == (
        Outcome.RELEASED,
        REOPENED_TRIGGER,
        ann.id,
    )
    [explained] = trace.explain([given], None)
    assert explained.sentence == (
        "It was opened again, and Ann takes care of open contacts no more."
    )

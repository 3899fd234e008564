"""An agent stops: what they had planned goes with their contacts, or is looked at. I1, X2."""

from datetime import timedelta

import pytest

from models.agents import parting
from models.agents.agent import Agent, Role
from models.agents.parting import Fate
from models.clock import now
from models.contact import Contact
from models.interactions.interaction import Interaction
from models.notices.notification import Notification
from tests.factories import make_agent, make_contact, make_interaction
from tests.models.acting import events, told

pytestmark = pytest.mark.usefixtures("workshop")

DAY = timedelta(days=1)


@pytest.fixture
def ann(workshop: None) -> Agent:
    return make_agent("Ann")


def assignee(interaction: Interaction) -> str:
    return str(Interaction.get_by_id(interaction.id).assignee.name)


def flag(contact: Contact) -> str | None:
    found: str | None = Contact.get_by_id(contact.id).flag
    return found


def stop(agent: Agent, fate: Fate | Agent | None, **values: object) -> None:
    parting.stop(agent, values or {"active": False}, fate, "api_key:1")


def test_who_gets_the_contacts_meets_them(ann: Agent) -> None:
    dora, others = make_contact(owner=ann), make_contact("Eve", owner=make_agent("Ben"))
    planned = make_interaction(dora, ann, now() + DAY, reminded_at=now())
    missed, helped = make_interaction(dora, ann, now() - DAY), make_interaction(others, ann, now())
    done = make_interaction(dora, ann, now() - DAY, outcome="Successful")
    note = make_interaction(None, ann, now() + DAY)
    stop(ann, make_agent("Heir"))
    assert [assignee(one) for one in (planned, missed, helped)] == ["Heir"] * 3
    assert [assignee(one) for one in (done, note)] == ["Ann"] * 2
    assert Interaction.get_by_id(planned.id).reminded_at is None
    assert (flag(dora), flag(others)) == (None, None)


def test_the_heir_is_told_once_and_each_timeline_tells_it(ann: Agent) -> None:
    heir, dora = make_agent("Heir"), make_contact(owner=make_agent("Ben"))
    for at in (now() + DAY, now() + 2 * DAY):
        make_interaction(dora, ann, at)
    stop(ann, heir)
    [letter] = [row for row in Notification.select() if row.agent == heir]
    assert letter.payload["subject"] == "Yours: 2 interactions of Ann"
    assert letter.payload["link"] == f"/interactions?day={(now() + DAY).date()}"
    assert "Dora" not in str(letter.payload)
    first, second = events(dora, "interaction.handed_on")
    assert (first.data["before"], second.data["agent"]) == ("Ann", "Heir")


@pytest.mark.parametrize("fate", [Fate.RELEASE, Fate.KEEP])
def test_where_nobody_is_named_a_person_looks(ann: Agent, fate: Fate) -> None:
    dora, eve = make_contact(owner=ann), make_contact("Eve", owner=ann)
    planned = make_interaction(dora, ann, now() + DAY)
    make_interaction(eve, ann, now() - DAY)
    stop(ann, fate)
    assert assignee(planned) == "Ann"
    assert flag(dora) == (
        "Ann, who has stopped, was to meet them: give the interaction to a colleague"
    )
    assert "contact.flagged" in told(dora)
    assert flag(eve) is None


def test_also_where_they_had_no_contact_of_their_own(ann: Agent) -> None:
    dora = make_contact(flag="Probably the same person as contact 7")
    make_interaction(dora, ann, now() + DAY)
    stop(ann, None)
    assert not Agent.get_by_id(ann.id).active
    assert flag(dora) == "Probably the same person as contact 7"
    assert told(dora) == ["contact.flagged"]


def test_who_goes_on_with_closed_contacts_meets_those(ann: Agent) -> None:
    closed = make_contact("Eve", status="Lost", closed_at=now())
    both = [make_interaction(one, ann, now() + DAY) for one in (closed, make_contact())]
    stop(ann, make_agent("Heir"), role=Role.SUPPORT)
    assert [assignee(one) for one in both] == ["Ann", "Heir"]

"""Which letters an agent may still see: those about contacts, and about interactions. A6, X13."""

from datetime import timedelta

import pytest

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact
from models.interactions.interaction import Interaction
from models.notices import reading, wording
from models.notices.notification import Notification, NotificationKind
from models.settings.status import Status
from tests.factories import find, make_agent, make_contact, make_interaction

TOMORROW = timedelta(days=1)


@pytest.fixture
def sue(database: None) -> Agent:
    """She sees closed contacts only."""
    return make_agent("Sue", role=Role.SUPPORT)


def tell(agent: Agent, one: Interaction | str, contact: Contact | None = None) -> None:
    link = one if isinstance(one, str) else f"/interactions/{one.id}"
    Notification.create(
        agent=agent,
        kind=NotificationKind.INTERACTION,
        key=f"test:{link}:{agent.id}",
        contact=contact,
        payload=wording.notice(agent, "Call", "Call", [], link),
    )


def seen(agent: Agent) -> list[str]:
    links = [row.payload["link"] for row in reading.notifications_of(agent)]
    assert reading.unread(agent) == len(links)
    return links


def test_letters_of_an_interaction_are_seen_as_its_contact_is(sue: Agent) -> None:
    closed = make_contact(status="Lost", closed_at=now())
    one = make_interaction(closed, sue, now() + TOMORROW)
    tell(sue, one, closed)
    assert seen(sue) == [f"/interactions/{one.id}"]
    Contact.update(status=find(Status, "Interested")).where(Contact.id == closed.id).execute()
    assert seen(sue) == []


def test_who_sells_sees_all_of_theirs(database: None) -> None:
    ann, dora = make_agent(), make_contact()
    tell(ann, make_interaction(dora, ann, now() + TOMORROW), dora)
    assert len(seen(ann)) == 1


def test_of_what_is_a_colleagues_now_nothing_is_left(sue: Agent) -> None:
    closed = make_contact(status="Lost", closed_at=now())
    tell(sue, make_interaction(closed, make_agent("Bob"), now() + TOMORROW), closed)
    assert seen(sue) == []


def test_personal_ones_and_days_name_no_contact(sue: Agent) -> None:
    tell(sue, make_interaction(None, sue, now() + TOMORROW, note="Rest"))
    tell(sue, "/interactions?day=2026-06-01")
    tell(sue, "/contacts")
    assert len(seen(sue)) == 2


def test_who_looks_at_an_interaction_has_seen_what_they_were_told_of_it(sue: Agent) -> None:
    one, other = (make_interaction(None, sue, now() + TOMORROW) for _ in range(2))
    for each in (one, other):
        tell(sue, each)
    assert reading.unseen_interaction(sue, one.id)
    reading.see_interactions(sue, [one.id])
    assert not reading.unseen_interaction(sue, one.id)
    assert reading.unread(sue) == 1

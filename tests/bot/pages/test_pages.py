"""What the pages show, and to whom. A6, M2, R2, R12, W6, X4, X13."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.assignment import deciding
from models.batch import unit_of_work
from models.clock import now
from models.contact import Contact
from models.contact.message import Author, Delivery
from models.notices.notification import Notification
from models.queues.inbox import InboxItem
from models.queues.item import WorkState
from models.queues.outbox import OutboxKind
from tests import factories
from workers import reminders

MEN = {"field": "trait:audience", "op": "is", "value": "Men"}
RICH = {"field": "trait:budget", "op": "gte", "value": 1000}


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


@pytest.fixture
def eve(database: None) -> Agent:
    return factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)


def qualify(contact: Contact, **traits: Any) -> None:
    """What a workflow does with answers."""
    with unit_of_work("message:1") as batch:
        loaded = batch.contact(contact.id)
        assert loaded
        for name, value in traits.items():
            loaded.set_trait(name, value)
        deciding.fire(batch, loaded)


def test_home_counts_what_there_is(browser_of: Any, ann: Agent, bob: Agent) -> None:
    factories.make_contact("Dora", owner=bob)
    factories.make_contact("Emil", status="Lost")
    page = browser_of(bob).sees("/")
    assert "<b>2</b><span>came today</span>" in page
    assert "<b>1</b><span>open, yours</span>" in page


def test_home_tells_what_was_given_to_one_until_it_was_seen(browser_of: Any, bob: Agent) -> None:
    """W6."""
    factories.make_rule("Men", [bob], conditions=[MEN])
    dora = factories.make_contact("Dora")
    qualify(dora, audience="Men")
    browser = browser_of(bob)
    assert "Dora is yours" in browser.sees("/")
    browser.sees(f"/contacts/{dora.id}")
    assert "Dora is yours" not in browser.sees("/")
    assert Notification.get().read_at is not None


def test_a_status_carries_its_colour(browser_of: Any, bob: Agent) -> None:
    """M2."""
    factories.make_status("Hot", color="#ff0102")
    dora = factories.make_contact(status="Hot")
    assert 'fill="#ff0102"' in browser_of(bob).sees(f"/contacts/{dora.id}")


def test_a_contact_shows_its_owner_and_why(browser_of: Any, bob: Agent) -> None:
    """R12, X4."""
    factories.make_agent("Cid", available=False)
    factories.make_rule("VIP", [bob], conditions=[RICH])
    team = factories.make_team("Menswear", [bob, Agent.get(Agent.name == "Cid")])
    factories.make_rule("Gentlemen", team=team, conditions=[MEN])
    dora = factories.make_contact("Dora")
    qualify(dora, audience="Men", budget="900")
    page = browser_of(bob).sees(f"/contacts/{dora.id}")
    assert "owned by Bob" in page
    assert "The rule “Gentlemen” matched" in page
    assert "the team Menswear" in page
    assert "budget is at least 1000: it was 900" in page
    assert "Bob · 0 before" in " ".join(page.split())
    assert "Cid · away" in " ".join(page.split())


def test_a_contact_shows_the_email_as_it_will_be_sent(browser_of: Any, bob: Agent) -> None:
    """W6: without a mail server it waits."""
    bob.whatsapp = "34600111222"
    bob.save()
    factories.make_rule("Men", [bob], conditions=[MEN])
    dora = factories.make_contact("Dora")
    qualify(dora, audience="Men")
    page = browser_of(bob).sees(f"/contacts/{dora.id}")
    assert "waits for a mail server" in page
    assert "Dora was assigned to you." in page
    assert f"http://usher.test/contacts/{dora.id}" in page
    assert "contact_assigned" in page
    assert "+34600111222" in page


def test_a_conversation_shows_how_far_each_message_came(browser_of: Any, bob: Agent) -> None:
    dora = factories.make_contact("Dora", last_heard_at=now())
    factories.make_message(dora, "Hi")
    question = {"type": "buttons", "text": "Which?", "buttons": [{"id": "1", "title": "Mens wear"}]}
    factories.make_message(
        dora, "Which?", author=Author.BOT, delivery=Delivery.READ, content=question, type="buttons"
    )
    factories.make_message(
        dora, "Oh", author=Author.BOT, delivery=Delivery.FAILED, error="131026: undeliverable"
    )
    factories.make_message(dora, "gone", revoked_at=now())
    place = {"latitude": 40.4, "longitude": -3.7}
    factories.make_message(dora, "", type="location", content=place)
    page = browser_of(bob).sees(f"/conversations/{dora.id}")
    for shown in ("Mens wear", 'aria-label="read"', "131026: undeliverable", "Taken back"):
        assert shown in page
    assert "Location 40.4, -3.7" in page
    assert ">gone<" not in page
    assert "window open until" in page


def test_times_are_the_organisations(browser_of: Any, bob: Agent) -> None:
    factories.set_organisation(timezone="Asia/Tokyo")
    dora = factories.make_contact(created_at=datetime(2026, 1, 31, 20, tzinfo=UTC))
    assert "1 Feb 2026, 05:00" in browser_of(bob).sees(f"/contacts/{dora.id}")


def test_what_strangers_write_is_text(browser_of: Any, bob: Agent) -> None:
    evil = "<script>alert(1)</script>"
    dora = factories.make_contact(evil, tags=[evil], traits={"note": evil}, flag=evil)
    factories.make_message(dora, evil)
    browser = browser_of(bob)
    paths = ("/", "/contacts", f"/contacts/{dora.id}", "/conversations?whose=all")
    for path in (*paths, f"/conversations/{dora.id}"):
        page = browser.sees(path)
        assert page.count("<script") == 1, "that of the frame"
        assert "&lt;script&gt;" in page


def test_an_administrator_tries_again_what_was_parked(browser_of: Any, ann: Agent) -> None:
    """X17."""
    item = factories.make_inbox_item(state=WorkState.PARKED, last_error="no such thing")
    factories.make_outbox_item()
    browser = browser_of(ann)
    assert "no such thing" in browser.sees("/inbox?state=parked")
    assert "no such thing" not in browser.sees("/inbox?state=done")
    assert re.search(r"1 received message</a>\s+needs a person", browser.sees("/"))
    answer = browser.submits(f"/inbox/{item.id}/retry?state=parked", "/inbox")
    assert answer.location == "/inbox?state=parked"
    assert InboxItem.get_by_id(item.id).state is WorkState.PENDING
    browser.submits(f"/inbox/{item.id}/retry", "/inbox")
    assert "only what is parked can be tried again" in browser.sees("/inbox")


def test_the_outbox_shows_what_is_owed(browser_of: Any, ann: Agent) -> None:
    dora = factories.make_contact("Dora")
    factories.make_outbox_item(contact=dora.id)
    factories.make_outbox_item(
        kind=OutboxKind.WHATSAPP,
        payload={"type": "text", "text": "Hello Dora"},
        contact=dora.id,
        attempts=1,
        due_at=now() + timedelta(minutes=5),
        last_error="131056: too fast",
    )
    page = browser_of(ann).sees("/outbox")
    for shown in ("Dora is yours", "budget: 1500", "Hello Dora", "next try", "131056: too fast"):
        assert shown in page


def test_eve_sees_closed_contacts_only(browser_of: Any, eve: Agent) -> None:
    """A6, X13: in figures, lists, searches, and one by one."""
    dora = factories.make_contact("Dora")
    carl = factories.make_contact("Carl", status="Lost")
    browser = browser_of(eve)
    home = browser.sees("/")
    assert "<b>1</b><span>came today</span>" in home
    assert "Dora" not in home + browser.sees("/contacts") + browser.sees("/contacts?q=dora")
    assert "Carl" in browser.sees("/contacts")
    assert browser.open(f"/contacts/{dora.id}").status_code == 404
    assert "Carl" in browser.sees(f"/contacts/{carl.id}")


def test_eve_looks_into_no_deliveries(browser_of: Any, eve: Agent, bob: Agent) -> None:
    item = factories.make_inbox_item(state=WorkState.PARKED)
    for agent in (eve, bob):
        browser = browser_of(agent)
        for path in ("/inbox", "/outbox"):
            assert browser.open(path).status_code == 403
            assert path not in browser.sees("/")
        assert browser.submits(f"/inbox/{item.id}/retry").status_code == 403
    assert InboxItem.get_by_id(item.id).state is WorkState.PARKED


def test_pages_cost_as_many_queries_for_many_as_for_few(
    browser_of: Any, ann: Agent, queries: list[str]
) -> None:
    browser = browser_of(ann)
    counts: dict[str, list[int]] = {"/": [], "/contacts": [], "/outbox": [], "/rules": []}
    for _ in range(2):
        for _ in range(4):
            dora = factories.make_contact(tags=["VIP"], traits={"budget": 1}, owner=ann)
            factories.make_outbox_item(contact=dora.id)
            factories.make_rule("Rule", [ann], conditions=[RICH])
        browser.sees("/")
        for path, seen in counts.items():
            queries.clear()
            browser.sees(path)
            seen.append(len(queries))
    for path, (few, many) in counts.items():
        assert few == many, path


def test_the_way_to_the_simulator_is_shown_where_there_is_one(browser_of: Any, bob: Agent) -> None:
    assert "/simulator/" not in browser_of(bob).sees("/")


def test_home_tells_of_reminders_until_the_contact_was_seen(browser_of: Any, bob: Agent) -> None:
    """A11."""
    dora = factories.make_contact("Dora", owner=bob, closure_deadline=date(2020, 1, 15))
    reminders.remind()
    browser = browser_of(bob)
    assert "overdue" in browser.sees("/")
    browser.sees(f"/contacts/{dora.id}")
    assert "overdue" not in browser.sees("/")

"""The board: contacts by status, counted, filtered, moved. M2, M8, M9, C5, A6, X13."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.pages import pipeline
from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact, State
from models.settings.status import Status
from tests import factories


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


def card(contact: Contact) -> str:
    return f"{contact.id}-{contact.status_id}"


def status(name: str) -> Status:
    found: Status = factories.find(Status, name)
    return found


def test_each_status_shows_its_newest_contacts(browser_of: Any, ann: Agent, bob: Agent) -> None:
    dora = factories.make_contact("Dora", owner=bob, status="Interested", state=State.PARTNER)
    late = {"status_since": now() - timedelta(days=3), "closure_deadline": date(2020, 1, 1)}
    factories.make_contact("Emil", status="Interested", **late)
    page = browser_of(ann).sees("/pipeline")
    assert page.index("Dora") < page.index("Emil")
    for shown in ("Bob · 0 s · Partner", "overdue", f'data-card="{card(dora)}"', "36 h on average"):
        assert shown in page
    assert f'fill="{status("Interested").color}"' in page


def test_the_columns_come_by_themselves_too(browser_of: Any, ann: Agent, bob: Agent) -> None:
    factories.make_contact("Dora", owner=bob, status="Interested")
    factories.make_contact("Emil")
    browser = browser_of(ann)
    assert 'data-live="/pipeline/lanes?owner=bob' in browser.sees(f"/pipeline?owner={bob.email}")
    lanes = browser.sees(f"/pipeline/lanes?owner={bob.email}")
    assert "Dora" in lanes
    assert "Emil" not in lanes
    assert "<html" not in lanes


def test_no_column_is_endless(browser_of: Any, ann: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "EACH", 2)
    for place in range(3):
        factories.make_contact(f"Dora{place}", status="Interested")
    page = browser_of(ann).sees("/pipeline?owner=none")
    assert page.count('class="pin"') == 2
    assert "/contacts?status=Interested&amp;owner=none" in page
    assert "All 3" in page


def test_it_is_filtered_by_owner_source_and_team(browser_of: Any, ann: Agent, bob: Agent) -> None:
    factories.make_contact("Dora", owner=bob)
    factories.make_contact("Emil", owner=ann, source="API")
    factories.make_contact("Fred")
    factories.make_team("Shoes", [bob])
    browser = browser_of(ann)
    for query, found in (
        ("owner=me", {"Emil"}),
        ("owner=none", {"Fred"}),
        ("owner=bob@example.org", {"Dora"}),
        ("source=API", {"Emil"}),
        ("team=Shoes", {"Dora"}),
        ("team=Gone", {"Dora", "Emil", "Fred"}),
    ):
        page = browser.sees(f"/pipeline?{query}")
        assert {name for name in ("Dora", "Emil", "Fred") if name in page} == found, query


def test_many_that_fit_are_walked_as_few_are_gathered(
    browser_of: Any, ann: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(3):
        factories.make_contact(f"Dora{place}", owner=ann, status="Interested")
    factories.make_contact("Emil", owner=ann)
    few = browser_of(ann).sees("/pipeline?owner=me")
    monkeypatch.setattr("models.reports.board.MANY", 2)
    assert browser_of(ann).sees("/pipeline?owner=me").count('class="pin"') == 4
    assert few.count('class="pin"') == 4


def test_closed_columns_are_folded_until_they_are_opened(browser_of: Any, ann: Agent) -> None:
    factories.make_contact("Carl", status="Lost", closed_at=now())
    browser = browser_of(ann)
    assert "Carl" not in browser.sees("/pipeline")
    assert "Carl" in browser.sees(f"/pipeline?open={status('Lost').id}")


def test_who_does_not_sell_sees_closed_contacts_only(browser_of: Any, ann: Agent) -> None:
    """A6."""
    factories.make_contact("Dora")
    factories.make_contact("Carl", status="Lost", closed_at=now())
    eve = factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)
    page = browser_of(eve).sees("/pipeline")
    assert "Carl" in page
    assert "Dora" not in page
    assert "1 contact<" in page


def test_a_card_is_moved(browser_of: Any, bob: Agent) -> None:
    dora = factories.make_contact("Dora", owner=bob)
    browser = browser_of(bob)
    to = str(status("Interested").id)
    moved = browser.submits("/pipeline/move?owner=me", "/pipeline", card=card(dora), to=to)
    assert moved.location == f"/pipeline?owner=me#card-{dora.id}"
    assert Contact.get_by_id(dora.id).status_id == int(to)
    assert "Dora is in Interested now." in browser.sees("/pipeline")


def test_what_somebody_moved_meanwhile_stays(browser_of: Any, ann: Agent) -> None:
    dora = factories.make_contact("Dora")
    seen = card(dora)
    Contact.update(status=status("Negotiation")).where(Contact.id == dora.id).execute()
    browser = browser_of(ann)
    browser.submits("/pipeline/move", "/pipeline", card=seen, to=str(status("Interested").id))
    assert Contact.get_by_id(dora.id).status_id == status("Negotiation").id
    assert "was moved to Negotiation meanwhile" in browser.sees("/pipeline")


def test_a_colleagues_card_is_not_moved(browser_of: Any, ann: Agent, bob: Agent) -> None:
    """X8."""
    dora = factories.make_contact("Dora", owner=ann)
    browser = browser_of(bob)
    assert "data-card" not in browser.sees("/pipeline")
    to = str(status("Interested").id)
    browser.submits("/pipeline/move", "/pipeline", card=card(dora), to=to)
    assert Contact.get_by_id(dora.id).status_id == dora.status_id
    assert "Ann" in browser.sees("/pipeline")


def test_a_move_of_nothing_is_told(browser_of: Any, bob: Agent) -> None:
    browser = browser_of(bob)
    for fields in ({}, {"card": "x", "to": "1"}, {"card": "7-1", "to": "0"}):
        assert browser.submits("/pipeline/move", "/pipeline", **fields).status_code == 303
        assert "Choose a contact" in browser.sees("/pipeline")
    browser.submits("/pipeline/move", "/pipeline", card="999-1", to=str(status("Lost").id))
    assert "no contact 999" in browser.sees("/pipeline")


def test_names_are_shown_as_text(browser_of: Any, ann: Agent) -> None:
    evil = "<script>alert(1)</script>"
    factories.make_contact(evil)
    Status.update(name=evil).where(Status.name == "Interested").execute()
    page = browser_of(ann).sees("/pipeline?owner=" + evil)
    assert page.count("<script") == 1, "that of the frame"
    assert "&lt;script&gt;" in page


def test_a_board_costs_the_same_for_many(browser_of: Any, ann: Agent, queries: list[str]) -> None:
    browser = browser_of(ann)
    counts = []
    for _ in range(2):
        for place in range(5):
            factories.make_contact(f"Dora{place}", owner=ann)
        browser.sees("/pipeline")
        queries.clear()
        browser.sees("/pipeline")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_each_column_says_what_its_open_opportunities_come_to(browser_of: Any, ann: Agent) -> None:
    """I9."""
    browser = browser_of(ann)
    dora, carl = factories.make_contact("Dora"), factories.make_contact("Carl", status="Interested")
    factories.make_opportunity(dora, value=1000)
    factories.make_opportunity(dora, value=500)
    factories.make_opportunity(carl, value=70, state="won", decided_at=now())
    page = browser.sees("/pipeline")
    assert "1,500.00 EUR" in page
    assert "70.00" not in page
    assert "1,500.00" not in browser.sees("/pipeline?owner=me")

"""Opportunities and purchases on the pages: listed, added, changed, won, lost, recorded, deleted.
I9, I12, C5, A6, X13."""

from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact, State
from models.sales.opportunity import Opportunity, OpportunityState
from models.sales.purchase import Purchase, PurchaseItem
from models.settings.option import OptionKind
from tests import factories
from tests.bot.conftest import Browser

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", password=factories.PASSWORD)


@pytest.fixture
def dora(ann: Agent) -> Contact:
    return factories.make_contact("Dora", owner=ann)


@pytest.fixture
def browser(browser_of: Any, ann: Agent) -> Browser:
    found: Browser = browser_of(ann)
    return found


def test_an_opportunity_is_added_from_the_contacts_page(browser: Browser, dora: Contact) -> None:
    """I9."""
    stage = factories.make_option(OptionKind.STAGE, "Offer sent")
    path = f"/contacts/{dora.id}/opportunities/new"
    assert path in browser.sees(f"/contacts/{dora.id}")
    answer = browser.submits(
        path, path, name="Spring", value="1 200,50", stage=stage.name, expected_on="2030-03-01"
    )
    assert (answer.status_code, answer.location) == (303, f"/contacts/{dora.id}")
    made = Opportunity.get()
    assert (made.name, made.value, made.stage_id) == ("Spring", Decimal("1200.50"), stage.id)
    assert made.expected_on == date(2030, 3, 1)
    page = browser.sees(f"/contacts/{dora.id}")
    assert "1,200.50 EUR" in page
    assert "Offer sent" in page


def test_one_that_came_up_at_an_interaction_leads_back_there(
    browser: Browser, dora: Contact, ann: Agent
) -> None:
    """I9, I10."""
    met = factories.make_interaction(dora, ann, now())
    path = f"/contacts/{dora.id}/opportunities/new?interaction={met.id}"
    answer = browser.submits(path, path, name="Spring", value="5")
    assert answer.location == f"/interactions/{met.id}"
    assert met.interactionopportunity_set.count() == 1


@pytest.mark.parametrize("value", ["much", "1,000", "-5", ""])
def test_what_is_no_amount_is_refused_and_kept(browser: Browser, dora: Contact, value: str) -> None:
    path = f"/contacts/{dora.id}/opportunities/new"
    answer = browser.submits(path, path, name="Spring", value=value)
    assert answer.status_code == 422
    assert 'value="Spring"' in answer.text
    assert 'id="value-wrong"' in answer.text
    assert not Opportunity.select().exists()


def test_one_is_changed_won_and_opened_again(browser: Browser, dora: Contact, ann: Agent) -> None:
    """I9."""
    one = factories.make_opportunity(dora, agent=ann)
    path = f"/opportunities/{one.id}"
    page = browser.sees(path)
    assert 'value="1000.00"' in page
    version = unescape(page.partition('name="version"')[2].split('"')[3])
    answer = browser.submits(path, path, name="Summer", value="7", version=version)
    assert answer.status_code == 303
    browser.submits(f"{path}/decide", path, state="won")
    assert Opportunity.get().state is OpportunityState.WON
    assert f"/contacts/{dora.id}/purchases/new?opportunity={one.id}" in browser.sees(path)
    browser.submits(f"{path}/decide", path, state="open")
    assert (Opportunity.get().name, Opportunity.get().state) == ("Summer", OpportunityState.OPEN)


def test_a_button_leads_back_to_our_pages_only(browser: Browser, dora: Contact) -> None:
    """X13."""
    one = factories.make_opportunity(dora)
    path = f"/opportunities/{one.id}/decide"
    assert browser.submits(path, state="lost", back="/opportunities").location == "/opportunities"
    answer = browser.submits(path, state="open", back="https://evil.example/")
    assert answer.location == f"/opportunities/{one.id}"


def test_who_may_not_change_one_reads_it(browser_of: Any, ann: Agent, dora: Contact) -> None:
    one = factories.make_opportunity(dora, agent=ann)
    bob = browser_of(factories.make_agent("Bob", password=factories.PASSWORD))
    path = f"/opportunities/{one.id}"
    page = bob.sees(path)
    assert "Who found it, who has the contact and managers change it" in page
    assert 'name="value"' not in page
    assert bob.submits(path, name="Mine", value="1").status_code == 422
    assert bob.open(f"{path}/delete").status_code == 403
    assert Opportunity.get().name == "Spring order"


def test_the_list_by_state_stage_and_finder(browser: Browser, dora: Contact, ann: Agent) -> None:
    stage = factories.make_option(OptionKind.STAGE, "Offer sent")
    factories.make_opportunity(dora, "Coats", agent=ann, stage=stage)
    factories.make_opportunity(dora, "Hats", value=50, expected_on=date(2020, 1, 1))
    factories.make_opportunity(dora, "Shoes", value=7, state=OpportunityState.WON, decided_at=now())
    page = browser.sees("/opportunities")
    assert "Coats" in page
    assert "overdue" in page
    assert "Shoes" not in page
    for sums in ("1,050.00", "7.00", "1,057.00"):
        assert f"<b>{sums} EUR</b>" in page
    assert "Shoes" in browser.sees("/opportunities?state=won")
    for narrowed in ("stage=Offer+sent", f"agent={ann.email}", "q=coat"):
        page = browser.sees(f"/opportunities?{narrowed}")
        assert "Coats" in page
        assert "Hats" not in page
    first = browser.sees("/opportunities?sort=value")
    assert first.index("Hats") < first.index("Coats")


def test_the_list_s_file_has_what_is_searched_for(browser_of: Any, dora: Contact) -> None:
    """Also where the word is that of a tab."""
    boss = factories.make_agent("Olga", role=Role.OWNER, password=factories.PASSWORD)
    for name in ("Spring for all", "Autumn"):
        factories.make_opportunity(dora, name)
    file = browser_of(boss).open("/opportunities/export?state=all&q=all").text
    assert "Spring for all" in file
    assert "Autumn" not in file


@pytest.mark.parametrize("query", ["state=x", "stage=x", "agent=x", "sort=x", "q=%00", "page=x"])
def test_nonsense_in_the_address_asks_for_nothing(
    browser: Browser, dora: Contact, query: str
) -> None:
    factories.make_opportunity(dora, "Coats")
    assert "Coats" in browser.sees(f"/opportunities?{query}")


def test_a_purchase_is_recorded_row_by_row_and_makes_a_client(
    browser: Browser, dora: Contact
) -> None:
    """I12, C5; without scripts."""
    path = f"/contacts/{dora.id}/purchases/new"
    typed = {"items-0-name": "Coat", "items-0-price": "90", "kinds": "item", "currency": "EUR"}
    page = browser.submits(path, path, add="item", **typed).text
    assert 'name="items-1-price"' in page
    assert 'value="Coat"' in page
    assert "90.00 EUR" in page
    more = {"items-1-name": "Hat", "items-1-quantity": "2", "items-1-price": "10,50"}
    typed |= more | {"kinds": "item,item,item", "reference": "A-7", "bought_at": "2026-01-05T10:00"}
    answer = browser.submits(path, path, **typed)
    made = Purchase.get()
    assert answer.location == f"/purchases/{made.id}"
    assert (made.total, made.reference, made.items.count()) == (Decimal(111), "A-7", 2)
    assert Contact.get_by_id(dora.id).state is State.CLIENT
    page = browser.sees(answer.location)
    assert "Dora is a client now" in page
    assert "A-7" in page


def test_a_row_is_taken_away_again(browser: Browser, dora: Contact) -> None:
    path = f"/contacts/{dora.id}/purchases/new"
    typed = {"items-0-name": "Coat", "items-1-name": "Hat", "kinds": "item,item"}
    page = browser.submits(path, path, remove="0", **typed).text
    assert 'value="Hat"' in page
    assert 'value="Coat"' not in page


def test_what_is_wrong_stands_at_its_row(browser: Browser, dora: Contact) -> None:
    path = f"/contacts/{dora.id}/purchases/new"
    typed = {
        "items-0-name": "Coat",
        "items-0-price": "1",
        "items-1-name": "Hat",
        "kinds": "item,item",
    }
    answer = browser.submits(path, path, **typed, **{"items-1-price": "much"})
    assert answer.status_code == 422
    assert 'id="items-1-price-wrong"' in answer.text
    assert "give 1 to 200 items" in browser.submits(path, path, kinds="item").text
    tomorrow = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    late = browser.submits(path, path, **typed, **{"items-1-price": "1"}, bought_at=tomorrow)
    assert "give a time that has passed" in late.text
    assert not Purchase.select().exists()


def test_what_was_won_is_recorded_by_one_press(browser: Browser, dora: Contact) -> None:
    one = factories.make_opportunity(dora, "Spring order")
    page = browser.sees(f"/contacts/{dora.id}/purchases/new?opportunity={one.id}")
    assert 'value="Spring order"' in page
    assert 'value="1000.00"' in page
    eve = factories.make_contact("Eve")
    assert "Spring order" not in browser.sees(
        f"/contacts/{eve.id}/purchases/new?opportunity={one.id}"
    )


def test_a_colleagues_contact_buys_with_the_colleague(browser_of: Any, dora: Contact) -> None:
    """A10."""
    bob = browser_of(factories.make_agent("Bob", password=factories.PASSWORD))
    path = f"/contacts/{dora.id}/purchases/new"
    assert path not in bob.sees(f"/contacts/{dora.id}")
    typed = {"items-0-name": "Coat", "items-0-price": "90", "kinds": "item"}
    answer = bob.submits(path, path, **typed)
    assert answer.status_code == 422
    assert "Ann" in answer.text
    assert not Purchase.select().exists()


def test_managers_delete_what_was_none(browser_of: Any, dora: Contact) -> None:
    lead = factories.make_agent("Lea", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    one, bought = factories.make_opportunity(dora), factories.make_purchase(dora)
    browser = browser_of(lead)
    for path in (f"/opportunities/{one.id}/delete", f"/purchases/{bought.id}/delete"):
        assert browser.submits(path, path).location == f"/contacts/{dora.id}"
    assert not Opportunity.select().exists()
    assert not Purchase.select().exists()


def test_purchases_are_listed_and_searched(browser: Browser, dora: Contact) -> None:
    factories.make_purchase(dora, ("Coat", 1, 90), ("Hat", 2, 10), bought_at=now())
    eve = factories.make_contact("Eve")
    factories.make_purchase(eve, ("Shoes", 1, 70), bought_at=now())
    page = browser.sees("/purchases")
    assert "2 \N{MULTIPLICATION SIGN} Hat" in page
    assert "Shoes" in page
    assert "<b>180.00 EUR</b><span>2 purchases</span>" in page
    assert "Shoes" not in browser.sees("/purchases?q=coat")
    for sort in ("total", "nonsense"):
        assert "Shoes" in browser.sees(f"/purchases?sort={sort}&after=nonsense")
    assert "Purchases of Eve" in browser.sees(f"/purchases?contact={eve.id}")


def test_names_are_text_and_nothing_else(browser: Browser, dora: Contact, ann: Agent) -> None:
    """X13."""
    one = factories.make_opportunity(dora, EVIL, agent=ann)
    bought = factories.make_purchase(dora, (EVIL, 1, 1), reference=EVIL, note=EVIL)
    for path in (
        *("/opportunities", f"/opportunities/{one.id}", "/purchases", f"/purchases/{bought.id}"),
        *(f"/contacts/{dora.id}", f"/contacts/{dora.id}/snapshot"),
    ):
        assert EVIL not in browser.sees(path)


def test_forged_forms_are_refused(browser: Browser, dora: Contact) -> None:
    """X13."""
    one = factories.make_opportunity(dora)
    for path in (f"/opportunities/{one.id}/decide", f"/contacts/{dora.id}/purchases/new"):
        assert browser.client.post(path, data={"state": "won"}).status_code == 400
    assert PurchaseItem.select().count() == 0
    assert Opportunity.get().state is OpportunityState.OPEN

"""The snapshot of a customer, those of today one after the other, one's day on the home page. I8,
I12, A6, X13."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact import Contact
from models.contact.company import Company
from models.settings.organisation import Organisation
from tests import factories
from tests.bot.conftest import Browser

NOON = datetime(2030, 1, 10, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def ann(noon: None, database: None) -> Agent:
    Organisation.update(timezone="Europe/Madrid").execute()
    return factories.make_agent("Ann", password=factories.PASSWORD)


@pytest.fixture
def dora(ann: Agent) -> Contact:
    acme = Company.create(name="Acme")
    return factories.make_contact("Dora", owner=ann, state="CLIENT", company=acme)


@pytest.fixture
def browser(browser_of: Any, ann: Agent) -> Browser:
    found: Browser = browser_of(ann)
    return found


def buys(contact: Contact, *days_ago: int) -> None:
    for ago in days_ago:
        factories.make_purchase(contact, ("Coat", 1, 90), bought_at=now() - ago * DAY)


def test_the_snapshot_tells_all_of_a_customer(browser: Browser, dora: Contact, ann: Agent) -> None:
    """I12."""
    buys(dora, 74, 43, 12)
    factories.make_opportunity(dora, "Spring order", value=1500)
    factories.make_interaction(dora, ann, now() - 5 * DAY, outcome="Successful", note="Liked it")
    factories.make_interaction(dora, ann, now() + DAY, note="Bring the samples")
    factories.make_message(dora, "See you on Friday")
    page = browser.sees(f"/contacts/{dora.id}/snapshot")
    for told in (
        "Buys every 31 days, last 12 days ago",
        "The next purchase is to be expected in 19 days",
        "270.00 EUR",
        "31 days after the one before",
        "Spring order",
        "1,500.00 EUR",
        "Liked it",
        "tomorrow, 13:00 to 13:30",
        "Bring the samples",
        "See you on Friday",
        "Acme",
        f'href="/conversations/{dora.id}"',
    ):
        assert told in page, told


def test_who_bought_before_was_known_before(browser: Browser, dora: Contact) -> None:
    buys(dora, 20)
    page = browser.sees(f"/contacts/{dora.id}/snapshot")
    assert re.search(r"Known since</dt><dd><time[^>]*>Fri 21 Dec 2029", page)


def test_the_picture_and_its_table_say_the_same(browser: Browser, dora: Contact) -> None:
    buys(dora, 40, 2)
    page = browser.sees(f"/contacts/{dora.id}/snapshot")
    address = f"/contacts/{dora.id}/spending.svg?currency=EUR"
    assert f'src="{address}"' in page
    assert '<th scope="row">January 2030</th><td>1</td><td>90.00' in page
    picture = browser.open(address)
    assert picture.mimetype == "image/svg+xml"
    assert "default-src 'none'" in picture.headers["Content-Security-Policy"]
    assert "Jan" in " ".join(ElementTree.fromstring(picture.data).itertext())


def test_currencies_are_never_added_up(browser: Browser, dora: Contact) -> None:
    buys(dora, 5)
    factories.make_purchase(dora, ("Hat", 1, 20), currency="USD", bought_at=now())
    page = browser.sees(f"/contacts/{dora.id}/snapshot")
    assert page.count("Spent month by month</h2>") == 2
    assert "110.00" not in page


def test_of_a_prospect_it_says_what_is_missing(browser: Browser, ann: Agent) -> None:
    eve = factories.make_contact("Eve", owner=ann)
    page = browser.sees(f"/contacts/{eve.id}/snapshot")
    assert "Prospect since" in page
    assert "Has not bought anything yet" in page
    assert "Not known yet: an email address, the company, the town, a purchase" in page
    assert browser.open(f"/contacts/{eve.id}/spending.svg?currency=EUR").status_code == 200


def test_it_takes_a_constant_number_of_queries(
    browser: Browser, dora: Contact, ann: Agent, queries: list[str]
) -> None:
    def asked() -> int:
        queries.clear()
        browser.sees(f"/contacts/{dora.id}/snapshot")
        return len(queries)

    for _ in range(2):
        buys(dora, 10)
        factories.make_opportunity(dora)
        factories.make_interaction(dora, ann, now() - DAY, outcome="Successful")
        factories.make_message(dora, "Hi")
    few = asked()
    for ago in range(5):
        buys(dora, ago)
        factories.make_opportunity(dora)
        factories.make_interaction(dora, ann, now() - ago * DAY, outcome="Successful")
        factories.make_message(dora, "Hi")
    assert asked() == few


def test_paging_through_todays_snapshots(browser: Browser, dora: Contact, ann: Agent) -> None:
    """I8: customers of today, each once, in the order in which they are met."""
    eve = factories.make_contact("Eve", owner=ann, state="PARTNER")
    lead = factories.make_contact("Lead", owner=ann)
    factories.make_interaction(eve, ann, now() - HOUR, outcome="Successful")
    factories.make_interaction(dora, ann, now() + HOUR)
    factories.make_interaction(dora, ann, now() + 2 * HOUR)
    factories.make_interaction(lead, ann, now() + 3 * HOUR)
    factories.make_interaction(factories.make_contact("Late", state="CLIENT"), ann, now() + DAY)
    page = browser.sees("/interactions/today/snapshots")  # The first who still waits.
    assert "<h1>Dora</h1>" in page
    assert "<b>2 of 2</b>" in page
    before = f"/interactions/today/snapshots?contact={eve.id}"
    assert f'rel="prev" href="{before}"' in page
    page = browser.sees(before)
    assert "<h1>Eve</h1>" in page
    assert f'rel="next" href="/interactions/today/snapshots?contact={dora.id}"' in page


def test_without_customers_today_it_says_so(browser: Browser, dora: Contact) -> None:
    bob = factories.make_agent("Bob")
    factories.make_interaction(dora, bob, now() + HOUR)
    page = browser.sees("/interactions/today/snapshots?contact=99999999999999999999")
    assert "You meet no customer today" in page


def test_home_shows_the_day(browser: Browser, dora: Contact, ann: Agent) -> None:
    """I8."""
    lead = factories.make_contact("Lead", owner=ann)
    one = factories.make_interaction(lead, ann, now() + 2 * HOUR)
    factories.make_interaction(dora, ann, now() + HOUR)
    factories.make_interaction(dora, ann, now() - 2 * HOUR)  # Missed.
    factories.make_interaction(None, ann, now() + DAY, note="Buy stamps")
    page = browser.sees("/")
    assert "2 interactions today" in page
    assert page.index("14:00 to 14:30") < page.index("15:00 to 15:30")
    assert "(Acme)" in page
    assert page.count("Snapshot<span") == 1
    assert 'href="/interactions/today/snapshots"' in page
    assert "Buy stamps" not in page
    for leads in (f"/interactions/{one.id}", f"/interactions/{one.id}/edit", "/interactions"):
        assert f'href="{leads}"' in page


def test_home_shows_all_of_a_full_day(browser: Browser, dora: Contact, ann: Agent) -> None:
    """I8: also a customer whom one meets after many others, and notes to oneself by their word."""
    for place in range(7):
        factories.make_interaction(None, ann, now() + (place + 1) * HOUR, note=f"Parcel {place}")
    factories.make_interaction(dora, ann, now() + 9 * HOUR)
    page = browser.sees("/")
    assert "8 interactions today" in page
    assert page.count("Personal") == 8  # The next one is told once more.
    assert 'href="/interactions/today/snapshots"' in page


def test_home_tells_what_the_next_customer_buys(
    browser: Browser, dora: Contact, ann: Agent
) -> None:
    """I8."""
    buys(dora, 74, 43, 12)
    factories.make_interaction(dora, ann, now() + DAY)
    page = browser.sees("/")
    assert "0 interactions today" in page
    next_one = page.partition("Your next interaction")[2]
    assert "270.00 EUR" in next_one
    assert "12 days ago" in next_one
    assert "Coat" in next_one
    assert f'href="/contacts/{dora.id}/snapshot"' in next_one


def test_the_day_is_that_of_ones_own_clock(browser_of: Any, dora: Contact) -> None:
    """Decided: days are the viewer's."""
    kim = factories.make_agent("Kim", password=factories.PASSWORD, timezone="Asia/Tokyo")
    factories.make_interaction(dora, kim, NOON + 4 * HOUR)  # 01:00 of tomorrow in Tokyo.
    page = browser_of(kim).sees("/")
    assert "0 interactions today" in page
    assert "tomorrow, 01:00 to 01:30" in page


def test_a_personal_one_is_shown_to_its_owner_alone(
    browser: Browser, browser_of: Any, ann: Agent
) -> None:
    """I2."""
    factories.make_interaction(None, ann, now() + HOUR, note="Buy stamps")
    assert "Buy stamps" in browser.sees("/")
    lead = factories.make_agent("Lea", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    assert "Buy stamps" not in browser_of(lead).sees("/")


def test_support_sees_nothing_of_whom_it_does_not_see(browser_of: Any, dora: Contact) -> None:
    """A6."""
    sam = factories.make_agent("Sam", role=Role.SUPPORT, password=factories.PASSWORD)
    factories.make_interaction(dora, sam, now() + HOUR)
    browser = browser_of(sam)
    assert "Dora" not in browser.sees("/")
    assert "You meet no customer today" in browser.sees("/interactions/today/snapshots")
    for beside in ("snapshot", "spending.svg", "interactions", "purchases/new"):
        assert browser.open(f"/contacts/{dora.id}/{beside}").status_code == 404

"""The table of contacts: filters that stay in the address, columns, order, pages, and what is done
with those ticked. C4, M2, M8, X12, X13."""

import re
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.clock import now
from models.contact.company import Company
from models.settings.source import Source
from tests import factories


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)


@pytest.fixture
def eve(database: None) -> Agent:
    return factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)


def rows(page: str) -> list[str]:
    """The names in the table."""
    return re.findall(r'<th scope="row"><a href="/contacts/\d+">([^<]*)</a>', page)


def test_every_filter_finds_its_contacts(browser_of: Any, bob: Agent) -> None:
    """M8, C4."""
    acme = Company.create(name="Acme")
    factories.make_contact(
        "Dora", tags=["VIP"], traits={"budget": 900}, town="Lyon", company=acme, opted_out_at=now()
    )
    fair = Source.create(name="Fair")
    factories.make_contact("Emil", owner=bob, status="Interested", source=fair.name, state="CLIENT")
    browser = browser_of(bob)
    for query, found in {
        "q=vip": "Dora",
        "tag=vip": "Dora",
        "owner=me": "Emil",
        "owner=none": "Dora",
        "owner=bob@example.org": "Emil",
        "status=Interested": "Emil",
        "not.status=Interested": "Dora",
        "source=Fair": "Emil",
        "state=CLIENT": "Emil",
        "trait.budget.lte=1000": "Dora",
        "trait.budget.set=false": "Emil",
        "company=Acme": "Dora",
        "town=lyon": "Dora",
        "opted_out=true": "Dora",
        "opted_out=false": "Emil",
        "created_from=2020-01-01&q=vip": "Dora",
    }.items():
        assert rows(browser.sees(f"/contacts?{query}")) == [found], query
    assert "No contact fits" in browser.sees("/contacts?q=zzz")
    assert rows(browser.sees("/contacts?closed=true")) == []


def test_a_form_becomes_an_address_that_says_it_plainly(browser_of: Any, bob: Agent) -> None:
    factories.make_trait("budget", 1)
    answer = browser_of(bob).open(
        "/contacts?q=&status=&tags=vip,+sale&t=budget&op=gte&v=900&t=&op=is&v=&column=name"
        "&column=phone&opted_out=&nonsense=1"
    )
    assert answer.status_code == 303
    wanted = "/contacts?trait.budget.gte=900&tag=vip&tag=sale&columns=name,phone"
    assert answer.location.replace("%2C", ",") == wanted


def test_each_thing_asked_for_can_be_taken_off(browser_of: Any, bob: Agent) -> None:
    factories.make_trait("budget", 1)
    page = browser_of(bob).sees("/contacts?status=Interested&status=Lost&trait.budget.gte=900")
    assert "Status: Interested <a" in page
    assert "budget is at least 900 <a" in page
    assert 'href="/contacts?status=Lost&amp;trait.budget.gte=900"' in page
    assert '<option value="gte" selected>' in page, "the form is filled in"


def test_what_is_wrong_with_a_filter_is_said(browser_of: Any, bob: Agent) -> None:
    """A view may name a status that is gone."""
    browser = browser_of(bob)
    for query, said in (
        ("status=Gone", "there is no status"),
        ("created_from=soon", "give YYYY-MM-DD"),
        ("trait.none=1", "no trait of this name"),
        ("after=x", "begin anew"),
    ):
        answer = browser.open(f"/contacts?{query}")
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)


def test_columns_are_chosen_in_the_address(browser_of: Any, bob: Agent) -> None:
    factories.make_contact("Dora", phone="34600111222", email="d@x.org", traits={"budget": 900})
    browser = browser_of(bob)
    assert "d@x.org" not in browser.sees("/contacts")
    page = browser.sees("/contacts?columns=email,trait:budget,phone,gone")
    table = page[page.index("<table") : page.index("</table>")]
    assert all(text in table for text in ("d@x.org", "<td>900</td>", "+34600111222"))
    assert "New Lead" not in table


def test_a_head_sorts_and_once_more_the_other_way(browser_of: Any, bob: Agent) -> None:
    for name in ("Emil", "Dora", "Fay"):
        factories.make_contact(name)
    browser = browser_of(bob)
    page = browser.sees("/contacts?sort=name")
    assert rows(page) == ["Dora", "Emil", "Fay"]
    assert 'aria-sort="ascending"' in page
    assert 'href="/contacts?sort=-name"' in page
    assert rows(browser.sees("/contacts?sort=-name")) == ["Fay", "Emil", "Dora"]


def test_long_lists_go_on_where_a_page_ends(browser_of: Any, bob: Agent) -> None:
    for number in range(53):
        factories.make_contact(f"Dora {number:02d}", owner=bob)
    browser = browser_of(bob)
    first = browser.sees("/contacts?sort=name&owner=me")
    assert "53 contacts" in first
    following = re.search(r'href="([^"]*after=[^"]*)"', first)
    assert following
    second = browser.sees(following[1].replace("&amp;", "&"))
    assert rows(first) + rows(second) == [f"Dora {number:02d}" for number in range(53)]
    assert 'rel="next"' not in second
    back = re.search(r'href="([^"]*before=[^"]*)"', second)
    assert back
    again = browser.sees(back[1].replace("&amp;", "&"))
    assert rows(again) == rows(first)
    assert 'rel="prev"' not in again


def test_those_ticked_or_all_that_fit_are_exported(browser_of: Any, ann: Agent) -> None:
    """X12, C4."""
    dora = factories.make_contact("Dora", state="CLIENT")
    factories.make_contact("Emil", state="CLIENT")
    factories.make_contact("Fay")
    browser = browser_of(ann)
    ticked = browser.open(f"/contacts/selected?do=csv&pick={dora.id}&state=CLIENT")
    assert ticked.location == f"/contacts/export?id={dora.id}&format=csv"
    text = browser.open(ticked.location).get_data(as_text=True)
    assert "Dora" in text
    assert "Emil" not in text
    every = browser.open("/contacts/selected?do=csv&all=1&state=CLIENT").location
    assert every == "/contacts/export?state=CLIENT&format=csv"
    answer = browser.open(every)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Fay" not in answer.get_data(as_text=True)


def test_nobody_ticked_is_said(browser_of: Any, ann: Agent) -> None:
    factories.make_contact()
    browser = browser_of(ann)
    assert browser.open("/contacts/selected?do=csv&state=CLIENT").location.endswith("?state=CLIENT")
    assert "Tick the contacts" in browser.sees("/contacts")


def test_files_are_for_managers(browser_of: Any, bob: Agent) -> None:
    """X13."""
    factories.make_contact()
    browser = browser_of(bob)
    assert 'value="csv"' not in browser.sees("/contacts")
    assert browser.open("/contacts/export").status_code == 403


def test_eve_finds_closed_contacts_only(browser_of: Any, eve: Agent) -> None:
    """A6, X13."""
    factories.make_contact("Dora", tags=["VIP"])
    factories.make_contact("Carl", status="Lost", tags=["VIP"])
    browser = browser_of(eve)
    for query in ("", "?tag=VIP", "?q=vip", "?state=PROSPECT", "?sort=name"):
        page = browser.sees(f"/contacts{query}")
        assert rows(page) == ["Carl"]
        assert "1 contact" in page


def test_what_strangers_write_is_text(browser_of: Any, bob: Agent) -> None:
    evil = '"><script>alert(1)</script>'
    factories.make_contact(evil, tags=[evil], traits={"note": evil}, flag=evil, town=evil)
    page = browser_of(bob).sees("/contacts?columns=name,tags,traits,town,trait:note")
    assert page.count("<script") == 1, "that of the frame"
    searched = browser_of(bob).sees(
        "/contacts",
    )
    assert searched
    asked = browser_of(bob).open(f"/contacts?q={evil}").get_data(as_text=True)
    assert asked.count("<script") == 1


def test_many_columns_stay_a_light_page(browser_of: Any, ann: Agent) -> None:
    """X18."""
    traits = {f"trait number {n}": "a value of some words" for n in range(50)}
    for n in range(50):
        factories.make_contact(f"Guest {n}", owner=ann, traits=traits)
    names = ",".join(["name", "status", *(f"trait:{one}" for one in traits)])
    page = browser_of(ann).sees(f"/contacts?columns={names}")
    assert len(page.encode()) < 100 * 1024
    assert page.count('name="pick"') == 20
    assert page.count('<th scope="col">trait number') == 28
    assert "The first 30 of those ticked are shown" in page
    assert 'rel="next"' in page

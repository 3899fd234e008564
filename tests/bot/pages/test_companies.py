"""Companies: listed, added, edited, deleted, and who works there. I4, X13."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact.company import Company
from tests import factories


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)


def test_a_company_is_added_and_given_a_contact_person(browser_of: Any, ann: Agent) -> None:
    browser = browser_of(ann)
    answer = browser.submits("/companies/new", "/companies/new", name="Acme")
    acme = Company.get()
    assert (answer.status_code, answer.location) == (303, f"/companies/{acme.id}")
    dora = factories.make_contact("Dora", company=acme)
    path = f"/companies/{acme.id}/edit"
    answer = browser.submits(path, path, name="Acme SL", contact_person=str(dora.id))
    assert answer.status_code == 303
    page = browser.sees(answer.location)
    assert "Acme SL" in page
    assert "Contact person" in page
    assert "Dora" in browser.sees("/companies?q=acme")


def test_a_name_that_is_taken_is_refused_and_kept(browser_of: Any, ann: Agent) -> None:
    Company.create(name="Acme")
    answer = browser_of(ann).submits("/companies/new", "/companies/new", name="ACME")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="ACME"' in page
    assert "exists already" in page


def test_one_with_contacts_is_not_deleted(browser_of: Any, ann: Agent) -> None:
    acme = Company.create(name="Acme")
    dora = factories.make_contact("Dora", company=acme)
    browser, path = browser_of(ann), f"/companies/{acme.id}/delete"
    assert 'href="/contacts?company=Acme"' in browser.sees(path)
    assert browser.submits(path, path).status_code == 422
    dora.company = None
    dora.save()
    assert browser.submits(path, path).location == "/companies"
    assert not Company.select().exists()


def test_support_sees_closed_contacts_of_it_only(browser_of: Any, ann: Agent) -> None:
    """A6, X13."""
    acme = Company.create(name="Acme")
    factories.make_contact("Dora", company=acme)
    factories.make_contact("Carl", company=acme, status="Lost")
    eve = factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)
    browser = browser_of(eve)
    page = browser.sees(f"/companies/{acme.id}")
    assert "Carl" in page
    assert "Dora" not in page
    for path in ("/companies/new", f"/companies/{acme.id}/edit", f"/companies/{acme.id}/delete"):
        assert browser.open(path).status_code == 403
        assert path not in page + browser.sees("/companies")

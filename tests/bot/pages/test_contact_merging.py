"""Two contacts made one, side by side; erasing and exporting one person. X6, X19, X13."""

from datetime import date
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact import Contact, ContactTrait, State
from models.contact.privacy.erasure import Erasure
from tests import factories


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


def test_who_may_be_the_same_is_offered_and_searched(browser_of: Any, bob: Agent) -> None:
    dora = factories.make_contact("Dora", email="dora@example.org")
    twin = factories.make_contact("D.", email="dora@example.org")
    emil = factories.make_contact("Emil")
    browser, path = browser_of(bob), f"/contacts/{dora.id}/merge"
    page = browser.sees(path)
    assert f'href="{path}?with={twin.id}"' in page
    assert "same email" in page
    assert f'href="{path}?with={emil.id}"' in browser.sees(f"{path}?q=emil")
    assert "No other contact fits" in browser.sees(f"{path}?q=zzz")


def test_both_are_seen_side_by_side_and_the_choice_decides(browser_of: Any, bob: Agent) -> None:
    dora = factories.make_contact("Dora", traits={"shoe.size": 41}, tags=["A"])
    twin = factories.make_contact("Dora Q", traits={"shoe.size": 42}, tags=["B"])
    browser, path = browser_of(bob), f"/contacts/{dora.id}/merge"
    page = browser.sees(f"{path}?with={twin.id}&keep.name=other")
    assert (
        '<input class="form-check-input" type="radio" name="keep.name" value="other" checked>'
        in page
    )
    assert "The one contact" in page
    assert Contact.select().count() == 2, "looking changes nothing"
    choice = {"keep.name": "other", "keep.traits.shoe.size": "other", "keep.tags": "both"}
    answer = browser.submits(path, f"{path}?with={twin.id}", **{"with": str(twin.id)}, **choice)
    assert (answer.status_code, answer.location) == (303, f"/contacts/{dora.id}")
    assert [one.name for one in Contact.select()] == ["Dora Q"]
    assert ContactTrait.get().value == 42
    assert browser.open(f"/contacts/{twin.id}").status_code == 308


def test_days_and_states_that_differ_are_words(browser_of: Any, bob: Agent) -> None:
    dora = factories.make_contact("Dora", closure_deadline=date(2027, 3, 2), state=State.CLIENT)
    twin = factories.make_contact("D.", closure_deadline=date(2027, 4, 1), state=State.PARTNER)
    page = browser_of(bob).sees(f"/contacts/{dora.id}/merge?with={twin.id}")
    for word in ("2 March 2027", "1 April 2027", "> Client</label>", "> Partner</label>"):
        assert word in page


def test_what_cannot_be_merged_is_said(browser_of: Any, bob: Agent) -> None:
    """X8: a colleague's contact stays theirs."""
    dora = factories.make_contact("Dora")
    hers = factories.make_contact("Emil", owner=factories.make_agent("Cid"))
    browser, path = browser_of(bob), f"/contacts/{dora.id}/merge"
    answer = browser.open(f"{path}?with={dora.id}")
    assert answer.status_code == 422
    assert "this very contact" in answer.get_data(as_text=True)
    answer = browser.submits(path, f"{path}?with={hers.id}", **{"with": str(hers.id)})
    assert answer.status_code == 422
    assert "Cid" in answer.get_data(as_text=True)
    assert Contact.select().count() == 2


def test_support_does_not_find_open_contacts(browser_of: Any, bob: Agent) -> None:
    """A6."""
    eve = factories.make_agent("Eve", role=Role.SUPPORT, password=factories.PASSWORD)
    carl = factories.make_contact("Carl", status="Lost", email="x@example.org")
    dora = factories.make_contact("Dora", email="x@example.org")
    browser, path = browser_of(eve), f"/contacts/{carl.id}/merge"
    assert "Dora" not in browser.sees(path) + browser.sees(f"{path}?q=x@example.org")
    assert browser.open(f"{path}?with={dora.id}").status_code == 422


def test_one_person_is_erased_when_the_word_is_typed(browser_of: Any, ann: Agent) -> None:
    """X19."""
    dora = factories.make_contact("Dora")
    browser, path = browser_of(ann), f"/contacts/{dora.id}/erase"
    answer = browser.submits(path, path, word="eras", reason="asked for it")
    assert answer.status_code == 422
    assert 'value="asked for it"' in answer.get_data(as_text=True)
    assert Contact.select().exists()
    answer = browser.submits(path, path, word="Erase", reason="asked for it", forget="y")
    assert answer.status_code == 303
    assert not Contact.select().exists()
    assert (Erasure.get().reason, Erasure.get().agent_id) == ("asked for it", ann.id)


def test_what_is_kept_about_one_is_a_file(browser_of: Any, ann: Agent) -> None:
    """X19."""
    dora = factories.make_contact("Dora")
    answer = browser_of(ann).open(f"/contacts/{dora.id}/dossier")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.get_json()["contact"]["name"] == "Dora"


def test_both_are_for_administrators(browser_of: Any, bob: Agent) -> None:
    """X13."""
    dora = factories.make_contact("Dora")
    browser = browser_of(bob)
    for word in ("erase", "dossier"):
        assert browser.open(f"/contacts/{dora.id}/{word}").status_code == 403
        assert f"/contacts/{dora.id}/{word}" not in browser.sees(f"/contacts/{dora.id}")

"""One change of many contacts, from the ticks to what became of each. C2, X8, X13."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.bulk import changing
from models.contact import Contact, ContactTag, ContactTrait, State
from models.queues.job import Job, JobState
from tests import factories


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)


def test_those_ticked_are_changed(browser_of: Any, ann: Agent) -> None:
    factories.make_trait("budget", 1)
    dora, emil, fay = (factories.make_contact(one, tags=["Old"]) for one in ("D", "E", "F"))
    browser = browser_of(ann)
    way = browser.open(f"/contacts/selected?do=change&pick={dora.id}&pick={emil.id}").location
    assert "Change 2 contacts" in browser.sees(way)
    fields = {"state": "CLIENT", "status": "Interested", "owner": ann.email, "add_tags": "VIP"}
    fields |= {"remove_tags": "old", "trait_0": "budget", "value_0": "900"}
    fields |= {"closure_deadline": "2031-02-03"}
    answer = browser.submits(way, way, **fields)
    assert answer.status_code == 303
    assert answer.location == f"/jobs/{Job.get().id}"
    assert (Job.get().state, Job.get().done) == (JobState.DONE, 2)
    rows = list(Contact.select().where(Contact.state == State.CLIENT).order_by(Contact.id))
    assert [row.id for row in rows] == [dora.id, emil.id]
    assert {(row.status.name, row.owner_id) for row in rows} == {("Interested", ann.id)}
    assert {row.closure_deadline.isoformat() for row in rows} == {"2031-02-03"}
    assert [row.value for row in ContactTrait.select()] == [900, 900]
    assert {(row.contact_id, row.tag.name) for row in ContactTag.select()} == {
        (dora.id, "VIP"),
        (emil.id, "VIP"),
        (fay.id, "Old"),
    }


def test_all_that_fit_are_changed(browser_of: Any, ann: Agent) -> None:
    factories.make_contact("Dora", status="Lost")
    factories.make_contact("Emil")
    browser = browser_of(ann)
    way = browser.open("/contacts/selected?do=change&all=1&status=Lost").location
    assert way == "/contacts/change?status=Lost"
    page = browser.sees(way)
    assert "Change 1 contact<" in page
    assert "Status: Lost" in page
    browser.submits(way, way, owner="none", state="OTHER")
    assert [row.name for row in Contact.select().where(Contact.state == State.OTHER)] == ["Dora"]


def test_nothing_chosen_changes_nothing_and_is_said(browser_of: Any, ann: Agent) -> None:
    dora = factories.make_contact("Dora")
    way = f"/contacts/change?id={dora.id}"
    answer = browser_of(ann).submits(way, way)
    assert answer.status_code == 422
    assert "name at least one field" in answer.get_data(as_text=True)
    assert not Job.select().exists()


def test_what_cannot_be_kept_stands_beside_its_field(browser_of: Any, ann: Agent) -> None:
    dora = factories.make_contact("Dora")
    way = f"/contacts/change?id={dora.id}"
    answer = browser_of(ann).submits(way, way, status="Gone", add_tags="kept")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="status-wrong"' in page
    assert 'value="kept"' in page


def test_who_was_left_out_is_listed_with_the_reason(browser_of: Any, ann: Agent) -> None:
    """X8: contacts of colleagues are theirs."""
    bob = factories.make_agent("Bob", password=factories.PASSWORD)
    factories.make_contact("Dora", owner=ann)
    factories.make_contact("Emil")
    browser = browser_of(bob)
    answer = browser.submits("/contacts/change", "/contacts/change", state="CLIENT")
    assert (Job.get().done, Job.get().refused) == (1, 1)
    assert "Ann" in browser.sees(answer.location)


def test_a_large_change_goes_on_by_itself_and_is_watched(
    browser_of: Any, ann: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "PORTION", 2)
    for name in ("Dora", "Emil", "Fay"):
        factories.make_contact(name)
    browser = browser_of(ann)
    answer = browser.submits("/contacts/change", "/contacts/change", state="CLIENT")
    assert Job.get().state is JobState.PENDING
    assert "/stop" in browser.sees(answer.location)


def test_a_job_of_somebody_else_is_not_shown(browser_of: Any, ann: Agent) -> None:
    """X13."""
    factories.make_contact("Dora")
    bob = factories.make_agent("Bob", password=factories.PASSWORD)
    browser = browser_of(ann)
    answer = browser.submits("/contacts/change", "/contacts/change", state="CLIENT")
    assert browser_of(bob).open(answer.location).status_code == 404

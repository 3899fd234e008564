"""The pages of long work, and the file of an export. X12, X13."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.queues.job import Job, JobKind, JobState
from tests import factories

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


@pytest.fixture
def imported(api_as: Any, bob: Agent) -> int:
    """The id of an import with a row that was refused."""
    contacts = [{"name": "Dora", "phone": "34600111222"}, {"name": EVIL, "phone": "12"}]
    answer = api_as(bob).post("/contacts/bulk", json={"contacts": contacts})
    id: int = answer.json["id"]
    return id


def test_a_job_says_what_was_refused_and_why(browser_of: Any, bob: Agent, imported: int) -> None:
    browser = browser_of(bob)
    assert f'href="/jobs/{imported}"' in browser.sees("/jobs")
    page = browser.sees(f"/jobs/{imported}")
    assert "<dt>Created</dt><dd>1</dd>" in page
    assert "12" in page
    assert EVIL not in page
    assert "usher_reason" in browser.open(f"/jobs/{imported}/report").text


def test_why_rows_were_refused_is_summed_up(browser_of: Any, bob: Agent, api_as: Any) -> None:
    """X12."""
    contacts = [{"name": f"Guest {n}", "phone": f"1{n}"} for n in range(3)]
    job = api_as(bob).post("/contacts/bulk", json={"contacts": contacts}).json["id"]
    page = browser_of(bob).sees(f"/jobs/{job}")
    assert "phone “…”: " in page
    assert "3 rows</b>" in page


def test_colleagues_do_not_see_it(browser_of: Any, imported: int) -> None:
    browser = browser_of(factories.make_agent("Eve", password=factories.PASSWORD))
    assert "Nothing yet" in browser.sees("/jobs")
    for path in ("", "/progress", "/report", "/stop"):
        assert browser.open(f"/jobs/{imported}{path}").status_code == 404


def test_a_job_is_stopped_after_a_question(browser_of: Any, bob: Agent) -> None:
    job = Job.create(kind=JobKind.CHANGE, agent=bob, cause="agent:1", total=5)
    browser, path = browser_of(bob), f"/jobs/{job.id}"
    assert f'data-live="{path}/progress"' in browser.sees(path)
    assert "cannot go on" in browser.sees(f"{path}/stop")
    assert browser.submits(f"{path}/stop", f"{path}/stop").location == path
    assert Job.get_by_id(job.id).state is JobState.STOPPED
    assert "Stopped." in browser.sees(path)
    browser.submits(f"{path}/stop", "/")
    assert "nothing is left to stop" in browser.sees(path)


def test_an_export_asks_which_columns(browser_of: Any) -> None:
    """C4: by state."""
    ann = factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    factories.make_contact("Dora", state="CLIENT", traits={"budget": 900})
    factories.make_contact("Emil")
    browser = browser_of(ann)
    page = browser.sees("/contacts/export?state=CLIENT")
    assert 'name="state" value="CLIENT"' in page
    assert 'value="trait:budget" checked' in page
    file = browser.open("/contacts/export?state=CLIENT&format=csv&column=name&column=trait:budget")
    assert file.text.split() == ["\N{ZERO WIDTH NO-BREAK SPACE}name,trait:budget", "Dora,900"]
    wrong = browser.open("/contacts/export?format=csv&column=gone")
    assert wrong.status_code == 422
    assert "there is no column" in wrong.text

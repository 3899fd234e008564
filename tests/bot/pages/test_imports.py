"""The pages of an import: file, columns, trial, import, report. X12, M7, A4, C2, X13."""

from io import BytesIO
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.bulk import importing
from models.contact import Contact
from models.queues.job import Job
from models.settings.source import Source
from models.settings.trait import Trait
from tests import factories
from workers import jobs

EVIL = "<script>alert(1)</script>"
LEADS = f"Name,Mobile,Size,Note\nDora,+34 600 111 222,44,{EVIL}\nEmil,12,43,\n"


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


@pytest.fixture
def his(browser_of: Any, bob: Agent) -> Any:
    return browser_of(bob)


def upload(browser: Any, text: str = LEADS, **more: Any) -> Any:
    file = (BytesIO(text.encode()), "leads.csv")
    return browser.submits("/contacts/import", "/contacts/import", file=file, **more)


def test_a_file_goes_all_the_way(his: Any) -> None:
    fair = Source.create(name="Fair")
    assert "Load a sample" in his.sees("/contacts/import")
    there = upload(his).location
    page = his.sees(there)
    assert EVIL not in page
    assert '<option value="phone" selected>' in page
    chosen = {"field-0": "name", "field-1": "phone", "field-2": "new", "kind-2": "number"}
    more = {"field-3": "ignore", "existing": "update", "source": str(fair.id), "tags": "A, B"}
    trial = his.submits(there, there, **chosen, **more, state="CLIENT").location
    assert trial == f"{there}/trial"
    page = his.sees(trial)
    assert "<b>1</b><span>new contacts</span>" in page
    assert "give it with the country code" in page
    assert Contact.select().count() == 0
    again = his.sees(there)
    assert f'<option selected value="{fair.id}">Fair' in again
    assert '<option value="new" selected>' in again
    end = his.submits(f"{there}/start", trial).location
    assert end.startswith("/jobs/")
    dora = Contact.get()
    assert (dora.source_id, dora.state) == (fair.id, "CLIENT")
    assert Trait.get(Trait.name == "Size").kind == "number"
    page = his.sees(end)
    assert "Refused rows as a file" in page
    assert "/contacts?created_from=" in page
    assert his.open(trial).status_code == 404


def test_what_was_chosen_is_kept_when_it_is_refused(his: Any) -> None:
    there = upload(his).location
    chosen = {"field-0": "phone", "field-1": "phone", "existing": "skip", "country": "XX"}
    answer = his.submits(there, there, **chosen, tags="A")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="country-wrong"' in page
    assert page.count('<option value="phone" selected>') == 2
    assert 'value="XX"' in page
    answer = his.submits(there, there, **chosen | {"country": ""})
    assert "mean the same" in answer.get_data(as_text=True)


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(his: Any) -> None:
    assert "it holds no rows" in upload(his, "").get_data(as_text=True)
    none = his.submits("/contacts/import", "/contacts/import")
    assert none.status_code == 422
    assert "Choose a file first" in none.get_data(as_text=True)


def test_a_large_file_is_taken_by_this_page_only(his: Any) -> None:
    rows = "".join(f"Guest {n},+34 6{n:08d},,{'x' * 60}\n" for n in range(15_000))
    large = "Name,Mobile,Size,Note\n" + rows
    assert len(large) > 1024 * 1024
    assert upload(his, large).status_code == 303
    assert Job.get().total == 15_000


def test_a_long_trial_is_watched(his: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "PORTION", 1)
    there = upload(his).location
    his.submits(there, there, **{"field-0": "name", "field-1": "phone", "existing": "update"})
    assert f'data-live="{there}/progress"' in his.sees(f"{there}/trial")
    assert "0 of 2 rows are judged" in his.sees(f"{there}/progress")
    while jobs.work_off():
        pass
    assert "Go on" in his.sees(f"{there}/progress")
    assert "waits for you" in his.sees("/jobs")


def test_it_is_thrown_away(his: Any) -> None:
    there = upload(his).location
    page = his.sees(f"{there}/discard")
    assert "Throw leads.csv away?" in page
    assert his.open(there).status_code == 200, "asked, it is there still"
    path = f"{there}/discard"
    assert his.submits(path, path).location == "/contacts/import"
    assert his.open(there).status_code == 404
    assert "thrown away" in his.sees("/contacts/import")


def test_a_trial_that_was_not_made_leads_to_the_columns(his: Any) -> None:
    there = upload(his).location
    assert his.open(f"{there}/trial").location == there


def test_colleagues_and_who_does_not_sell_do_not_reach_it(his: Any, browser_of: Any) -> None:
    there = upload(his).location
    eve = factories.make_agent("Eve", role=Role.OWNER, password=factories.PASSWORD)
    assert browser_of(eve).open(there).status_code == 404
    sam = factories.make_agent("Sam", role=Role.SUPPORT, password=factories.PASSWORD)
    assert browser_of(sam).open("/contacts/import").status_code == 403


def test_forged_uploads_are_refused(his: Any) -> None:
    answer = his.client.post("/contacts/import", data={"file": (BytesIO(b"Name\nD"), "x.csv")})
    assert answer.status_code == 400
    assert Job.select().count() == 0


def test_sixty_columns_stay_a_light_page(his: Any) -> None:
    """X18."""
    for n in range(60):
        factories.make_trait(f"trait number {n}")
    heads = ["Name", "Mobile", *(f"What they said to question {n}" for n in range(58))]
    row = ["Dora", "+34600111222", *("an answer of many words " * 3 for _ in range(58))]
    there = upload(his, "\n".join([",".join(heads), *[",".join(row)] * 3])).location
    page = his.sees(there)
    assert len(page.encode()) < 100 * 1024
    assert '<option value="trait:trait number 59">' in page
    chosen = {f"field-{n}": "ignore" for n in range(60)}
    chosen |= {"field-0": "name", "field-1": "phone", "field-7": "trait:trait number 5"}
    tried = his.submits(there, there, **chosen, existing="update")
    assert tried.location == f"{there}/trial"
    wrong = his.submits(there, there, **chosen | {"field-8": "trail:x"}, existing="update")
    assert wrong.status_code == 422
    assert 'value="trail:x"' in wrong.text

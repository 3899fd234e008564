"""The page on which a day of interactions is generated, stage by stage. I2, I7, S3.16 to S3.22."""

import re
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact import Contact, State
from models.idempotency import KeptAnswer
from models.interactions.interaction import Interaction
from tests import factories

PATH = "/interactions/generate"
GIVEN = {
    "group": "prospects",
    "day": "2026-11-27",
    "start": "09:00",
    "type": "Call",
    "count": "3",
    "duration": "30",
    "gap": "15",
    "include": "",
}


@pytest.fixture(autouse=True)
def today(hold_clock: Any) -> None:
    hold_clock("2026-11-26T09:20:00+00:00")


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)


@pytest.fixture
def browser(browser_of: Any, ann: Agent) -> Any:
    for name in ("Carl", "Dora", "Eva"):
        factories.make_contact(name, town="Madrid" if name == "Eva" else "Bilbao")
    return browser_of(ann)


def sends(browser: Any, at: str, go: str, **fields: str) -> Any:
    return browser.submits_stage(PATH, **{"at": at, "go": go, **GIVEN, **fields})


def test_the_stages_follow_one_another(browser: Any) -> None:
    page = browser.sees(f"{PATH}?group=customers")
    assert "Generate customer interactions" in page
    ask = f"{PATH}?group=prospects&day=2026-11-27&start=09:00&type=Call&count=3&go=next&at="
    assert "Allocate to" in browser.sees(f"{ask}time")
    assert "Exclude prospects contacted within" in browser.sees(f"{ask}time")
    assert "Include opportunities" in browser.sees(f"{ask}settings")
    assert "Town or city" in browser.sees(f"{ask}opportunities")
    assert "Add an interaction note" in browser.sees(f"{ask}place")


def test_a_stage_is_left_when_it_is_right(browser: Any) -> None:
    answer = browser.open(f"{PATH}?at=settings&go=next&count=0")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose a type." in page
    assert "Give 1 to 200." in page


def test_it_shows_whom_it_would_be_and_makes_nothing(browser: Any) -> None:
    answer = sends(browser, "note", "next", note="Autumn")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "3 interactions would be created" in page
    assert "10:15" in page
    assert not Interaction.select().exists()
    assert "Carl" not in KeptAnswer.get().body


def test_who_begins_anew_does_so_for_the_same_group(browser: Any) -> None:
    sent = {**GIVEN, "group": "customers", "note": "Autumn"}
    kept = browser.submits(PATH, "/interactions/personal", at="note", go="place", **sent).location
    KeptAnswer.delete().execute()
    page = browser.sees(kept)
    assert "please begin anew" in page
    assert "Generate customer interactions" in page


def test_it_says_how_many_were_created(browser: Any, ann: Agent) -> None:
    answer = sends(browser, "preview", "save", note="Autumn")
    assert answer.status_code == 303
    assert answer.location == "/interactions?day=2026-11-27"
    assert "3 interactions were created." in browser.sees(answer.location)
    assert {one.note for one in Interaction.select()} == {"Autumn"}


def test_it_says_why_there_are_none_and_the_stages_stay_open(browser: Any) -> None:
    """S3.22."""
    answer = sends(browser, "note", "next", where="town", place="Lisbon", note="Autumn")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "choose another place, or everywhere" in page
    assert 'name="place" type="text" value="Lisbon"' in page
    answer = sends(browser, "note", "place", where="town", place="Lisbon", note="Autumn")
    assert 'value="Lisbon"' in answer.text
    assert 'name="note" value="Autumn"' in answer.text
    answer = sends(browser, "preview", "save", where="town", place="madrid")
    assert "1 interaction was created. Nobody else fits" in browser.sees(answer.location)


@pytest.mark.parametrize(
    ("asked", "said", "stage"),
    [
        ({"where": "postcode", "place": "ZZ9"}, "None of 3 prospects is there", "Location of"),
        ({"include": "y", "value_below": "9"}, "None of 3 prospects has an open", "Adding opp"),
        ({"contacted_within": "30"}, "Each of 3 prospects was contacted within 30", "Settings"),
        ({"start": "23:50"}, "Ann has no time left on 27 November 2026", "Schedule"),
        ({"group": "customers"}, "There are no customers yet", "Add an interaction note"),
    ],
)
def test_each_reason_stands_where_it_can_be_changed(
    browser: Any, asked: dict[str, str], said: str, stage: str
) -> None:
    """S3.22."""
    Contact.update(last_contacted_at=factories.now()).execute()
    page = sends(browser, "note", "next", note="Autumn", **asked).text
    assert said in page
    assert f'<h2 class="form-part">{stage}' in page
    assert "Autumn" in page
    assert ("No interaction can be created like this" in page) is ("customers" not in said)


def test_what_is_wrong_leads_to_its_stage(browser: Any) -> None:
    answer = sends(browser, "note", "next", include="y", value_above="much")
    assert answer.status_code == 422
    assert "Adding opportunities" in answer.text
    assert 'value="much"' in answer.text
    assert "give an amount such as 1000.00" in answer.text
    answer = sends(browser, "note", "next", where="town", place="")
    assert "Location of prospects" in answer.text
    answer = sends(browser, "note", "next", day="2026-11-20")
    assert "it is over" in answer.text


def test_values_count_only_where_opportunities_are_included(browser: Any) -> None:
    """S3.19."""
    left_out = sends(browser, "note", "next", include="", value_above="100")
    assert "3 interactions would be created" in left_out.text
    asked = sends(browser, "note", "next", include="y", value_above="100")
    assert "widen or uncheck it" in asked.text
    crossed = sends(browser, "note", "next", include="y", value_above="500", value_below="100")
    assert "more than the lower value" in crossed.text
    assert "more than value_above" not in crossed.text
    crossed = sends(browser, "note", "next", include="y", value_above="1.000,50", value_below="900")
    assert 'value="1.000,50"' in crossed.text
    assert "more than the lower value" in crossed.text


def test_managers_fill_a_colleague_s_day_others_their_own(
    browser: Any, browser_of: Any, ann: Agent
) -> None:
    mia = factories.make_agent("Mia", role=Role.SALES_AGENT, password=factories.PASSWORD)
    answer = sends(browser, "preview", "save", assignee=mia.email)
    assert answer.status_code == 303
    assert Interaction.get().assignee == mia
    hers = browser_of(mia)
    page = hers.sees(f"{PATH}?at=time&go=next&day=2026-11-27&start=09:00")
    assert "Allocate to" not in page
    assert re.search(r"<select autofocus[^>]* name=\"type\"", page)
    factories.make_contact("Fay")
    sends(hers, "preview", "save", assignee=ann.email)
    assert not Interaction.select().where(Interaction.assignee == ann).exists()


def test_customers_are_clients_and_partners(browser: Any) -> None:
    factories.make_contact("Gus", state=State.PARTNER)
    answer = sends(browser, "note", "next", group="customers")
    assert "1 interaction would be created" in answer.text
    assert "Gus" in answer.text

"""The pages that make interactions, stage by stage, with everything typed kept. I1 to I4."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest

from models import retention
from models.agents.agent import Agent, Role
from models.contact import Contact, State
from models.contact.company import Company
from models.idempotency import KeptAnswer
from models.interactions.interaction import Interaction, Standing
from tests import factories

NEW = "/interactions/new"
TIME = {"day": "2026-11-27", "start": "10:00", "duration": "45"}
WHAT = {"purpose": "Offer", "type": "Call"}


@pytest.fixture(autouse=True)
def today(hold_clock: Any) -> None:
    hold_clock("2026-11-26T09:20:00+00:00")


@pytest.fixture
def mia(database: None) -> Agent:
    return factories.make_agent("Mia", role=Role.SALES_AGENT, password=factories.PASSWORD)


@pytest.fixture
def dora(mia: Agent) -> Contact:
    return factories.make_contact("Dora", state=State.CLIENT)


@pytest.fixture
def browser(browser_of: Any, mia: Agent) -> Any:
    return browser_of(mia)


def saves(browser: Any, **fields: str) -> Any:
    sent = {"at": "what", "go": "save", **TIME, **WHAT, **fields}
    return browser.submits(NEW, "/interactions/personal", **sent)


def test_it_is_planned_stage_by_stage(browser: Any, dora: Contact, mia: Agent) -> None:
    page = browser.sees(NEW)
    assert 'value="2026-11-26"' in page
    assert 'value="09:30"' in page
    page = browser.sees(f"{NEW}?at=time&go=next&day=2026-11-27&start=10:00&duration=45")
    assert "Tomorrow, 10:00" in page
    assert "45 min" in page
    page = browser.sees(f"{NEW}?at=time&go=next&day=2026-11-27&start=10:00&contact={dora.id}")
    assert "Dora" in page
    answer = saves(browser, contact=str(dora.id), note="Bring samples", tags="VIP, autumn")
    made = Interaction.get()
    assert (answer.status_code, answer.location) == (303, f"/interactions/{made.id}")
    assert (made.contact, made.assignee, made.creator, made.minutes) == (dora, mia, mia, 45)
    page = browser.sees(answer.location)
    assert "It is planned with Dora." in page
    assert "#autumn" in page


def test_from_a_contact_s_page_the_contact_is_filled_in(browser: Any, dora: Contact) -> None:
    """I4."""
    assert f'href="{NEW}?contact={dora.id}"' in browser.sees(f"/contacts/{dora.id}")
    assert f'href="{NEW}?contact={dora.id}"' in browser.sees(f"/conversations/{dora.id}")
    page = browser.sees(f"{NEW}?contact={dora.id}")
    assert f'name="contact" value="{dora.id}"' in page
    page = browser.sees(f"{NEW}?contact={dora.id}&at=time&go=next")
    assert "<b>Dora</b>" in page


def test_customers_and_prospects_are_searched_by_themselves(browser: Any, dora: Contact) -> None:
    """I4."""
    factories.make_contact("Dorian")
    ask = f"{NEW}?at=who&go=find&find_contact=dor&group="
    customers, prospects = browser.sees(ask + "customers"), browser.sees(ask + "prospects")
    assert "<b>Dora</b>" in customers
    assert "Dorian" not in customers
    assert "<b>Dorian</b>" in prospects
    assert "<b>Dora</b>" not in prospects


def test_a_company_s_contact_person_is_chosen_by_itself(browser: Any, dora: Contact) -> None:
    """I4, S3.6."""
    acme = Company.create(name="Acme", contact_person=dora)
    assert "<b>Acme</b>" in browser.sees(f"{NEW}?at=who&go=find&find_company=acm")
    page = browser.sees(f"{NEW}?at=who&pick_company={acme.id}")
    assert "<b>Dora</b>" in page
    assert "Choose somebody else" in page


def test_of_a_company_without_one_a_contact_is_chosen(browser: Any, mia: Agent) -> None:
    acme = Company.create(name="Acme")
    factories.make_contact("Carl", company=acme)
    page = browser.sees(f"{NEW}?at=who&pick_company={acme.id}")
    assert "<b>Carl</b>" in page
    assert "choose one of its contacts" in page


def test_with_an_outcome_a_past_one_is_on_record(browser: Any, dora: Contact) -> None:
    """I3, S3.13."""
    fields = {"day": "2026-11-25", "outcome": "Successful", "next_action": "Send an offer"}
    answer = saves(browser, contact=str(dora.id), **fields)
    assert "It is on record how it went with Dora." in browser.sees(answer.location)
    assert Interaction.get().standing(factories.now()) is Standing.COMPLETED


def test_scheduling_leaves_outcome_and_next_action_behind_a_sentence(
    browser: Any, dora: Contact
) -> None:
    """I3, S3.11."""
    ask = f"{NEW}?at=time&go=next&contact={dora.id}&start=10:00&day="
    later, past = browser.sees(ask + "2026-11-27"), browser.sees(ask + "2026-11-25")
    folded = r'<details class="more-of">\s*<summary>.*Has it happened already'
    assert re.search(folded, later)
    assert re.search(r'<details class="more-of" open>\s*<summary>.*It is over', past)
    assert ">Not said yet<" in past
    assert ">It has not taken place yet<" in later


def test_what_must_be_filled_in_is_said_beside_it_and_all_is_kept(
    browser: Any, dora: Contact
) -> None:
    """S3.7, S3.12."""
    without = {"purpose": "", "type": ""}
    answer = saves(browser, contact=str(dora.id), note="Kept <words>", tags="VIP", **without)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose a purpose." in page
    assert "Choose a type." in page
    assert page.count(" autofocus") == 1
    assert "Kept &lt;words&gt;" in page
    assert 'value="VIP"' in page
    assert not Interaction.select().exists()


def test_without_anybody_it_leads_back_to_the_search(browser: Any, mia: Agent) -> None:
    answer = saves(browser, note="Kept")
    assert answer.status_code == 422
    assert "Say with whom" in answer.text
    assert 'type="hidden" name="note" value="Kept"' in answer.text
    assert browser.open(f"{NEW}?at=who&go=next&day=2026-11-27&start=10:00").status_code == 422


def test_who_is_chosen_can_be_looked_at_and_changed(browser: Any, dora: Contact) -> None:
    ask = f"{NEW}?at=what&contact={dora.id}"
    page = browser.sees(f"{ask}&go=who")
    assert "<b>Dora</b>" in page
    assert "Choose somebody else" in page
    assert "Part of its name" in browser.sees(f"{ask}&go=who&drop=yes")


def test_times_are_by_the_clock_of_who_plans(browser: Any, dora: Contact, mia: Agent) -> None:
    mia.timezone = "Asia/Tokyo"
    mia.save()
    page = browser.sees(NEW)
    assert 'value="18:30"' in page
    assert "Asia/Tokyo" in page
    assert 'value="09:00"' in browser.sees(f"{NEW}?day=2026-12-01")
    answer = saves(browser, contact=str(dora.id))
    assert Interaction.get().starts_at.isoformat() == "2026-11-27T01:00:00+00:00"
    assert "Tomorrow, 10:00" in browser.sees(answer.location)


def test_what_is_wrong_with_an_earlier_stage_leads_back_to_it(browser: Any, dora: Contact) -> None:
    answer = saves(browser, contact=str(dora.id), duration="3", note="Kept")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Give 5 to 1440 minutes." in page
    assert 'type="hidden" name="note" value="Kept"' in page
    assert browser.open(f"{NEW}?at=time&go=next&day=nonsense").status_code == 422


def test_a_note_never_stands_in_an_address(browser: Any, dora: Contact) -> None:
    sent = {"at": "what", "go": "time", **TIME, "contact": str(dora.id), "note": "Secret"}
    answer = browser.submits(NEW, "/interactions/personal", **sent)
    assert answer.status_code == 303
    assert "Secret" not in answer.location
    page = browser.sees(answer.location)
    assert '<form class="staged" method="post"' in page
    assert 'name="note" value="Secret"' in page
    assert 'value="2026-11-27"' in page
    assert '<form class="staged" method="get"' in browser.sees(NEW)


def test_what_was_typed_is_its_agent_s_alone_and_goes(
    browser: Any, browser_of: Any, dora: Contact
) -> None:
    """X13, X19."""
    sent = {"at": "what", "go": "time", **TIME, "contact": str(dora.id), "note": "Secret"}
    kept = browser.submits(NEW, "/interactions/personal", **sent).location
    boss = factories.make_agent("Olga", role=Role.OWNER, password=factories.PASSWORD)
    other = browser_of(boss).sees(kept)
    assert "Secret" not in other
    assert "please begin anew" in other
    KeptAnswer.blank(KeptAnswer.contact == dora.id)
    assert "please begin anew" in browser.sees(kept)
    KeptAnswer.update(created_at=factories.now() - timedelta(days=8)).execute()
    browser.submits(NEW, "/interactions/personal", **sent)
    retention.clear_away(factories.now())
    assert KeptAnswer.select().count() == 1


def test_once_it_is_planned_no_draft_of_it_is_left(browser: Any, dora: Contact) -> None:
    """X19: what Back leads to begins anew."""
    sent = {**TIME, "contact": str(dora.id), "note": "Secret", "unknown": "field"}
    first = browser.submits(NEW, "/interactions/personal", at="what", go="time", **sent).location
    assert "unknown" not in KeptAnswer.get().body
    since = re.search(r'name="since" value="([^"]+)"', browser.sees(first))
    assert since is not None
    sent |= WHAT | {"since": since[1]}
    second = browser.submits(NEW, "/interactions/personal", at="time", go="next", **sent).location
    since = re.search(r'name="since" value="([^"]+)"', browser.sees(second))
    assert since is not None
    assert since[1] in second
    saves(browser, **sent | {"since": since[1]})
    for kept in (first, second):
        page = browser.sees(kept)
        assert "please begin anew" in page
        assert "Secret" not in page
        assert f'name="contact" value="{dora.id}"' in page


def test_what_overlaps_is_said_before_and_after(browser: Any, dora: Contact, mia: Agent) -> None:
    """S3.5."""
    begin = datetime.fromisoformat("2026-11-27T10:30:00+00:00")
    factories.make_interaction(factories.make_contact("Carl"), mia, begin)
    ask = f"{NEW}?at=time&go=next&contact={dora.id}&day=2026-11-27&start="
    assert "Call with Carl" in browser.sees(f"{ask}10:15")
    assert "Call with Carl" not in browser.sees(f"{ask}11:00")
    assert "Call with Carl" in browser.sees(f"{NEW}?day=2026-11-27")
    answer = saves(browser, contact=str(dora.id), start="10:15")
    page = browser.sees(answer.location)
    assert "At the same time there is also:" in page
    assert "Call with Carl</a>" in page


def test_for_a_colleague_the_colleague_s_day_is_shown(browser_of: Any, dora: Contact) -> None:
    """S3.5."""
    mia = Agent.get(Agent.name == "Mia")
    begin = datetime.fromisoformat("2026-11-27T10:30:00+00:00")
    factories.make_interaction(factories.make_contact("Carl"), mia, begin)
    boss = factories.make_agent("Olga", role=Role.OWNER, password=factories.PASSWORD)
    ask = f"{NEW}?day=2026-11-27&assignee="
    page = browser_of(boss).sees(ask + str(mia.email))
    assert "Already on 27 November 2026, for Mia" in page
    assert "Call with Carl" in page
    assert "Call with Carl" not in browser_of(boss).sees(ask + str(boss.email))
    page = browser_of(boss).sees(f"{ask}{mia.email}&at=time&go=next&contact={dora.id}&start=10:45")
    assert "At that time Mia has already:" in page


def test_a_follow_up_is_planned_at_once(browser: Any, dora: Contact) -> None:
    """S3.10."""
    fields = {"follow_day": "2026-12-01", "follow_start": "09:30", "follow_note": "Ask again"}
    answer = saves(browser, contact=str(dora.id), **fields)
    said = "A follow-up is planned for 1 December 2026, 09:30."
    assert said in browser.sees(answer.location)
    first, second = Interaction.select().order_by(Interaction.id)
    assert (second.follows, second.note, second.type) == (first, "Ask again", first.type)
    answer = saves(browser, contact=str(dora.id), follow_day="2026-12-01", follow_start="nonsense")
    assert answer.status_code == 422
    assert "Give a time like 09:30." in answer.text


def test_a_follow_up_of_an_earlier_one_begins_as_that(browser: Any, dora: Contact) -> None:
    """S3.38."""
    mia = Agent.get(Agent.name == "Mia")
    one = factories.make_interaction(dora, mia, factories.now(), minutes=90)
    page = browser.sees(f"{NEW}?follows={one.id}")
    assert "Add a follow-up" in page
    assert 'value="90"' in page
    assert f'value="{(factories.now() + timedelta(days=7)).date()}"' in page
    page = browser.sees(f"{NEW}?follows={one.id}&at=time&go=next&day=2026-12-01&start=10:00")
    assert "<b>Dora</b>" in page
    assert re.search(r"<option selected [^>]*>Follow-up", unescape(page))


def test_a_personal_one_is_a_dated_note_that_nobody_else_sees(
    browser: Any, browser_of: Any, mia: Agent
) -> None:
    """I2, S3.15."""
    path = "/interactions/personal"
    assert browser.submits(path, path, **TIME, note="").status_code == 422
    answer = browser.submits(path, path, **TIME, note="Order labels")
    assert "Order labels" in browser.sees(answer.location)
    boss = factories.make_agent("Olga", role=Role.OWNER, password=factories.PASSWORD)
    assert browser_of(boss).open(answer.location).status_code == 404


def test_who_does_not_sell_makes_none_with_whom_they_do_not_see(
    browser_of: Any, dora: Contact
) -> None:
    """A6, X13."""
    sam = factories.make_agent("Sam", role=Role.SUPPORT, password=factories.PASSWORD)
    browser = browser_of(sam)
    assert "Dora" not in browser.sees(f"{NEW}?contact={dora.id}&at=time&go=next")
    assert "Dora" not in browser.sees(f"{NEW}?at=who&go=find&find_contact=dora")
    assert saves(browser, contact=str(dora.id)).status_code in {404, 422}
    assert not Interaction.select().exists()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "31.1.2026", "2026-02-30", "\0"])
def test_days_that_are_none_are_said_so(browser: Any, day: str) -> None:
    answer = browser.open(f"{NEW}?at=time&go=next&start=10:00&day={day}")
    assert answer.status_code == 422
    assert "a day" in answer.text


@pytest.mark.parametrize(
    "name", ["contact", "company", "follows", "pick", "pick_company", "tab", "draft"]
)
@pytest.mark.parametrize("value", ["9" * 5000, "-1", "x", "\0", "1e3"])
def test_nonsense_in_the_address_chooses_nobody(browser: Any, name: str, value: str) -> None:
    """X15."""
    assert browser.open(f"{NEW}?at=time&go=next&{name}={value}").status_code == 200

"""The pages on which an interaction is completed, with what may be bought. I10, S3.41."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact import Contact
from models.interactions.interaction import Interaction
from models.sales.opportunity import Opportunity, OpportunityState
from tests import factories


@pytest.fixture
def mia(database: None) -> Agent:
    return factories.make_agent("Mia", role=Role.SALES_AGENT, password=factories.PASSWORD)


@pytest.fixture
def dora(mia: Agent) -> Contact:
    return factories.make_contact("Dora", owner=mia)


@pytest.fixture
def path(dora: Contact, mia: Agent) -> str:
    visit = factories.make_interaction(dora, mia, factories.now(), note="Before")
    return f"/interactions/{visit.id}/complete"


@pytest.fixture
def browser(browser_of: Any, mia: Agent) -> Any:
    return browser_of(mia)


def sends(browser: Any, path: str, at: str, go: str, **fields: Any) -> Any:
    return browser.submits_stage(path, at=at, go=go, **fields)


def test_it_goes_from_the_outcome_to_the_note(browser: Any, path: str) -> None:
    page = browser.sees(path)
    assert "Completing cannot be undone" in page
    page = browser.sees(f"{path}?at=outcome&go=next&outcome=Successful")
    assert "Tick those that it was about" in page
    answer = sends(browser, path, "opportunities", "next", outcome="Successful")
    assert "Before</textarea>" in answer.text
    given = {"outcome": "Successful", "type": "Visit", "next_action": "Send an offer"}
    answer = sends(browser, path, "note", "save", note="After", **given)
    assert answer.status_code == 303
    held = Interaction.get()
    assert (held.outcome.name, held.type.name, held.note) == ("Successful", "Visit", "After")
    assert held.next_action.name == "Send an offer"


def test_without_an_outcome_it_does_not_go_on(browser: Any, path: str) -> None:
    answer = browser.open(f"{path}?at=outcome&go=next&outcome=")
    assert answer.status_code == 422
    assert "Say how it went." in answer.text
    answer = sends(browser, path, "note", "save", note="Kept")
    assert answer.status_code == 422
    assert 'name="note" value="Kept"' in answer.text


def test_a_follow_up_is_planned_with_it(browser: Any, path: str) -> None:
    given = {"outcome": "Postponed", "follow_day": "2030-01-31", "follow_start": "09:00"}
    answer = sends(browser, path, "note", "save", note="", **given)
    said = "It is completed. A follow-up is planned for 31 January 2030, 09:00."
    assert said in browser.sees(answer.location)
    first, second = Interaction.select().order_by(Interaction.id)
    assert (second.follows, second.outcome) == (first, None)


def test_two_who_write_a_note_do_not_lose_either(browser: Any, path: str) -> None:
    given = {"outcome": "Successful", "note_before": "Before"}
    Interaction.update(note="A colleague's").execute()
    refused = sends(browser, path, "note", "save", note="Mine", **given)
    assert refused.status_code == 422
    assert "Somebody else wrote meanwhile: “A colleague&#39;s”." in refused.text
    assert "Mine</textarea>" in refused.text
    assert 'name="note_before" type="hidden" value="A colleague&#39;s"' in refused.text
    given["note_before"] = "A colleague's"
    sends(browser, path, "note", "save", note="Both", **given)
    assert Interaction.get().note == "Both"


def test_who_did_not_touch_the_note_leaves_a_colleagues(browser: Any, path: str) -> None:
    Interaction.update(note="A colleague's").execute()
    given = {"outcome": "Successful", "note_before": "Before\r\n"}
    assert sends(browser, path, "note", "save", note="Before ", **given).status_code == 303
    assert Interaction.get().note == "A colleague's"


def test_a_note_of_many_lines_is_completed(browser: Any, path: str) -> None:
    """Browsers send each end of a line as two characters."""
    note = "\n".join(["x" * 39] * 102)
    Interaction.update(note=note).execute()
    sent = note.replace("\n", "\r\n")
    given = {"outcome": "Successful", "note": sent, "note_before": sent}
    assert sends(browser, path, "note", "save", **given).status_code == 303
    assert Interaction.get().note == note


def test_the_follow_up_of_who_has_left_is_given_to_somebody(browser: Any, path: str) -> None:
    ann = factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    given = {"outcome": "Postponed", "follow_day": "2030-01-31", "follow_start": "09:00"}
    answer = sends(
        browser, path, "note", "save", note="", **given, follow_assignee="gone@x.example"
    )
    assert answer.status_code == 422
    assert "there is no agent" in answer.text
    sends(browser, path, "note", "save", note="", **given, follow_assignee=ann.email)
    assert Interaction.select().order_by(Interaction.id.desc()).get().assignee == ann


def test_of_one_who_has_left_somebody_else_follows(
    browser: Any, browser_of: Any, path: str, mia: Agent
) -> None:
    """I10: else whoever completes it could plan no follow-up."""
    boss = factories.make_agent("Olga", role=Role.OWNER, password=factories.PASSWORD)
    mia.active = False
    mia.save()
    page = browser_of(boss).sees(path)
    assert f'<option selected value="{boss.email}">Olga</option>' in page
    given = {"outcome": "Postponed", "follow_day": "2030-01-31", "follow_start": "09:00"}
    answer = sends(browser_of(boss), path, "note", "save", note="", **given)
    assert answer.status_code == 303
    assert Interaction.get(Interaction.follows.is_null(False)).assignee == boss


def test_opportunities_are_linked_updated_and_added(
    browser: Any, path: str, dora: Contact, mia: Agent
) -> None:
    spring = factories.make_opportunity(dora, agent=mia)
    begin = f"o{spring.id}-"
    changed = {"name": "Spring order", "value": "1200", "state": "won", "stage": ""}
    typed = {begin + name: value for name, value in changed.items()}
    new = {"new-name": "Autumn", "new-value": "500", "new-stage": "Qualified"}
    answer = sends(
        browser,
        path,
        "opportunities",
        "next",
        outcome="Successful",
        opportunities=str(spring.id),
        **typed,
        **new,
    )
    assert answer.status_code == 200
    first, autumn = Opportunity.select().order_by(Opportunity.id)
    assert (first.value, first.state) == (1200, OpportunityState.WON)
    assert (autumn.name, autumn.stage.name, autumn.contact) == ("Autumn", "Qualified", dora)
    for one in (first, autumn):
        assert f'name="opportunities" value="{one.id}"' in answer.text


@pytest.mark.parametrize(
    "typed",
    [
        "1000,50",
        "1,000.50",
        "1.000,50",
        "1'000.50",
        "1\N{RIGHT SINGLE QUOTATION MARK}000.50",
        "1 000.50",
    ],
)
def test_money_is_taken_as_people_write_it(browser: Any, path: str, typed: str) -> None:
    new = {"new-name": "Autumn", "new-value": typed}
    answer = sends(browser, path, "opportunities", "next", outcome="Successful", **new)
    assert answer.status_code == 200
    assert str(Opportunity.get().value) == "1000.50"


@pytest.mark.parametrize("typed", ["abc", "1,000,0", "1 000 abc"])
def test_what_is_wrong_with_one_stays_to_be_mended(browser: Any, path: str, typed: str) -> None:
    new = {"new-name": "Autumn", "new-value": typed}
    answer = sends(browser, path, "opportunities", "next", outcome="Successful", **new)
    assert answer.status_code == 422
    assert "give an amount such as 1000.00" in answer.text
    assert f'value="{typed}"' in answer.text
    assert not Opportunity.select().exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1.250", "1250 or 1.25"), ("1,000", "1000 or 1.00"), ("12.345", "12345 or 12.3450")],
)
def test_what_may_be_thousands_or_decimals_is_asked_about(
    browser: Any, path: str, typed: str, said: str
) -> None:
    new = {"new-name": "Autumn", "new-value": typed}
    answer = sends(browser, path, "opportunities", "next", outcome="Successful", **new)
    assert answer.status_code == 422
    assert f"Write {said}: it may be either." in answer.text
    assert f'value="{typed}"' in answer.text
    assert not Opportunity.select().exists()


def test_of_an_opportunity_the_value_cannot_be_left_out(
    browser: Any, path: str, dora: Contact, mia: Agent
) -> None:
    spring = factories.make_opportunity(dora, agent=mia)
    typed = {f"o{spring.id}-name": "Spring", f"o{spring.id}-value": "", "new-name": ""}
    answer = sends(browser, path, "opportunities", "next", outcome="Successful", **typed)
    assert answer.status_code == 422
    assert "fill this in" in answer.text


def test_on_a_page_of_their_own_they_are_linked_too(
    browser: Any, path: str, dora: Contact, mia: Agent
) -> None:
    """I9: also when it is completed."""
    spring = factories.make_opportunity(dora, agent=mia)
    sends(browser, path, "note", "save", note="", outcome="Successful", opportunities="")
    own = path.replace("complete", "opportunities")
    fields = {"opportunities": str(spring.id), "new-name": "Autumn", "new-value": "5"}
    assert browser.submits(own, own, **fields).status_code == 303
    page = browser.sees(own.replace("/opportunities", ""))
    assert "Spring order" in page
    assert "Autumn" in page


def test_it_is_completed_once(browser: Any, path: str) -> None:
    sends(browser, path, "note", "save", outcome="Successful", note="")
    answer = sends(browser, path, "note", "save", outcome="No answer", note="")
    assert answer.status_code == 303
    assert Interaction.get().outcome.name == "Successful"


def test_a_personal_one_has_neither_type_nor_opportunities(browser: Any, mia: Agent) -> None:
    note = factories.make_interaction(None, mia, factories.now(), note="Labels")
    path = f"/interactions/{note.id}/complete"
    assert "Interaction type" not in browser.sees(path)
    assert "Labels</textarea>" in sends(browser, path, "outcome", "next", outcome="Successful").text
    answer = sends(browser, path, "note", "save", outcome="Successful", note="Done")
    assert answer.status_code == 303

"""The pages of campaigns: written, looked at, sent, watched, paused, stopped. C4, X10, X13."""

import re
from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.campaigns.campaign import Campaign, CampaignRecipient
from models.clock import now
from tests import factories

TYPED = {
    "name": "Spring",
    "kind": "template",
    "template_name": "offer",
    "language": "en",
    "parameters": "{name}",
    "defaults": "",
    "rate": "600",
    "quiet_hours": "y",
}


@pytest.fixture
def ann(browser_of: Any) -> Any:
    agent = factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    return browser_of(agent)


def sends(browser: Any, address: str, do: str, **typed: str) -> Any:
    return browser.submits(address, address, do=do, **TYPED | typed)


def test_who_gets_it_is_shown_before_it_is_sent(ann: Any) -> None:
    factories.make_contact("Dora", state="CLIENT")
    factories.make_contact("Emil", state="CLIENT", opted_out_at=now())
    factories.make_contact("Fay")
    address = "/campaigns/new?state=CLIENT"
    page = ann.sees(address)
    assert "State: CLIENT" in page
    shown = sends(ann, address, "preview").get_data(as_text=True)
    assert "<b>1</b><span>get it</span>" in shown
    assert "opted out of automatic messages" in shown
    assert "{{1}} Dora" in shown
    assert Campaign.select().count() == 0
    answer = sends(ann, address, "start")
    assert answer.status_code == 303
    campaign = Campaign.get()
    assert answer.location == f"/campaigns/{campaign.id}"
    assert (campaign.name, campaign.job.total, campaign.quiet_hours) == ("Spring", 2, True)
    assert "Spring" in ann.sees("/campaigns")


def test_what_is_wrong_is_said_beside_its_field_and_all_that_was_typed_is_kept(ann: Any) -> None:
    factories.make_contact("Dora")
    typed = {"parameters": "{budgt}", "defaults": "there = x", "rate": "9999"}
    answer = sends(ann, "/campaigns/new", "preview", **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="rate-wrong"' in page
    assert "{budgt}</textarea>" in page.replace("\r\n", "").replace("\n", "")
    answer = sends(ann, "/campaigns/new", "preview", parameters="{budgt}")
    assert 'id="parameters-wrong"' in answer.get_data(as_text=True)


def test_a_text_goes_to_open_windows(ann: Any) -> None:
    factories.make_contact("Dora", **factories.heard())
    factories.make_contact("Emil")
    shown = sends(ann, "/campaigns/new", "preview", kind="text", text="Hi {name}")
    page = shown.get_data(as_text=True)
    assert "Hi Dora" in page
    assert "have not written within 24 hours" in page


def test_more_can_be_said_of_it(ann: Any) -> None:
    dora = factories.make_contact("Dora")
    other = factories.make_campaign([dora])
    more = {"days": "7", "campaigns": f"{other.id}", "start_at": "2999-01-01T10:00"}
    far = sends(ann, "/campaigns/new", "start", **more)
    assert 'id="start_at-wrong"' in far.get_data(as_text=True)
    more |= {"start_at": "", "parameters": "{name}", "defaults": "{name} = there"}
    assert sends(ann, "/campaigns/new", "start", **more).status_code == 303
    made = Campaign.get(Campaign.name == "Spring")
    assert (made.days, made.others, made.defaults) == (7, [other.id], {"name": "there"})


def test_pressed_twice_it_is_one_campaign(ann: Any) -> None:
    factories.make_contact("Dora")
    assert sends(ann, "/campaigns/new", "start").status_code == 303
    assert sends(ann, "/campaigns/new", "start").status_code == 422
    assert Campaign.select().count() == 1


def test_back_to_the_form_with_what_was_typed(ann: Any) -> None:
    page = sends(ann, "/campaigns/new", "edit", template_name="summer").get_data(as_text=True)
    assert 'value="summer"' in page


def test_it_is_paused_resumed_and_stopped_after_a_question(ann: Any) -> None:
    campaign = factories.make_campaign([factories.make_contact("Dora")])
    path = f"/campaigns/{campaign.id}"
    for verb, state in (("pause", "paused"), ("resume", "running")):
        assert ann.submits(f"{path}/{verb}", path).location == path
        assert f">{state}</span>" in ann.sees(path)
    assert "have not got" in ann.sees(f"{path}/stop")
    assert "Stopped." in ann.client.get(ann.submits(f"{path}/stop", path).location).text
    assert "nothing is left to stop" in ann.sees(f"{path}/stop")
    assert ann.submits(f"{path}/pause", path).status_code == 303


def test_results_are_filtered_and_a_file(ann: Any) -> None:
    names = ("Dora", "<b>Emil</b>")
    campaign = factories.make_campaign([factories.make_contact(one) for one in names])
    path = f"/campaigns/{campaign.id}"
    assert "&lt;b&gt;Emil" in ann.sees(f"{path}?state=pending")
    assert "Nobody whose message is read" in ann.sees(f"{path}?state=read")
    assert "Dora" in ann.sees(f"{path}?state=nonsense")
    answer = ann.open(f"{path}/recipients.csv?state=pending")
    assert answer.mimetype == "text/csv"
    assert answer.text.count("pending") == 2


def test_its_parts_are_sent_when_they_changed(ann: Any) -> None:
    campaign = factories.make_campaign([factories.make_contact("Dora")])
    for part in (f"/campaigns/{campaign.id}/progress", "/campaigns/list"):
        assert f'data-live="{part}' in ann.sees(re.sub("/(progress|list)$", "", part))
        tag = ann.open(part).headers["ETag"]
        assert ann.client.get(part, headers={"If-None-Match": tag}).status_code == 304


def test_who_does_not_manage_finds_no_campaigns(browser_of: Any, database: None) -> None:
    bob: Agent = factories.make_agent("Bob", password=factories.PASSWORD)
    browser = browser_of(bob)
    assert "/campaigns" not in browser.sees("/")
    assert browser.open("/campaigns/new").status_code == 403


def test_contacts_lead_to_a_message_an_export_and_an_import_by_their_filter(ann: Any) -> None:
    page = ann.sees("/contacts?state=CLIENT")
    for address in ("/campaigns/new?state=CLIENT", "/contacts/export?state=CLIENT"):
        assert f'href="{address}"' in page
    assert 'href="/contacts/import"' in page


def test_those_who_were_ticked_get_a_message(ann: Any) -> None:
    dora, emil = factories.make_contact("Dora"), factories.make_contact("Emil")
    answer = ann.open(f"/contacts/selected?do=message&pick={dora.id}&state=CLIENT")
    assert answer.location == f"/campaigns/new?id={dora.id}"
    assert sends(ann, answer.location, "start").status_code == 303
    assert [one.contact_id for one in CampaignRecipient.select()] == [dora.id] != [emil.id]

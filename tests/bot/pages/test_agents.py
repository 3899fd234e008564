"""Agents at the settings' pages: who is here, adding and changing them, hours, leave, leaving. R5,
X1, X2, X3, A6."""

from datetime import date
from typing import Any

import pytest

from models.agents.agent import Agent, Leave, Role
from models.contact import Contact
from tests import factories

PLAIN = {"capacity": "", "weight": "1", "whatsapp": "", "timezone": ""}
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def browser(browser_of: Any, ann: Agent) -> Any:
    return browser_of(ann)


@pytest.fixture
def bob(database: None) -> Agent:
    return factories.make_agent("Bob", password=factories.PASSWORD)


def fields_of(agent: Agent, **changed: str) -> dict[str, str]:
    own = {"name": agent.name, "email": agent.email, "role": agent.role.value}
    return PLAIN | own | changed


def test_the_table_says_who_is_here_and_how_much_they_have(browser: Any, bob: Agent) -> None:
    """X1, X3, R5."""
    factories.make_agent("Cid", available=False)
    factories.make_agent("Eve", active=False)
    factories.make_agent(EVIL)
    factories.make_team("Menswear", [bob])
    Agent.update(capacity=2).where(Agent.id == bob.id).execute()
    factories.make_contact(owner=bob)
    factories.make_contact(owner=bob)
    page = " ".join(browser.sees("/settings/agents").split())
    assert "Menswear" in page
    assert '>2</a> <span class="soft">of 2</span> <span class="chip chip-odd">full' in page
    assert '<span class="chip chip-odd">away' in page
    assert "has left" in page
    assert EVIL not in page


def test_an_agent_is_added_and_signs_in(browser: Any, ann: Agent, app: Any) -> None:
    words = {"name": "Tom", "email": "tom@example.org", "role": "sales_agent", "password": "p" * 10}
    answer = browser.submits("/settings/agents/add", "/settings/agents/add", **PLAIN | words)
    assert answer.location == "/settings/agents"
    assert "Tom works here now" in browser.sees("/settings/agents")
    assert type(browser)(app.test_client()).signs_in("tom@example.org", "p" * 10).location == "/"


def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(browser: Any, bob: Agent) -> None:
    words = {"name": EVIL, "email": "no address", "role": "sales_agent", "weight": "99"}
    answer = browser.submits("/settings/agents/add", "/settings/agents/add", **PLAIN | words)
    assert answer.status_code == 422
    assert "give a whole number from 1 to 10" in answer.text
    assert 'value="no address"' in answer.text
    assert EVIL not in answer.text
    assert Agent.select().count() == 2


def test_an_agent_is_changed_and_an_empty_password_stays(browser: Any, bob: Agent) -> None:
    path = f"/settings/agents/{bob.id}"
    changed = fields_of(bob, name="Robert", capacity="7", timezone="Asia/Tokyo", password="")
    assert browser.submits(path, path, **changed).location == "/settings/agents"
    kept = Agent.get_by_id(bob.id)
    assert (kept.name, kept.capacity, kept.timezone) == ("Robert", 7, "Asia/Tokyo")
    assert kept.password_hash == bob.password_hash


def test_a_role_that_does_not_sell_asks_what_becomes_of_the_contacts(
    browser: Any, bob: Agent
) -> None:
    """A6: nothing of the form is lost."""
    heir = factories.make_agent("Cid")
    dora = factories.make_contact("Dora", owner=bob)
    path = f"/settings/agents/{bob.id}"
    changed = fields_of(bob, name="Robert", role="support")
    answer = browser.submits(path, path, **changed)
    assert answer.status_code == 422
    assert "Bob has 1 open contact" in answer.text
    assert 'value="Robert"' in answer.text
    assert browser.submits(path, path, **changed, contacts=heir.email).status_code == 303
    assert Agent.get_by_id(bob.id).role is Role.SUPPORT
    assert Contact.get_by_id(dora.id).owner_id == heir.id


def test_two_who_edit_the_same_do_not_overwrite_each_other(browser: Any, bob: Agent) -> None:
    path = f"/settings/agents/{bob.id}"
    answer = browser.submits(path, path, **fields_of(bob, name="Robert"), version='"old"')
    assert answer.status_code == 422
    assert Agent.get_by_id(bob.id).name == "Bob"


@pytest.mark.parametrize("fate", ["release", "keep", "cid@example.org"])
def test_who_leaves_is_asked_for_the_open_contacts(browser: Any, bob: Agent, fate: str) -> None:
    """X2."""
    cid = factories.make_agent("Cid")
    dora = factories.make_contact("Dora", owner=bob)
    path = f"/settings/agents/{bob.id}/stop"
    assert "1 open contact is theirs" in browser.sees(path)
    refused = browser.submits(path, path)
    assert refused.status_code == 422
    assert "say in `contacts`" in refused.text
    assert browser.submits(path, path, contacts=fate).location == "/settings/agents"
    assert not Agent.get_by_id(bob.id).active
    owners = {"release": None, "keep": bob.id, "cid@example.org": cid.id}
    assert Contact.get_by_id(dora.id).owner_id == owners[fate]
    browser.submits(f"/settings/agents/{bob.id}/restart", path)
    assert Agent.get_by_id(bob.id).active


def test_the_last_administrator_stays(browser: Any, ann: Agent) -> None:
    path = f"/settings/agents/{ann.id}/stop"
    answer = browser.submits(path, path)
    assert answer.status_code == 422
    assert "the last active administrator" in answer.text
    assert Agent.get_by_id(ann.id).active


def test_hours_are_set_with_several_spans_a_day(browser: Any, bob: Agent) -> None:
    """X1: midnight ends the day."""
    path = f"/settings/agents/{bob.id}/hours"
    spans = {"mon": ["09:00", "13:00", "14:00", "00:00"], "fri": ["22:00", "06:00", "", ""]}
    assert browser.submits(path, path, **spans).location == path
    hours = {"mon": [["09:00", "13:00"], ["14:00", "24:00"]], "fri": [["22:00", "06:00"]]}
    assert Agent.get_by_id(bob.id).hours == hours
    page = browser.sees(path)
    assert page.count('name="mon"') == 6, "room for one more"
    browser.submits(path, path, always="y", **spans)
    assert Agent.get_by_id(bob.id).hours is None


def test_hours_that_were_typed_count_though_always_was_left_ticked(
    browser: Any, bob: Agent
) -> None:
    path = f"/settings/agents/{bob.id}/hours"
    assert browser.submits(path, path, always="y", mon=["09:00", "17:00"]).status_code == 303
    assert Agent.get_by_id(bob.id).hours == {"mon": [["09:00", "17:00"]]}
    assert browser.submits(path, path, always="y", mon=["09:00", "17:00"]).status_code == 303
    assert Agent.get_by_id(bob.id).hours is None


def test_wrong_hours_are_said_beside_their_day_and_kept(browser: Any, bob: Agent) -> None:
    path = f"/settings/agents/{bob.id}/hours"
    answer = browser.submits(path, path, tue=["09:00", "", "14:00", "18:00"])
    assert answer.status_code == 422
    assert "start and end apart" in answer.text
    assert 'value="18:00"' in answer.text
    assert "at least one span" in browser.submits(path, path, tue=["", ""]).text
    assert Agent.get_by_id(bob.id).hours is None


def test_leave_is_noted_and_taken_back(browser: Any, bob: Agent) -> None:
    path = f"/settings/agents/{bob.id}/leave"
    browser.submits(path, path, first_day="2030-08-05", last_day="2030-08-09", reason=EVIL)
    row = Leave.get()
    assert (row.agent_id, row.last_day) == (bob.id, date(2030, 8, 9))
    page = browser.sees(path)
    assert "5 August 2030 to 9 August 2030" in page
    assert EVIL not in page
    browser.submits(f"{path}/{row.id}/cancel", path)
    assert not Leave.select().exists()


def test_only_administrators_change_agents(browser_of: Any, bob: Agent) -> None:
    """X13."""
    mia = factories.make_agent("Mia", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    manager, seller = browser_of(mia), browser_of(bob)
    assert "/settings/agents/add" not in manager.sees("/settings/agents")
    assert seller.open("/settings/agents").status_code == 403
    for path in ("add", f"{mia.id}", f"{mia.id}/hours", f"{mia.id}/leave", f"{mia.id}/stop"):
        assert manager.open(f"/settings/agents/{path}").status_code == 403
        assert seller.submits(f"/settings/agents/{path}").status_code == 403


def test_teams_are_added_changed_and_deleted(browser: Any, bob: Agent) -> None:
    """R5."""
    words = {"name": EVIL, "members": [str(bob.id)]}
    browser.submits("/settings/teams/add", "/settings/teams/add", **words)
    page = browser.sees("/settings/teams")
    assert "&lt;script&gt;" in page
    assert EVIL not in page
    team = factories.Team.get()
    path = f"/settings/teams/{team.id}"
    browser.submits(path, path, name="Menswear")
    assert factories.Team.get().members() == []
    browser.submits(f"{path}/delete", f"{path}/delete")
    assert not factories.Team.select().exists()


def test_a_team_that_rules_assign_to_stays(browser: Any, bob: Agent) -> None:
    team = factories.make_team("Menswear", [bob])
    factories.make_rule("Gentlemen", team=team)
    path = f"/settings/teams/{team.id}/delete"
    page = browser.sees(path)
    assert "rules assign to Menswear (Gentlemen)" in page
    assert "btn-danger" not in page
    assert browser.submits(path, path).status_code == 422
    assert "Gentlemen" in browser.sees("/settings/teams")


def test_a_time_zone_is_chosen_and_the_one_that_is_held_is_kept(browser: Any, bob: Agent) -> None:
    """X1."""
    path = f"/settings/agents/{bob.id}"
    page = browser.sees(path)
    assert '<option value="">The organisation&#39;s: UTC</option>' in page
    assert '<option value="Asia/Tokyo">Asia/Tokyo</option>' in page
    browser.submits(path, path, **fields_of(bob, timezone="Asia/Tokyo"))
    assert Agent.get_by_id(bob.id).timezone == "Asia/Tokyo"
    Agent.update(timezone="US/Eastern").execute()
    assert '<option selected value="US/Eastern">' in browser.sees(path)
    wrong = browser.submits(path, path, **fields_of(bob, timezone="Mars/Olympus"))
    assert (wrong.status_code, "give an IANA time zone" in wrong.text) == (422, True)
    browser.submits(path, path, **fields_of(bob, timezone=""))
    assert Agent.get_by_id(bob.id).timezone is None

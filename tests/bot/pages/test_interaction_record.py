"""One interaction's page: details, tags, posts, edit, delete. I9, S3.35 to S3.40."""

from typing import Any

import pytest

from models.agents.agent import Agent, Role
from models.contact import Contact, State
from models.interactions.interaction import Interaction, Post
from models.notices import wording
from models.notices.notification import Notification
from tests import factories


@pytest.fixture
def mia(database: None) -> Agent:
    return factories.make_agent("Mia", role=Role.SALES_AGENT, password=factories.PASSWORD)


@pytest.fixture
def dora(mia: Agent) -> Contact:
    return factories.make_contact("Dora", state=State.CLIENT)


@pytest.fixture
def visit(dora: Contact, mia: Agent) -> Interaction:
    return factories.make_interaction(dora, mia, factories.now(), note="Bring <samples>")


@pytest.fixture
def browser(browser_of: Any, mia: Agent) -> Any:
    return browser_of(mia)


def test_it_shows_what_it_is_and_what_can_be_done(browser: Any, visit: Interaction) -> None:
    page = browser.sees(f"/interactions/{visit.id}")
    for word in ("Call with Dora", "Bring &lt;samples&gt;", "More info", "Assigned to", "Open"):
        assert word in page
    for doing in ("edit", "delete", "complete", "opportunities"):
        assert f'href="/interactions/{visit.id}/{doing}' in page
    assert f'href="/interactions/new?follows={visit.id}"' in page
    assert f'href="/contacts/{visit.contact_id}/snapshot"' in page


def test_a_manager_sees_whose_it_is_beside_the_time(
    browser: Any, browser_of: Any, visit: Interaction
) -> None:
    ann = factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    assert " · Mia</span>" in browser_of(ann).sees(f"/interactions/{visit.id}")
    assert " · Mia</span>" not in browser.sees(f"/interactions/{visit.id}"), "it is one's own"


def test_who_may_not_change_it_sees_no_buttons(browser_of: Any, visit: Interaction) -> None:
    eve = factories.make_agent("Eve", role=Role.SALES_AGENT, password=factories.PASSWORD)
    browser, path = browser_of(eve), f"/interactions/{visit.id}"
    page = browser.sees(path)
    for doing in ("/edit", "/delete", "/complete", "/tag", "/opportunities"):
        assert path + doing not in page
    assert "only they and managers change it" in page
    for doing in ("/edit", "/complete", "/opportunities"):
        assert browser.open(path + doing).location == path
    assert browser.submits(f"{path}/delete", "/interactions/personal").status_code == 422
    assert Interaction.select().exists()


def test_tags_are_added_and_taken_off(browser: Any, visit: Interaction) -> None:
    path = f"/interactions/{visit.id}"
    browser.submits(f"{path}/tags", path, tag="#Autumn")
    browser.submits(f"{path}/tags", path, tag="VIP")
    page = browser.sees(path)
    assert "#Autumn" in page
    assert "#VIP" in page
    browser.submits(f"{path}/tags", path, untag="Autumn")
    assert '<span class="chip">#Autumn' not in browser.sees(path)
    assert browser.submits(f"{path}/tags", path, tag=" ").status_code == 303


def test_colleagues_post_to_it(browser: Any, visit: Interaction) -> None:
    path = f"/interactions/{visit.id}/posts"
    assert "Nobody has posted yet" in browser.sees(path)
    assert browser.submits(path, path, text="  ").status_code == 422
    answer = browser.submits(path, path, text="She <likes> navy")
    assert answer.status_code == 303
    assert "She &lt;likes&gt; navy" in browser.sees(path)
    assert Post.get().agent.name == "Mia"


def test_it_is_moved_and_said_more_of(browser: Any, visit: Interaction) -> None:
    path = f"/interactions/{visit.id}/edit"
    fields = {"day": "2030-01-31", "start": "14:30", "duration": "60", "type": "Visit"}
    same = {"purpose": "Follow-up", "assignee": "mia@example.org", "note": "Earlier"}
    assert browser.submits(path, path, **fields, **same).status_code == 303
    moved = Interaction.get()
    assert (moved.starts_at.isoformat(), moved.minutes) == ("2030-01-31T14:30:00+00:00", 60)
    assert (moved.type.name, moved.note) == ("Visit", "Earlier")


def test_what_cannot_be_saved_is_kept(browser: Any, visit: Interaction) -> None:
    path = f"/interactions/{visit.id}/edit"
    answer = browser.submits(path, path, day="", start="25:00", duration="1", note="Kept")
    assert answer.status_code == 422
    for said in ("Choose a day.", "Give a time like 09:30.", "Give 5 to 1440 minutes.", "Kept"):
        assert said in answer.text


def test_two_who_edit_it_do_not_overwrite_each_other(browser: Any, visit: Interaction) -> None:
    """X15."""
    path = f"/interactions/{visit.id}/edit"
    fields = {"day": "2030-01-31", "start": "14:30", "version": '"other"'}
    answer = browser.submits(path, path, **fields)
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile" in answer.text


def test_a_completed_one_is_not_edited_any_more(browser: Any, mia: Agent, dora: Contact) -> None:
    """S3.36."""
    held = factories.make_interaction(dora, mia, factories.now(), outcome="Successful")
    path = f"/interactions/{held.id}"
    page = browser.sees(path)
    assert f"{path}/edit" not in page
    assert f"{path}/complete" not in page
    assert f"{path}/tag" in page
    for doing in ("edit", "complete"):
        assert browser.open(f"{path}/{doing}").location == path
    assert "it cannot be edited any more" in browser.sees(path)


def test_deleting_asks_first(browser: Any, visit: Interaction) -> None:
    """S3.37."""
    path = f"/interactions/{visit.id}/delete"
    page = browser.sees(path)
    assert "Delete Call with Dora?" in page
    assert "history keeps that it was" in page
    assert Interaction.select().exists()
    assert browser.submits(path, path).location == "/interactions"
    assert not Interaction.select().exists()


def test_a_manager_who_deletes_one_is_back_at_the_colleagues_day(
    browser_of: Any, visit: Interaction, mia: Agent
) -> None:
    ann = factories.make_agent("Ann", role=Role.SALES_MANAGER, password=factories.PASSWORD)
    browser, path = browser_of(ann), f"/interactions/{visit.id}/delete"
    assert ", of Mia." in browser.sees(path)
    back = browser.submits(path, path).location.replace("%40", "@")
    assert back == f"/interactions?whose={mia.email}"


def test_who_does_not_see_the_contact_does_not_find_it(browser_of: Any, visit: Interaction) -> None:
    """A6, X13."""
    sam = factories.make_agent("Sam", role=Role.SUPPORT, password=factories.PASSWORD)
    browser, path = browser_of(sam), f"/interactions/{visit.id}"
    for doing in ("", "/posts", "/edit", "/delete", "/complete", "/opportunities"):
        assert browser.open(path + doing).status_code == 404


def test_who_looks_at_it_has_seen_what_they_were_told_of_it(
    browser: Any, mia: Agent, visit: Interaction
) -> None:
    """I1; a letter about it is read then, and nobody else's."""
    letter = wording.notice(mia, "Visit", "Visit", [], f"/interactions/{visit.id}")
    for agent in (mia, factories.make_agent("Bob")):
        Notification.create(agent=agent, key=f"test:{agent.id}", payload=letter)
    browser.sees(f"/interactions/{visit.id}")
    left = Notification.select().where(Notification.read_at.is_null())
    assert [one.agent.name for one in left] == ["Bob"]

"""A form that is sent twice acts once, and is answered alike. X15, X19."""

import html
import re
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import peewee
import pytest
from flask import Flask

from bot.pages import calling
from models.agents.agent import Agent, Role
from models.agents.api_key import ApiKey
from models.base import database
from models.campaigns.campaign import Campaign
from models.contact import Contact
from models.contact.message import Message
from models.contact.note import Note
from models.contact.privacy import remains
from models.idempotency import GONE, KeptAnswer
from models.queues.job import Job
from models.queues.outbox import OutboxItem
from models.settings.status import Status
from models.settings.tag import Tag
from tests import factories
from tests.bot.conftest import Browser
from tests.bot.pages.test_campaign_pages import TYPED

KEY = {"once": "a key of a form"}
ADDED = "Called can be used from now on."
TEMPLATES = Path("bot/templates")


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.OWNER, password=factories.PASSWORD)


@pytest.fixture
def hers(browser_of: Any, ann: Agent) -> Browser:
    browser: Browser = browser_of(ann)
    return browser


@pytest.fixture
def dora(ann: Agent) -> Contact:
    return factories.make_contact("Dora", owner=ann, email="dora@x.example", **factories.heard())


def twice(browser: Browser, path: str, **fields: Any) -> tuple[Any, Any]:
    """The same form from the same page, as a second press before the answer is there sends it."""
    first, second = (browser.submits(path, **fields, **KEY) for _ in range(2))
    assert (second.status_code, second.location) == (first.status_code, first.location)
    return first, second


def told(browser: Browser) -> str:
    return browser.sees("/settings/api-keys")


def test_each_form_has_a_key_of_its_own_each_time(hers: Browser, dora: Contact) -> None:
    page = f"/conversations/{dora.id}"
    keys = re.findall(r'name="once" value="([^"]+)"', hers.sees(page) + hers.sees(page))
    assert len(keys) > 10
    assert len(set(keys)) == len(keys)


def test_no_form_that_changes_something_comes_without_it() -> None:
    """But for signing in, and for trying out what is not saved."""
    bare = {"login.html", "workflows/try.html", "api_docs.html"}
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        posts = len(re.findall(r'<form[^>]*method="post"', text))
        brought = len(re.findall(r"\b(?:token|hidden|unforged)\(", text))
        name = path.relative_to(TEMPLATES).as_posix()
        assert name in bare or posts <= brought, name


def test_a_message_is_sent_once(hers: Browser, dora: Contact) -> None:
    twice(hers, f"/conversations/{dora.id}/messages", text="Yes, in red")
    assert Message.select().where(Message.text == "Yes, in red").count() == 1
    assert OutboxItem.select().count() == 1


def test_a_note_is_kept_once(hers: Browser, dora: Contact) -> None:
    twice(hers, f"/contacts/{dora.id}/note", text="Call her")
    assert [one.text for one in Note.select()] == ["Call her"]


def test_something_is_added_once_and_said_both_times(hers: Browser) -> None:
    twice(hers, "/settings/statuses/add", name="Called", color="#123456")
    assert Status.select().where(Status.name == "Called").count() == 1
    assert told(hers).count(ADDED) == 1  # Not once for each press.
    assert ADDED not in told(hers)
    hers.submits("/settings/statuses/add", name="Called", color="#123456", **KEY)
    assert ADDED in told(hers)


def test_a_campaign_starts_once(hers: Browser) -> None:
    factories.make_contact("Emil", state="CLIENT")
    address = "/campaigns/new?state=CLIENT"
    twice(hers, address, do="start", **TYPED | {"name": ""})
    assert Campaign.select().count() == 1


def test_a_file_is_taken_once_and_another_one_as_another(hers: Browser) -> None:
    path = "/contacts/import"
    twice_there = [
        hers.submits(path, file=(BytesIO(rows), "leads.csv"), **KEY).location  # type: ignore[arg-type]
        for rows in (b"Name\nDora\n", b"Name\nDora\n", b"Name\nEmil\n")
    ]
    assert twice_there[0] == twice_there[1] != twice_there[2]
    assert Job.select().count() == 2


def test_a_change_is_not_held_against_itself(hers: Browser) -> None:
    """The first press changed what the second one was made of."""
    path = f"/settings/statuses/{factories.make_status('Called').id}"
    [version] = re.findall(r'name="version"[^>]*value="([^"]+)"', hers.sees(path))
    first, _ = twice(hers, path, name="Met", color="#123456", version=html.unescape(version))
    assert first.status_code == 303


def test_what_is_deleted_is_deleted_once(hers: Browser) -> None:
    tag = factories.make_tag("old")
    first, _ = twice(hers, f"/settings/tags/{tag.id}/delete")
    assert first.status_code == 303
    assert Tag.select().count() == 0


def test_who_was_erased_is_erased_once(hers: Browser, dora: Contact) -> None:
    """X19: and nothing of it stays where the answer is kept."""
    first, _ = twice(hers, f"/contacts/{dora.id}/erase", word="erase", reason="asked for it")
    assert first.status_code == 303
    assert "Dora" not in KeptAnswer.get().body


def test_a_press_is_answered_that_somebody_was_quicker_than(browser_of: Any) -> None:
    """A contact that is opened again is out of Sue's sight. What she did was done."""
    sue = factories.make_agent("Sue", role=Role.SUPPORT, password=factories.PASSWORD)
    emil, browser = factories.make_contact("Emil", status="Converted"), browser_of(sue)
    path, typed = f"/contacts/{emil.id}/note", {"text": "Happy with it"}
    first = browser.submits(path, **typed, **KEY)
    Contact.update(status=factories.make_status("Open again")).execute()
    second = browser.submits(path, **typed, **KEY)
    assert (first.status_code, second.location) == (303, first.location)
    assert browser.submits(path, **typed).status_code == 404


def test_other_words_from_the_same_page_are_another_form(hers: Browser, dora: Contact) -> None:
    for text in ("Call her", "Call him"):
        assert hers.submits(f"/contacts/{dora.id}/note", text=text, **KEY).status_code == 303
    assert Note.select().count() == 2


def test_what_was_refused_may_be_sent_again(hers: Browser) -> None:
    path = "/settings/statuses/add"
    factories.make_status("Called")
    again = hers.submits(path, name="Called", color="#123456", **KEY)
    assert again.status_code == 422
    Status.update(name="Rung").where(Status.name == "Called").execute()
    assert hers.submits(path, name="Called", color="#123456", **KEY).status_code == 303


def test_keys_of_two_agents_are_two(hers: Browser, browser_of: Any, dora: Contact) -> None:
    his = browser_of(factories.make_agent("Bob", role=Role.ADMIN, password=factories.PASSWORD))
    for browser in (hers, his):
        assert browser.submits(f"/contacts/{dora.id}/note", text="Hm", **KEY).status_code == 303
    assert Note.select().count() == 2


def test_a_secret_is_shown_once(hers: Browser) -> None:
    first, second = twice(hers, "/settings/api-keys/add", name="ERP", scopes="read")
    assert ApiKey.select().count() == 1
    assert 'id="secret"' in first.text
    assert 'id="secret"' not in second.text
    assert "shown already" in second.text


def test_it_is_done_once_also_when_the_answer_got_lost(
    hers: Browser, dora: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calls behind the form are kept with what they did."""

    def lose(*args: Any, **answer: Any) -> None:
        raise peewee.OperationalError("the server went away")

    monkeypatch.setattr(KeptAnswer, "conclude", lose)
    twice(hers, f"/contacts/{dora.id}/note", text="Call her")
    assert Note.select().count() == 1


def test_no_more_is_kept_than_is_needed(hers: Browser, dora: Contact) -> None:
    hers.submits(f"/contacts/{dora.id}/tag", tag="VIP", **KEY)
    [kept] = KeptAnswer.select()
    assert (kept.contact, kept.status, kept.api_key_id) == (dora.id, 303, None)
    assert "Dora" not in kept.body


def test_a_form_that_only_looks_is_kept_nowhere(hers: Browser, dora: Contact) -> None:
    hers.submits("/campaigns/new", do="preview", **TYPED, **KEY)
    assert KeptAnswer.select().count() == 0


def test_it_is_kept_for_one_who_asks_not_for_both_or_nobody(ann: Agent) -> None:
    plain = {"key": "k", "digest": "", "status": 303, "headers": {}, "body": ""}
    with pytest.raises(peewee.IntegrityError), database.atomic():
        KeptAnswer.create(**plain)
    factories.make_api_key()
    with pytest.raises(peewee.IntegrityError), database.atomic():
        KeptAnswer.create(api_key=ApiKey.get(), agent=ann, **plain)


def test_what_was_answered_of_somebody_is_forgotten_with_them(hers: Browser, dora: Contact) -> None:
    """X19: that it was done stays known."""
    hers.submits(f"/contacts/{dora.id}/note", text="Call her", **KEY)
    KeptAnswer.forget(dora.id)
    again = hers.submits(f"/contacts/{dora.id}/note", text="Call her", **KEY)
    assert (again.status_code, again.location) == (303, "/")
    assert (KeptAnswer.get().status, KeptAnswer.get().body) == (GONE, "")
    assert Note.select().count() == 1


def test_it_is_searched_for_in_addresses_too(api: Any, ann: Agent, dora: Contact) -> None:
    """X19: where a form led to may say whom somebody looked for."""
    body = '{"to": "/contacts?q=dora%40x.example", "told": []}'
    plain = {"digest": "", "status": 303, "headers": {}}
    KeptAnswer.create(agent=ann, key="theirs", body=body, **plain)
    KeptAnswer.create(agent=ann, key="other", body=body.replace("dora", "emil"), **plain)
    assert api.delete(f"/contacts/{dora.id}").status_code == 200
    while remains.search():
        pass
    kept = {one.key: one.status for one in KeptAnswer.select()}
    assert kept == {"theirs": GONE, "other": 303}


class Meeting:
    """The first call that a page makes stands still until somebody waits for its form."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.at_it, self.go_on = Event(), Event()
        self._open = calling._open
        patch.setattr(calling, "_open", self.open)

    def open(self, *call: Any, **how: Any) -> Any:
        if not self.at_it.is_set():
            self.at_it.set()
            assert self.go_on.wait(30)
        return self._open(*call, **how)

    def bring(self, first: Thread, second: Thread) -> None:
        first.start()
        assert self.at_it.wait(30)
        second.start()
        with database.connection_context():
            while second.is_alive() and not database.execute_sql(WAITING).fetchone():
                pass
        self.go_on.set()
        for one in (first, second):
            one.join()


WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"


def test_two_at_the_same_moment_are_one(
    committed: str, built: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second waits for the first, and is answered the same."""
    with database.connection_context():
        ann = factories.make_agent("Ann", password=factories.PASSWORD)
        dora = factories.make_contact("Dora", owner=ann, **factories.heard())
    path, answers = f"/conversations/{dora.id}/messages", []
    browser = Browser(built.test_client())
    browser.signs_in(ann.email)
    fields = {"csrf_token": browser.token(), "text": "Yes, in red", **KEY}
    cookie = browser.client.get_cookie("usher")
    assert cookie

    def press() -> None:
        client = built.test_client()
        client.set_cookie("usher", cookie.value)
        answers.append(client.post(path, data=fields))

    Meeting(monkeypatch).bring(Thread(target=press), Thread(target=press))
    assert [one.location for one in answers] == [f"/conversations/{dora.id}"] * 2
    with database.connection_context():
        assert Message.select().count() == 1
        assert not database.execute_sql(HELD).fetchone()


HELD = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"

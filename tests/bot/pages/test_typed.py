"""What somebody typed is not lost because the session, the form or the database went away
meanwhile. X11, X13, X15."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Response, session

from bot.app import create_app
from bot.config import Config
from bot.pages import site
from models.agents.agent import Agent, Role
from models.agents.session import Session
from models.contact.note import Note
from tests import factories

OURS = {"Sec-Fetch-Site": "same-origin"}
THEIRS = {"Sec-Fetch-Site": "cross-site"}
WORDS = 'She said "call <b>after</b> six".\r\nTwice.'


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.OWNER, password=factories.PASSWORD)


@pytest.fixture
def path(database: None) -> str:
    return f"/contacts/{factories.make_contact('Dora').id}/note"


def hidden(page: str) -> dict[str, str]:
    """The fields of a page that nobody sees, as a browser sends them."""
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    named = [
        (re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one)) for one in found
    ]
    return {name[1]: html.unescape(value[1]) for name, value in named if name and value}


def sent(browser: Any, path: str, headers: dict[str, str] = OURS, **fields: str) -> Any:
    return browser.client.post(path, data=fields, headers=headers)


def test_who_was_signed_out_signs_in_and_sends_what_they_typed(
    browser_of: Any, ann: Agent, path: str
) -> None:
    browser = browser_of(ann)
    token = browser.token()
    Session.delete().execute()
    asked = sent(browser, path, csrf_token=token, text=WORDS)
    assert asked.status_code == 401
    assert "what you typed is kept" in asked.text
    wrong = sent(browser, "/login", **hidden(asked.text), email=ann.email, password="wrong")
    assert wrong.status_code == 401
    signed_in = sent(
        browser, "/login", **hidden(wrong.text), email=ann.email, password=factories.PASSWORD
    )
    assert "call &lt;b&gt;after&lt;/b&gt; six" in signed_in.text
    form = signed_in.text[signed_in.text.index(f'action="{path}"') :]
    assert sent(browser, path, **hidden(form)).status_code == 303
    assert Note.get().text == WORDS


def test_signing_out_in_another_tab_keeps_it_too(browser_of: Any, ann: Agent, path: str) -> None:
    browser = browser_of(ann)
    token = browser.token()
    browser.submits("/logout")
    asked = sent(browser, path, csrf_token=token, text=WORDS)
    assert (asked.status_code, "kept" in hidden(asked.text)) == (401, True)


def test_a_form_from_before_the_last_login_is_sent_again_by_one_press(
    browser_of: Any, ann: Agent, path: str
) -> None:
    browser = browser_of(ann)
    asked = sent(browser, path, csrf_token="old", text=WORDS)
    assert asked.status_code == 400
    assert "before you signed in the last time" in asked.text
    assert sent(browser, path, **hidden(asked.text)).status_code == 303
    assert Note.select().count() == 1


def test_what_another_site_sends_is_not_offered(browser_of: Any, ann: Agent, path: str) -> None:
    browser = browser_of(ann)
    for headers in (THEIRS, {}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        asked = sent(browser, path, headers, csrf_token="forged", text="evil words")
        assert asked.status_code == 400
        assert "evil words" not in asked.text
        assert "Send it again" not in asked.text
    browser.submits("/logout")
    asked = sent(browser, path, THEIRS, csrf_token="forged", text="evil words")
    assert asked.status_code == 400
    assert hidden(asked.text) == {}


def test_what_others_sealed_is_not_offered(browser: Any, ann: Agent) -> None:
    fields = {"kept": "eyJhIjoxfQ.made.up", "email": ann.email, "password": factories.PASSWORD}
    answer = browser.submits("/login", "/login", **fields)
    assert (answer.status_code, answer.location) == (303, "/")


def test_passwords_are_kept_nowhere(browser_of: Any, ann: Agent) -> None:
    browser = browser_of(ann)
    fields = {"current_password": "hunter2", "password": "hunter3", "again": "hunter3"}
    asked = sent(browser, "/me/password", csrf_token="old", **fields)
    assert (asked.status_code, "hunter" in asked.text) == (400, False)
    browser.submits("/logout")
    asked = sent(browser, "/me/password", csrf_token="old", **fields)
    assert (asked.status_code, hidden(asked.text).get("kept")) == (401, "")


def test_what_was_typed_about_something_deleted_can_still_be_read(
    browser_of: Any, ann: Agent
) -> None:
    browser = browser_of(ann)
    asked = sent(browser, "/contacts/999/note", csrf_token=browser.token(), text=WORDS)
    assert asked.status_code == 404
    assert "here is no contact 999" in asked.text
    assert "call &lt;b&gt;after&lt;/b&gt; six" in asked.text
    assert "Send it again" not in asked.text


def test_too_much_is_not_kept(browser_of: Any, ann: Agent, path: str) -> None:
    asked = sent(browser_of(ann), path, csrf_token="old", text="x" * 300_000)
    assert (asked.status_code, "Send it again" in asked.text) == (400, False)
    assert len(asked.text) < 10_000


@pytest.fixture
def away(config: Config) -> Any:
    """An application whose database does not answer."""
    nobody = replace(config, database_url="postgresql://127.0.0.1:1/usher")
    return create_app(nobody, lambda queue: None).test_client()


def test_without_a_database_it_waits_in_the_page(away: Any) -> None:
    asked = away.post("/contacts/1/note", data={"text": WORDS, "csrf_token": "x"}, headers=OURS)
    assert asked.status_code == 503
    assert hidden(asked.text)["text"] == WORDS
    assert hidden(asked.text)["csrf_token"] not in {"", "x"}
    assert "Send it again" in asked.text
    asked = away.post("/contacts/1/note", data={"text": WORDS}, headers=THEIRS)
    assert "Send it again" not in asked.text


def test_without_a_database_a_page_is_tried_again(away: Any) -> None:
    assert 'href="/contacts?q=a&amp;page=2">Try again' in away.get("/contacts?q=a&page=2").text
    assert "evil" not in away.get("//evil.example/x").text


def test_the_api_s_documentation_is_a_page_also_without_a_database(away: Any) -> None:
    answer = away.get("/api/v1/docs")
    assert answer.mimetype == "text/html"
    assert answer.status_code == 200 or 'href="/api/v1/docs">Try again' in answer.text
    assert away.get("/api/v1/contacts").mimetype == "application/problem+json"


def test_what_is_told_after_a_press_always_fits_into_the_cookie(app: Flask) -> None:
    with app.test_request_context():
        session["_flashes"] = [("success", f"👩‍👩‍👧 {n} is saved." * 900) for n in range(20)]
        site.cut_short_what_is_told(Response())
        signer = app.session_interface.get_signing_serializer(app)
        assert len(signer.dumps(dict(session))) < 3500

"""Every form of every page is guarded: by its token, by the login, by the role, as bot/access/
says. A new one is tested without being named. X13, X8."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from bot.access import TABLE
from models.agents.agent import Agent, Role
from models.audit.entry import AuditEntry
from models.contact.event import Event
from tests import factories
from tests.bot.conftest import application
from tests.bot.test_access import WORDS, taken_back

POSTS: dict[str, Rule] = {
    rule.endpoint: rule
    for rule in application().url_map.iter_rules()
    if rule.endpoint.startswith("pages.") and "POST" in (rule.methods or ())
}
NOBODYS = 10**6
"""An id that nothing has."""
CHANGE = {
    "pages.settings": "settings.change",
    "pages.interaction_settings": "settings.change",
}
"""Of pages that more may look at than may change what they show: the API's call behind the form."""


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.OWNER, password=factories.PASSWORD)


class Caller:
    """A browser that posts to any page, and stays who it is whatever the page does."""

    def __init__(self, client: FlaskClient, token: str = "") -> None:
        self._client = client
        self._cookie = getattr(client.get_cookie("usher"), "value", None)
        self._token = token

    def posts(self, endpoint: str, **fields: str) -> Any:
        if self._cookie:
            self._client.set_cookie("usher", self._cookie)
        with taken_back():
            return self._client.post(address(endpoint), data={"csrf_token": self._token, **fields})


def address(endpoint: str) -> str:
    rule = POSTS[endpoint]
    values = {name: WORDS.get(name, NOBODYS) for name in rule.arguments}
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def test_there_are_as_many_as_one_knows_of() -> None:
    assert len(POSTS) > 60


def test_no_form_is_taken_without_its_token(browser_of: Any, ann: Agent) -> None:
    """Nor with another's token."""
    browser, other = browser_of(ann), browser_of(ann)
    for token in ("", "nonsense", other.token("/")):
        caller = Caller(browser.client, token)
        answers = {name: caller.posts(name).status_code for name in POSTS}
        assert {name: code for name, code in answers.items() if code != 400} == {}


def test_a_token_in_the_address_is_none(browser_of: Any, ann: Agent) -> None:
    browser = browser_of(ann)
    answer = browser.client.post(f"/logout?csrf_token={browser.token('/')}")
    assert answer.status_code == 400


def test_nobody_changes_anything_without_a_login(browser: Any, database: None) -> None:
    """Though with a right token, which the login's page gives to everybody."""
    caller = Caller(browser.client, browser.token("/login"))
    before = (AuditEntry.select().count(), Event.select().count())
    answers = {name: caller.posts(name).status_code for name in POSTS if TABLE[name].who}
    assert {name: code for name, code in answers.items() if code != 401} == {}
    assert (AuditEntry.select().count(), Event.select().count()) == before


@pytest.mark.parametrize("role", Role)
def test_forms_are_taken_from_the_roles_of_their_row(browser_of: Any, role: Role) -> None:
    browser = browser_of(factories.make_agent(role=role, password=factories.PASSWORD))
    caller = Caller(browser.client, browser.token("/"))
    for name in POSTS:
        allowed = TABLE[CHANGE.get(name, name)].who
        refused = caller.posts(name).status_code == 403
        assert refused == (allowed is not None and role not in allowed), name


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_pages_take_no_other_methods(browser_of: Any, ann: Agent, app: Flask, method: str) -> None:
    client = browser_of(ann).client
    assert client.open("/settings/statuses", method=method).status_code == 405
    assert client.open("/logout", method=method).status_code == 405


def test_no_page_that_is_looked_at_changes_anything(browser_of: Any, ann: Agent) -> None:
    """A link or a picture on another site cannot do what a form does."""
    client = browser_of(ann).client
    before = (AuditEntry.select().count(), Event.select().count())
    for name, rule in POSTS.items():
        if "GET" in (rule.methods or ()):
            client.get(address(name), query_string={"csrf_token": "x", "move_to": "1"})
    assert (AuditEntry.select().count(), Event.select().count()) == before

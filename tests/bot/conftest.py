"""The web application in front of a real database, with nothing behind the bell."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.config import Config
from models.queues import bell
from tests import factories


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return configured(tmp_path_factory.mktemp("data"))


def configured(data: Path) -> Config:
    """The tables are bound by the fixture `database`; Redis is away."""
    return Config(
        database_url=None,
        redis_url=None,
        data=data,
        host="127.0.0.1",
        port=8000,
        base_url="http://usher.test",
        workers=1,
        admin_email=None,
        admin_password=None,
        api_key=None,
        secret_key="a secret of the tests",
        app_secrets=("app secret",),
        verify_token="verify",
        access_token="access",
        phone_number_ids=(factories.NUMBER,),
        api_url="http://127.0.0.1:8000/simulator/graph",
        smtp_url=None,
        mail_from="usher@usher.test",
        simulator=False,
    )


@pytest.fixture(scope="session")
def built(config: Config) -> Flask:
    """Built once: nothing of a request stays in it."""
    return application(config)


def application(config: Config | None = None) -> Flask:
    app = create_app(config or configured(Path("nowhere")), lambda queue: None)
    app.testing = True
    return app


@pytest.fixture
def rung() -> Iterator[list[str]]:
    """The queues whose bell was rung."""
    queues: list[str] = []
    bell.connect(queues.append)
    yield queues
    bell.connect(lambda queue: None)


@pytest.fixture
def app(database: None, built: Flask, rung: list[str]) -> Flask:
    return built


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Api:
    """A program that calls the API with a key."""

    def __init__(self, client: FlaskClient, key: str) -> None:
        self._client = client
        self.headers = {"Authorization": f"Bearer {key}"}

    def __getattr__(self, method: str) -> Callable[..., TestResponse]:
        """``api.get("/contacts", q="dora")``, ``api.patch("/contacts/1", json={…})``."""
        if method.startswith("_"):  # Whoever prints it looks for such methods.
            raise AttributeError(method)

        def call(path: str, *, json: Any = None, headers: Any = None, **query: Any) -> TestResponse:
            return self._client.open(
                path if path.startswith("/v1/") else f"/api/v1{path}",
                method=method.upper(),
                headers=self.headers | (headers or {}),
                **({"json": json} if json is not None else {}),
                query_string={name.replace("__", "."): value for name, value in query.items()},
            )

        return call

    def send(self, method: str, path: str, data: bytes, content_type: str) -> TestResponse:
        """A body as it is."""
        return self._client.open(
            f"/api/v1{path}",
            method=method,
            headers=self.headers,
            data=data,
            content_type=content_type,
        )

    def upload(self, path: str, form: dict[str, Any]) -> TestResponse:
        """A form with files."""
        return self._client.post(f"/api/v1{path}", headers=self.headers, data=form)


@pytest.fixture
def api(client: FlaskClient) -> Api:
    """With a key that belongs to nobody in particular: it sees everything."""
    return Api(client, factories.make_api_key())


@pytest.fixture
def api_as(client: FlaskClient) -> Callable[[Any], Api]:
    """With a key of an agent: it sees what the agent may see."""
    return lambda agent: Api(client, factories.make_api_key(agent))


class Browser:
    """Somebody at the pages, signed in or not."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str) -> TestResponse:
        return self.client.get(path)

    def sees(self, path: str) -> str:
        """The text of a page that must be there."""
        response = self.open(path)
        assert response.status_code == 200, (path, response.status_code)
        return response.get_data(as_text=True)

    def submits(self, path: str, form_page: str = "/me", **fields: str) -> TestResponse:
        """Post a form, with the token that `form_page` gave."""
        return self.client.post(path, data={"csrf_token": self.token(form_page), **fields})

    def submits_stage(self, path: str, **fields: Any) -> TestResponse:
        """Post a stage of a form, and look at the one that it leads to."""
        answer = self.submits(path, "/interactions/personal", **fields)
        return self.open(answer.location) if "?draft=" in (answer.location or "") else answer

    def token(self, form_page: str = "/me") -> str:
        """What a form of that page proves itself with."""
        page = self.client.get(form_page).get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, f"no form on {form_page}"
        return found[1]

    def signs_in(self, email: str, password: str = factories.PASSWORD) -> TestResponse:
        return self.submits("/login", "/login", email=email, password=password)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Any], Browser]:
    """A browser in which an agent made with a password is signed in."""

    def sign_in(agent: Any) -> Browser:
        browser = Browser(app.test_client())
        assert browser.signs_in(agent.email).status_code == 303
        return browser

    return sign_in


@pytest.fixture
def queries() -> Iterator[list[str]]:
    """Every SQL statement from here on."""
    seen: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(str(record.msg[0]))

    logger, listener = logging.getLogger("peewee"), Listener()
    logger.addHandler(listener)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    yield seen
    logger.setLevel(level)
    logger.removeHandler(listener)


@pytest.fixture
def hold_clock() -> Iterator[Callable[[str], None]]:
    """The clock stands at a moment, given as ISO 8601 with offset, until another one is given."""
    held: list[time_machine.travel] = []

    def hold(moment: str) -> None:
        while held:
            held.pop().stop()
        travel = time_machine.travel(datetime.fromisoformat(moment), tick=False)
        travel.start()
        held.append(travel)

    yield hold
    for travel in held:
        travel.stop()

"""A small app with the simulator and Usher's own door, and the customers that tests play."""

import shutil
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import connection
from bot.door.webhook import webhook
from bot.simulator import payloads, people
from bot.simulator.acts import act
from bot.simulator.views import simulator
from models.simulated import SimulatedCustomer

SECRET = "the-app-secret"
TOKEN = "the-access-token"
NUMBER = payloads.PHONE_NUMBER_ID
CHROMIUM = shutil.which("chromium")
Send = Callable[..., tuple[int, dict[str, Any]]]


def make_app(base_url: str = "http://usher.test", **settings: Any) -> Flask:
    app = Flask("usher")
    config = SimpleNamespace(
        app_secrets=(SECRET,),
        verify_token="verify",
        access_token=TOKEN,
        phone_number_ids=(NUMBER,),
        business_account_id=payloads.WABA_ID,
        api_url=f"{base_url}/simulator/graph",
        base_url=base_url,
        simulator=True,
    )
    app.extensions["usher"] = SimpleNamespace(config=config)
    app.config.update(settings)
    connection.close_after_request(app)
    app.register_blueprint(webhook)
    app.register_blueprint(simulator)
    return app


@pytest.fixture
def app(database: None) -> Flask:
    return make_app(TESTING=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def dora(database: None) -> SimulatedCustomer:
    """She has a phone, and has written nothing."""
    return people.everybody()[0]


@pytest.fixture
def yuki(database: None) -> SimulatedCustomer:
    """A username and no phone for the business to see."""
    return people.everybody()[3]


@pytest.fixture
def talking(dora: SimulatedCustomer, yuki: SimulatedCustomer) -> None:
    """Both wrote just now: their windows are open."""
    for customer in (dora, yuki):
        act(customer, NUMBER, {"type": "text", "text": "Hi"})


@pytest.fixture
def send(client: FlaskClient) -> Send:
    """Call the Graph API as Usher does; answers the status and the body."""

    def call(body: Any, token: str = TOKEN, number: str = NUMBER) -> tuple[int, dict[str, Any]]:
        answer = client.post(
            f"/simulator/graph/v26.0/{number}/messages",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        return answer.status_code, answer.get_json()

    return call

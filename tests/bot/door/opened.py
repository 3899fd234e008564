"""The door alone, for the tests: an application with nothing but it."""

from types import SimpleNamespace

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.door.delivery import PATH
from bot.door.webhook import webhook
from bot.whatsapp.signature import sign
from models.queues import bell
from models.queues.inbox import InboxItem

SECRET = "app-secret"
CONFIG = SimpleNamespace(
    verify_token="verify-token",
    app_secrets=(SECRET, "former-secret"),
    simulator=True,
    access_token="our token",
)


def build_door(rung: list[str]) -> Flask:
    """The bells that it rings are listed in `rung`."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.register_blueprint(webhook)
    bell.connect(rung.append)
    app.extensions["usher"] = SimpleNamespace(config=CONFIG)
    return app


def open_door(rung: list[str]) -> FlaskClient:
    return build_door(rung).test_client()


def post(door: FlaskClient, body: bytes, secret: str = SECRET, **headers: str) -> TestResponse:
    signature = {"X-Hub-Signature-256": sign(body, secret), "Content-Type": "application/json"}
    return door.post(PATH, data=body, headers=signature | headers)


def stored() -> list[str]:
    return [item.external_id for item in InboxItem.select().order_by(InboxItem.id)]

"""The door for WhatsApp: verify, split, store, acknowledge, ring. Nothing else happens here.

Meta takes 200 for "stored": so it is said after the rows are safe and never before.
"""

import hmac
from collections.abc import Sequence

import structlog
from flask import Blueprint, Flask, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import RequestEntityTooLarge

from bot import connection
from bot.door.gathering import Gathering
from bot.whatsapp.envelope import split
from bot.whatsapp.signature import holds
from models.base import database
from models.work.inbox import InboxItem, Received

PATH = "/webhooks/whatsapp"
LARGEST = 4 * 1024 * 1024
"""Bytes. Meta announces deliveries of up to 3 MB."""

webhook = Blueprint("webhook", __name__)
log = structlog.get_logger(__name__)


def door(usher: object) -> Flask:
    """The door as an application of its own: the sessions, headers and hooks that pages need would
    be a quarter of its work."""
    app = Flask(__name__, static_folder=None)
    app.extensions["usher"] = usher
    app.register_blueprint(webhook)
    return app


@webhook.record_once
def open_door(state: BlueprintSetupState) -> None:
    state.app.extensions["webhook"] = Gathering(_stored)


@webhook.get(PATH)
def shake_hands() -> Response:
    """Meta asks once, when the address is saved in its dashboard, whether we know the token."""
    token = request.args.get("hub.verify_token", "").encode()
    expected = current_app.extensions["usher"].config.verify_token.encode()
    known = bool(expected) and hmac.compare_digest(token, expected)
    if known and request.args.get("hub.mode") == "subscribe":
        return _plain(request.args.get("hub.challenge", ""))
    return _plain("the verify token does not fit WHATSAPP_VERIFY_TOKEN", 403)


@webhook.post(PATH)
def receive() -> Response:
    usher = current_app.extensions["usher"]
    if request.environ.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
        return _plain("send the body as it was signed, without an encoding", 415)
    body = _body()
    if body is None:
        return _plain(f"more than {LARGEST} bytes", 413)
    if not holds(body, request.environ.get("HTTP_X_HUB_SIGNATURE_256"), usher.config.app_secrets):
        log.warning("webhook.signature_refused", bytes=len(body))
        return _plain("the signature does not fit WHATSAPP_APP_SECRET", 401)
    if not current_app.extensions["webhook"].put(split(body)):
        return _plain("the database is away: send it again", 503)
    usher.ring("inbox")
    return _plain("OK")


def _body() -> bytes | None:
    """The bytes as they came; None when they are too many, announced or not."""
    # One byte more, because a body without an announced length is cut there, not refused.
    request.max_content_length = LARGEST + 1
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return None
    return body if len(body) <= LARGEST else None


def _stored(items: Sequence[Received]) -> bool:
    try:
        _store(items)
    except connection.AWAY:
        return _stored_afresh(items)
    return True


def _stored_afresh(items: Sequence[Received]) -> bool:
    """After PostgreSQL was restarted the pool is full of dead connections: drop them, try once."""
    connection.drop()
    try:
        _store(items)
    except connection.AWAY as error:
        log.error("webhook.database_away", error=type(error).__name__, items=len(items))
        return False
    return True


def _store(items: Sequence[Received]) -> None:
    opened = database.connect(reuse_if_open=True)
    try:
        InboxItem.receive(items)
    finally:
        if opened:
            database.close()


def _plain(text: str, status: int = 200) -> Response:
    return Response(text, status, mimetype="text/plain")

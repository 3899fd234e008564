"""The door for WhatsApp as Flask knows it: the handshake, and deliveries under any WSGI server.

`usher web` takes deliveries at the entrance instead, about twice as fast. The POST stands in both,
step for step: one awaits the body and shares its INSERT, the other blocks for both. What is judged
and said in each step is written once, in delivery.py.
"""

import hmac

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from bot.door import delivery
from bot.door.delivery import Answer
from bot.door.storing import store
from bot.whatsapp.envelope import split
from models.queues import bell

webhook = Blueprint("webhook", __name__)


def door(usher: object) -> Flask:
    """The door as an application of its own: the sessions, headers and hooks that pages need would
    be a quarter of its work."""
    app = Flask(__name__, static_folder=None)
    app.extensions["usher"] = usher
    app.register_blueprint(webhook)
    return app


@webhook.get(delivery.PATH)
def shake_hands() -> Response:
    """Meta asks once, when the address is saved in its dashboard, whether we know the token."""
    token = request.args.get("hub.verify_token", "").encode()
    expected = current_app.extensions["usher"].config.verify_token.encode()
    known = bool(expected) and hmac.compare_digest(token, expected)
    if known and request.args.get("hub.mode") == "subscribe":
        return _plain(Answer(200, request.args.get("hub.challenge", "")))
    return _plain(Answer(403, "the verify token does not fit WHATSAPP_VERIFY_TOKEN"))


@webhook.post(delivery.PATH)
def receive() -> Response:
    """A delivery of Meta. Each step has its name in `entrance.Entrance._take`; here each of them
    blocks."""
    config = current_app.extensions["usher"].config
    signature = request.headers.get("X-Hub-Signature-256", "")
    encoding = request.headers.get("Content-Encoding", "")
    refusal = delivery.refused_unread(signature, encoding, request.content_length)
    if refusal:
        return _plain(refusal)
    try:
        body = _body()
    except RequestEntityTooLarge:
        return _plain(delivery.TOO_LARGE)
    refusal = delivery.refused(body, signature, config.app_secrets)
    if refusal:
        return _plain(refusal)
    if not store(split(body)):
        return _plain(delivery.NOT_STORED)
    bell.ring(bell.Queue.INBOX)
    return _plain(delivery.STORED)


def _body() -> bytes:
    """The bytes as they came. Raises RequestEntityTooLarge."""
    # One byte more, because a body without an announced length is cut there, not refused.
    request.max_content_length = delivery.LARGEST + 1
    return request.get_data(cache=False)


def _plain(answer: Answer) -> Response:
    return Response(answer.text, answer.status, mimetype="text/plain")

"""`/v1/public/track/users/` and `/v1/public/track/events/`: what they are asked and answer is
Interakt's, what they do is `PUT /api/v1/contacts`."""

import base64
import binascii
from typing import Any

from flask import Blueprint, Response, json, request
from werkzeug.exceptions import HTTPException

from bot import connection
from bot.api.contacts.change import as_problems, meant
from bot.api.resource import admit, cause, viewer, whole
from bot.interakt.shape import EventSchema, LenientParser, TrackSchema, wish_of
from bot.problems import detail_of
from models.batch import Batch
from models.contact import Contact, entry

PREFIX = "/v1/public/"
ACCEPTED = 202

interakt = Blueprint("interakt", __name__, url_prefix=PREFIX)
parser = LenientParser()


@interakt.before_request
def open_and_admit() -> None:
    connection.open_for_request()
    admit(*_keys())


@interakt.post("/track/users/", strict_slashes=False)
@whole
@parser.use_args(TrackSchema(), location="json")
def users(asked: dict[str, Any]) -> tuple[Response, int]:
    """Change the contact that is meant, or add it: traits are set, tags are added."""
    contact, new = _tracked(asked)
    return _accepted(f"Customer with {contact} {'created' if new else 'updated'} successfully")


@interakt.post("/track/events/", strict_slashes=False)
@whole
@parser.use_args(EventSchema(), location="json")
def events(asked: dict[str, Any]) -> tuple[Response, int]:
    """The same, and the timeline tells that it happened."""
    contact, _ = _tracked(asked, asked["event"])
    return _accepted(f"Event for customer with {contact} recorded successfully")


def answer(error: HTTPException) -> Response:
    """An error in Interakt's shape, which has one status for whatever is wrong in a body."""
    status = 400 if error.code == 422 else error.code or 500
    response = _json({"result": False, "message": detail_of(error)}, status)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _tracked(asked: dict[str, Any], event: str | None = None) -> tuple[int, bool]:
    """The contact's id, and whether it is new."""
    wish = wish_of(asked)

    def work(batch: Batch) -> tuple[Contact, bool]:
        contact, new = entry.put(batch, meant(wish), viewer())
        if event is not None:
            contact.record("contact.tracked", event=event, traits=wish.get("traits", {}))
        return contact, new

    with as_problems():
        contact, new = entry.found_or_made(cause(), work)
    return contact.id, new


def _accepted(message: str) -> tuple[Response, int]:
    return _json({"result": True, "message": message}, ACCEPTED), ACCEPTED


def _json(body: dict[str, Any], status: int) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")


def _keys() -> list[str]:
    """What may be the key: Interakt shows its key as base64 of ``KEY:``, and its clients send that
    as it is, or encode what they were given."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() == "bearer":
        return [token]
    return [token, *_decoded(token)] if scheme.lower() == "basic" else []


def _decoded(token: str) -> list[str]:
    try:
        text = base64.b64decode(token, validate=True).decode()
    except (binascii.Error, ValueError):
        return []
    return [text.partition(":")[0]]

"""`/contacts/{id}/messages/{message}/media`: the file that a customer sent. W7."""

import re
import threading
from collections.abc import Iterator

from flask import Response, current_app, request

from bot.api.contact_reach import visible_card
from bot.api.resource import Resource
from bot.problems import Problem
from bot.whatsapp import media as whatsapp
from models.contact.message import Message

SHOWN = {
    *("image/jpeg", "image/png", "image/webp", "image/gif"),
    *("audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav"),
    *("video/mp4", "video/3gpp", "video/webm"),
}
"""What browsers show or play without running anything in it; everything else is to be saved."""
AT_ONCE = threading.BoundedSemaphore(8)
"""Files that are fetched at a time: each holds a thread while WhatsApp is waited for."""

PART = re.compile(r"bytes=(\d{1,12}-\d{0,12}|-\d{1,12})")
"""One part of a file, as players ask for it when somebody skips."""

media = Resource("media", __name__, description="Files that customers sent")


@media.get("/contacts/<id:id>/messages/<id:message>/media")
@media.response(200, {"type": "string", "format": "binary"}, content_type="*/*")
@media.alt_response(206, description="The part that was asked for")
@media.alt_response(416, description="The file is shorter than that")
def show(id: int, message: int) -> Response:
    """The picture, voice message, video or document, from WhatsApp, which keeps it for a week. A
    `Range` of bytes is answered with that part."""
    visible_card(id)
    found = Message.get_or_none(Message.id == message, Message.contact == id)
    content = (found.content or {}) if found else {}
    if found is None or not content.get("media_id") or found.revoked_at:
        raise Problem(404, f"there is no file with message {message} of this contact")
    file = _fetched(str(content["media_id"]), str(found.number))
    return _answer(file, str(content.get("filename") or f"{found.type}-{message}"))


def _fetched(media_id: str, number: str) -> whatsapp.File:
    config = current_app.extensions["usher"].config
    if not AT_ONCE.acquire(timeout=2):
        raise _away("many files are fetched at the moment")
    try:
        return whatsapp.fetch(config.api_url, config.access_token, media_id, number, _part())
    except whatsapp.NoSuchPart:
        raise Problem(416, "this file is shorter than that: ask for another part") from None
    except whatsapp.Gone:
        raise Problem(
            404, "WhatsApp does not keep this file any more: ask them to send it again"
        ) from None
    except whatsapp.Away as error:
        raise _away(str(error)) from None
    finally:
        AT_ONCE.release()


def _part() -> str | None:
    """Several parts at once, and what is none, are answered with all of it."""
    asked = request.headers.get("Range", "").replace(" ", "")
    return asked if PART.fullmatch(asked) else None


def _away(reason: str) -> Problem:
    return Problem(503, f"{reason}: try again shortly", headers={"Retry-After": "5"})


def _answer(file: whatsapp.File, name: str) -> Response:
    """A stranger's file is shown as what it says it is only where that can do no harm."""
    kind = file.mime.partition(";")[0].strip().lower()
    plays = kind in SHOWN
    response = Response(_closed(file.pieces), mimetype=kind if plays else None)
    if not plays:
        response.content_type = "application/octet-stream"
    response.headers.set(
        "Content-Disposition", "inline" if plays else "attachment", filename=_plain(name)
    )
    if file.size is not None:
        response.headers["Content-Length"] = str(file.size)
    response.headers["Accept-Ranges"] = "bytes"
    if file.part is not None:
        response.status_code = 206
        response.headers["Content-Range"] = file.part[:100]
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def _closed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """As a generator, which is closed with the answer."""
    yield from pieces


def _plain(name: str) -> str:
    """A name that no header and no file system takes for something else."""
    kept = "".join(char for char in name if char.isprintable() and char not in '/\\:*?"<>|')
    return kept.strip(" .")[:150] or "file"

"""`/contacts/{id}/messages/{message}/media`: the file that a customer sent, or we. W7."""

import re
import threading
from collections.abc import Iterator
from typing import Any

from flask import Response, current_app, request

from bot.api.contacts.reach import visible_card
from bot.api.resource import Resource
from bot.problems import Problem
from bot.whatsapp import media as whatsapp
from models.contact.attachment import Attachment
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

media = Resource("media", __name__, description="Files of conversations")


@media.get("/contacts/<id:id>/messages/<id:message>/media")
@media.response(200, {"type": "string", "format": "binary"}, content_type="*/*")
@media.alt_response(206, description="The part that was asked for")
@media.alt_response(416, description="The file is shorter than that")
def show(id: int, message: int) -> Response:
    """The picture, voice message, video or document, from WhatsApp, which keeps it for a week; what
    we attached, for a month. A `Range` of bytes is answered with that part."""
    visible_card(id)
    found = Message.get_or_none(Message.id == message, Message.contact == id)
    content = (found.content or {}) if found else {}
    if found is None or not (content.keys() & {"media_id", "attached"}) or found.revoked_at:
        raise Problem(404, f"there is no file with message {message} of this contact")
    attached = content.get("attached") or {}
    name = content.get("filename") or attached.get("name") or f"{found.type}-{message}"
    return _answer(_file(found, content), str(name))


def _file(message: Message, content: dict[str, Any]) -> whatsapp.File:
    """From where it is kept."""
    kept = _kept(message.id, content["attached"]["mime"]) if "attached" in content else None
    if kept is not None:
        return kept
    if not content.get("media_id"):
        raise Problem(404, "this file is not kept any more: attach it to a new message")
    return _fetched(str(content["media_id"]), str(message.number))


def _kept(message: int, mime: str) -> whatsapp.File | None:
    """What we attached, as long as we have it."""
    size = Attachment.size_of(message)
    if size is None:
        return None
    begin, end = _bounds(_part(), size)
    data = Attachment.part(message, begin, end - begin)
    told = f"bytes {begin}-{end - 1}/{size}" if _part() else None
    return whatsapp.File(mime, len(data), told, iter([data]))


def _bounds(part: str | None, size: int) -> tuple[int, int]:
    """From where to where; the end is no part of it."""
    if part is None:
        return 0, size
    first, _, last = part.removeprefix("bytes=").partition("-")
    begin = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if begin >= end:
        raise _shorter()
    return begin, end


def _fetched(media_id: str, number: str) -> whatsapp.File:
    config = current_app.extensions["usher"].config
    if not AT_ONCE.acquire(timeout=2):
        raise _away("many files are fetched at the moment")
    try:
        return whatsapp.fetch(config.api_url, config.access_token, media_id, number, _part())
    except whatsapp.NoSuchPart:
        raise _shorter() from None
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


def _shorter() -> Problem:
    return Problem(416, "this file is shorter than that: ask for another part")


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

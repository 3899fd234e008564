"""Answers that are made while they are sent, such as files of a million rows: memory stays as it
is."""

from collections.abc import Callable, Iterator
from typing import Any

import structlog
from flask import Response

from bot.pieces import gathered
from models.base import database

BROKEN_OFF = b"\r\nIt broke off here by a fault of ours: ask for it again.\r\n"

log = structlog.get_logger(__name__)


def streamed(pieces: Callable[[], Iterator[Any]], name: str, mimetype: str) -> Response:
    """A file called `name` of texts or bytes. `pieces` may ask the database."""
    response = Response(_connected(pieces), mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _connected(pieces: Callable[[], Iterator[Any]]) -> Iterator[bytes]:
    """The request's connection was given back when the view was left."""
    opened = database.connect(reuse_if_open=True)
    try:
        yield from gathered(pieces())
    except Exception:
        # The status was sent long ago: without a word it would look like a whole file.
        log.exception("answer.broken_off")
        yield BROKEN_OFF
        raise
    finally:
        if opened and not database.is_closed():
            database.close()

"""Answers that are made while they are sent, such as files of a million rows: memory stays as it
is."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response

from models.base import database


def streamed(pieces: Callable[[], Iterator[Any]], name: str, mimetype: str) -> Response:
    """A file called `name`. `pieces` may ask the database."""
    response = Response(_connected(pieces), mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _connected(pieces: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """The request's connection was given back when the view was left."""
    opened = database.connect(reuse_if_open=True)
    try:
        yield from pieces()
    finally:
        if opened and not database.is_closed():
            database.close()

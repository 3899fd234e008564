"""A table as the answer to a request: what the document says of it, and whether it can be one. Who
may have it, and that it is noted, is its view's."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import Response

from bot.api.fields import Schema, Word
from bot.exporting import files
from bot.exporting.files import Form
from bot.problems import invalid
from bot.streaming import streamed

WORKBOOK = {
    200: {
        "content": {files.MIMETYPES[Form.XLSX]: {"schema": {"type": "string", "format": "binary"}}}
    }
}


class FileSchema(Schema):
    format = Word(Form, load_default=Form.CSV.value, metadata={"description": "Of the file"})


def form_for(asked: dict[str, Any], count: int) -> Form:
    """The form that is asked for, which takes `count` rows."""
    form = Form(asked["format"])
    reason = files.why_not(form, count)
    if reason:
        raise invalid("format", reason)
    return form


def answer(
    name: str, form: Form, header: Sequence[str], rows: Callable[[], Iterator[Sequence[Any]]]
) -> Response:
    """The file, whose `rows` are read while it is sent."""
    return streamed(
        lambda: files.pieces(header, rows(), form), f"{name}.{form}", files.MIMETYPES[form]
    )

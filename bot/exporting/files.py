"""The files that a table can become, in the pieces in which they are sent or written."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from bot.sheets import csv_lines, xlsx_lines


class Form(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


MIMETYPES = {Form.CSV: csv_lines.MIMETYPE, Form.XLSX: xlsx_lines.MIMETYPE}


def pieces(header: Sequence[str], rows: Iterable[Sequence[Any]], form: Form) -> Iterator[Any]:
    """Texts or bytes."""
    written = csv_lines.file if form is Form.CSV else xlsx_lines.pieces
    return written(header, rows)


def why_not(form: Form, count: int) -> str | None:
    """Why a table of so many rows cannot become such a file."""
    if form is Form.XLSX and count > xlsx_lines.MOST_ROWS:
        return f"a sheet takes {xlsx_lines.MOST_ROWS:,} rows: export as csv, or filter"
    return None

"""CSV, line by line, so that it can be streamed however many rows there are (RFC 4180, UTF-8)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from bot.sheets.cells import written

MIMETYPE = "text/csv"
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""


def file(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A whole file, as spreadsheets open it."""
    return chain([BOM], lines(header, rows))


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The header and each row; no cell is a formula (see cells.py)."""
    for row in chain([header], rows):
        buffer = io.StringIO()
        csv.writer(buffer).writerow([written(value) for value in row])
        yield buffer.getvalue()

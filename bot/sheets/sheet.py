"""A table that somebody gave: a file of whatever kind becomes the names of its columns and its
rows, one after the other. What the columns mean is not known here."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from bot.sheets import delimited, encoding
from bot.sheets.limits import Unreadable
from bot.sheets.workbook import Workbook

ZIP, OLD_EXCEL, OPEN_DOCUMENT = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"mimetypeapplication/vnd.oasis"
LONGEST_NAME = 200

Row = tuple[int, list[Any]]
"""Its number as a spreadsheet shows it, and its cells: texts, numbers, truths."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How the file is to be read; what is None is found out."""

    encoding: str | None = None
    delimiter: str | None = None
    """A key of delimited.DELIMITERS."""
    sheet: str | None = None
    header: bool | None = None
    """Whether the first row holds the names of the columns."""


@dataclass(slots=True)
class Sheet:
    form: str
    """``csv``, ``xlsx`` or ``json``."""
    columns: list[str]
    """Each with a name of its own."""
    rows: Iterator[Row]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


def opened(file: IO[bytes], asked: Asked) -> Sheet:
    """Raises Unreadable, also while the rows are read."""
    file.seek(0)
    head = file.read(4096)
    if head.startswith(OLD_EXCEL):
        raise Unreadable("it is an old or encrypted workbook: save it as XLSX without a password")
    if head.startswith(ZIP):
        if OPEN_DOCUMENT in head:
            raise Unreadable("it is an OpenDocument table: save it as XLSX or as CSV")
        book = Workbook(file, asked.sheet)
        return _sheet(book.records(), asked, form="xlsx", sheet=book.name)
    written_in = encoding.known(asked.encoding) if asked.encoding else encoding.encoding_of(file)
    by = delimited.DELIMITERS[asked.delimiter] if asked.delimiter else None
    by = by or delimited.delimiter_of(file, written_in)
    records = delimited.records(file, written_in, by)
    names = {char: name for name, char in delimited.DELIMITERS.items()}
    return _sheet(records, asked, form="csv", encoding=written_in, delimiter=names.get(by, by))


def _sheet(records: Iterator[Row], asked: Asked, **told: Any) -> Sheet:
    first = next(records, None)
    if first is None:
        raise Unreadable("it holds no rows")
    cells = [str(one).strip() for one in first[1]]
    has_names = not any(map(_is_data, cells)) if asked.header is None else asked.header
    if has_names:
        return Sheet(columns=_named(cells), rows=records, **told)
    return Sheet(columns=_named([""] * len(cells)), rows=itertools.chain([first], records), **told)


DATA = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|\+?[0-9][0-9 ()./-]{6,}")
"""An email or a phone number: no name of a column."""


def _is_data(cell: str) -> bool:
    return DATA.fullmatch(cell) is not None


def _named(cells: list[str]) -> list[str]:
    """What has no name is called by its place, and what has another's name too."""
    names: dict[str, None] = {}
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell[:LONGEST_NAME].split()) or f"Column {place}"
        while name in names:
            name = f"{name} ({place})"
        names[name] = None
    return list(names)

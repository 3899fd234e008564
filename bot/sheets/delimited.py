"""Reading CSV of whatever delimiter, record by record: quoted cells may hold line ends."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import IO

from bot.sheets.cells import GUARD, restored
from bot.sheets.limits import LONGEST_CELL, Unreadable, check_number, check_width

DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
"""As people name them."""
LOOKED_AT = 100
"""Records by which the delimiter is found."""
SAMPLE = 256 * 1024
SAID = "sep="
"""Excel's way to say the delimiter, in a line of its own before everything else."""

Record = tuple[int, list[str]]
"""Its row in a spreadsheet, from 1, and its cells."""


def delimiter_of(file: IO[bytes], encoding: str) -> str:
    """The delimiter by which most records have the same number of cells, the more the better."""
    sample = _sample(file, encoding)
    said = _said(sample)
    if said is not None:
        return said
    return max(DELIMITERS.values(), key=lambda one: _regularity(sample, one))


def records(file: IO[bytes], encoding: str, delimiter: str) -> Iterator[Record]:
    """Every record that is not blank. Raises Unreadable."""
    text = _text(file, encoding)
    try:
        yield from _records(text, delimiter)
    except UnicodeDecodeError as error:
        wrong = f"it is not written in {encoding} ({error.reason}): tell its encoding"
        raise Unreadable(wrong) from None
    except csv.Error as error:
        reason = "a quotation mark is not closed" if "limit" in str(error) else str(error)
        raise Unreadable(f"it cannot be read as CSV ({reason}): correct it") from None
    finally:
        text.detach()


def _records(text: io.TextIOWrapper, delimiter: str) -> Iterator[Record]:
    skipped = 0
    for number, cells in enumerate(csv.reader(text, delimiter=delimiter), 1):
        if number == 1 and _said(delimiter.join(cells)) is not None:
            skipped = 1
        elif any(cells):
            check_number(number - skipped)
            check_width(number, len(cells))
            cells = [_cell(one, number) if one else one for one in cells]
            if not all(one.isspace() or not one for one in cells):
                yield number - skipped, cells


def _cell(written: str, number: int) -> str:
    """What was guarded against formulas is as it was; NUL is kept by no database."""
    if len(written) > LONGEST_CELL:
        raise Unreadable(
            f"row {number} has a cell of more than {LONGEST_CELL:,} characters: shorten it, or "
            "close the quotation mark that stands before it"
        )
    if written[0] == GUARD:
        written = restored(written)
    return written.replace("\0", "")


def _text(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    return io.TextIOWrapper(file, encoding, newline="")


def _sample(file: IO[bytes], encoding: str) -> str:
    """The first records; the last of them is whole."""
    text = _text(file, encoding)
    try:
        sample = text.read(SAMPLE)
    except UnicodeDecodeError:
        sample = ""  # It is told when the records are read.
    finally:
        text.detach()
    file.seek(0)
    return sample if len(sample) < SAMPLE else sample[: sample.rfind("\n") + 1]


def _said(text: str) -> str | None:
    head = text[: len(SAID) + 1].casefold()
    ends = text[len(SAID) + 1 :][:1] in ("", "\r", "\n")
    return text[len(SAID)] if head.startswith(SAID) and len(head) > len(SAID) and ends else None


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    """How many of the records have the usual number of cells, and that number."""
    widths = Counter(_widths(sample, delimiter))
    if not widths:
        return 0.0, 0
    width, often = max(widths.items(), key=lambda one: (one[1], one[0]))
    return (often / widths.total() if width > 1 else 0.0), width


def _widths(sample: str, delimiter: str) -> Iterator[int]:
    """Of the first records, up to one that cannot be read: that is told when all of them are."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    with suppress(csv.Error):
        for cells in islice(reader, LOOKED_AT):
            if any(cells):
                yield len(cells)

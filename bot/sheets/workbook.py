"""Reading XLSX, row by row. What is held as a whole is bounded, see package.py; entities are
refused by defusedxml, which openpyxl uses."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import IO, Any

import openpyxl
from openpyxl import DEFUSEDXML

from bot.sheets import package
from bot.sheets.cells import restored
from bot.sheets.limits import LONGEST_CELL, MOST_ROWS, Unreadable, check_number, check_width

Cell = str | int | float | bool
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes what XML cannot hold."""
ERRORS = frozenset({"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!"})
"""What stands in a cell whose formula found nothing."""
EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number."""

assert DEFUSEDXML, "openpyxl would read entities: install defusedxml"


class Workbook:
    """One sheet of a workbook."""

    def __init__(self, file: IO[bytes], wanted: str | None = None) -> None:
        package.checked(file)
        # It warns of each strange cell on standard error, with what stands in it.
        warnings.filterwarnings("ignore", module=r"openpyxl\.")
        with _told():
            self._book = openpyxl.load_workbook(
                file, read_only=True, data_only=True, keep_links=False
            )
            self.name = self._chosen(wanted)

    def records(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every row that is not blank, with its number. Raises Unreadable."""
        sheet = self._book[self.name]
        sheet.reset_dimensions()  # What a file says of its own size may be anything.
        with _told():
            # One more than may be: so that more is seen.
            rows = sheet.iter_rows(max_row=MOST_ROWS + 2, values_only=True)
            for number, values in enumerate(rows, 1):
                cells = [_cell(one, number) for one in values]
                while cells and cells[-1] == "":
                    cells.pop()
                if any(one != "" for one in cells):
                    check_number(number)
                    check_width(number, len(cells))
                    yield number, cells

    def _chosen(self, wanted: str | None) -> str:
        sheets = {one.title: one for one in self._book.worksheets}
        if wanted is not None and wanted not in sheets:
            raise Unreadable(f"it has no sheet {wanted!r}: there are {', '.join(sheets)[:300]}")
        shown = [name for name, one in sheets.items() if one.sheet_state == "visible"]
        found = wanted or next(iter(shown or sheets), None)
        if found is None:
            raise Unreadable("it has no sheet: save the table as XLSX or CSV")
        return found


@contextmanager
def _told() -> Iterator[None]:
    """A file that a stranger made may break openpyxl in any way: nothing of it is a fault of
    ours."""
    try:
        yield
    except Unreadable:
        raise
    except Exception as error:
        reason = type(error).__name__
        raise Unreadable(
            f"it is no workbook that can be read ({reason}): open it in a spreadsheet and save it "
            "anew, or as CSV"
        ) from None


def _cell(value: Any, number: int) -> Cell:
    """As JSON knows it; an empty text for nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _text(value, number)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < EXACT
        return int(value) if whole else value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _text(value: str, number: int) -> str:
    if value in ERRORS:
        return ""
    if len(value) > LONGEST_CELL:
        raise Unreadable(f"row {number} has a cell of more than {LONGEST_CELL:,} characters")
    if "_x" in value:
        value = ESCAPED.sub(_character, value)
    return restored(value).replace("\0", "")


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)

"""Reading XLSX, row by row. What is held as a whole is bounded, see package.py; openpyxl tells what
sheets there are and which numbers are days, sheet_xml.py reads the cells."""

import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import IO, Any

from openpyxl import DEFUSEDXML
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import from_excel
from openpyxl.xml.constants import SHARED_STRINGS

from bot.sheets import package, sheet_xml
from bot.sheets.cells import restored
from bot.sheets.limits import LONGEST_CELL, Unreadable
from bot.sheets.sheet_xml import Raw, shared

Cell = str | int | float | bool
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes what XML cannot hold."""
EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number."""

assert DEFUSEDXML, "openpyxl would read entities: install defusedxml"


class _Reader(ExcelReader):
    """What a table needs of a package, and nothing else: openpyxl itself would look through the
    whole sheet for its size."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, read_only=True, data_only=True, keep_links=False)
        self.read_manifest()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.texts = self._texts()
        self.sheets = {
            sheet.name: (relation.target, sheet.state == "visible")
            for sheet, relation in self.parser.find_sheets()
            if relation.target in self.valid_files and relation.Type.endswith("/worksheet")
        }
        """Where each is, and whether it is shown."""

    def _texts(self) -> list[str]:
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return []
        with self.archive.open(part.PartName[1:]) as written:
            return [_text(one) for one in sheet_xml.texts(written)]


class Workbook:
    """One sheet of a workbook."""

    def __init__(self, file: IO[bytes], wanted: str | None = None) -> None:
        package.checked(file)
        # It warns of each strange cell on standard error, with what stands in it.
        warnings.filterwarnings("ignore", module=r"openpyxl\.")
        with _as_unreadable():
            self._package = _Reader(file)
            self._book = self._package.wb
            self.name = self._chosen(wanted)

    def records(self) -> Iterator[tuple[int, list[Cell]]]:
        """Every row that is not blank, with its number. Raises Unreadable."""
        place, _ = self._package.sheets[self.name]
        with _as_unreadable(), self._package.archive.open(place) as part:
            for number, raw in sheet_xml.rows(part):
                cells = [self._cell(one) if one else "" for one in raw]
                while cells and cells[-1] == "":
                    cells.pop()
                if cells:
                    yield number, cells

    def _cell(self, raw: Raw) -> Cell:
        """As JSON knows it; an empty text for nothing, also where a formula found nothing."""
        if raw.type == "s":
            return shared(self._package.texts, raw)
        if raw.type in ("str", "inlineStr"):
            return _text(raw.text)
        if raw.type == "e":
            return ""
        if raw.type == "b":
            return raw.text.strip() in ("1", "true")
        if raw.type == "d":
            return _day(datetime.fromisoformat(raw.text))
        return self._number(raw)

    def _number(self, raw: Raw) -> Cell:
        number = float(raw.text)
        if not math.isfinite(number):
            return ""
        style = int(raw.style or 0)
        if style in self._book._date_formats:
            return self._moment(number, style in self._book._timedelta_formats)
        whole = number.is_integer() and abs(number) < EXACT
        return int(number) if whole else number

    def _moment(self, number: float, span: bool) -> Cell:
        try:
            found = from_excel(number, self._book.epoch, timedelta=span)
        except (OverflowError, ValueError):
            return ""
        return _day(found)

    def _chosen(self, wanted: str | None) -> str:
        sheets = self._package.sheets
        if wanted is not None and wanted not in sheets:
            raise Unreadable(f"it has no sheet {wanted!r}: there are {', '.join(sheets)[:300]}")
        shown = [name for name, (_, visible) in sheets.items() if visible]
        found = wanted or next(iter(shown or sheets), None)
        if found is None:
            raise Unreadable("it has no sheet: save the table as XLSX or CSV")
        return found


@contextmanager
def _as_unreadable() -> Iterator[None]:
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


def _day(found: Any) -> str:
    if isinstance(found, datetime):
        found = found.date() if found.time() == time() else found
    return str(found.isoformat()) if isinstance(found, date | time) else str(found)


def _text(value: str) -> str:
    if len(value) > LONGEST_CELL:
        raise Unreadable(f"it has a cell of more than {LONGEST_CELL:,} characters: shorten it")
    if "_x" in value:
        value = ESCAPED.sub(_character, value)
    return restored(value).replace("\0", "")


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)

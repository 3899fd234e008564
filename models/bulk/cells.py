"""What single cells mean: days, truths, lists of tags, as people and spreadsheets
write them. Pure; ValueError with the remedy for what means nothing."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from models.settings.trait import TraitKind, typed
from models.workflow.numerals import read_number
from models.workflow.yes_no import read_yes_no

LONGEST_SHOWN = 60


class DateOrder(StrEnum):
    """How days are written where the year does not come first."""

    DAY_FIRST = "DD/MM/YYYY"
    MONTH_FIRST = "MM/DD/YYYY"


FIGURES = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})\2(\d{1,4})(?:[T ].*)?")


@lru_cache(maxsize=1024)
def day(cell: str, order: DateOrder | None) -> str:
    """ISO 8601. Without `order` only what can be read in one way."""
    match = FIGURES.fullmatch(cell.strip())
    if match is None:
        raise ValueError("give a date as YYYY-MM-DD")
    first, middle, last = (int(match[place]) for place in (1, 3, 4))
    if len(match[1]) == 4:
        return _iso(first, middle, last)
    if len(match[4]) != 4:
        raise ValueError("give the year with four digits")
    if order is None and first <= 12 and middle <= 12 and first != middle:
        raise ValueError(f"say in date_format whether it is {' or '.join(DateOrder)}")
    month_first = order is DateOrder.MONTH_FIRST or (order is None and middle > 12)
    return _iso(last, *((first, middle) if month_first else (middle, first)))


def _iso(year: int, month: int, day: int) -> str:
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError("there is no such day: correct it") from None
    if not 1900 <= year <= 2200:
        raise ValueError("give a date between 1900 and 2200")
    return found.isoformat()


def truth(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    text = str(cell).strip()
    said = read_yes_no(text)
    if said is None:
        said = typed(TraitKind.BOOLEAN, text)
    return said


def value(kind: TraitKind, cell: Any, order: DateOrder | None) -> Any:
    """`cell` as a trait of this kind keeps it."""
    if kind is TraitKind.DATE:
        return typed(kind, day(str(cell), order))
    if kind is TraitKind.BOOLEAN:
        return truth(cell)
    if kind is TraitKind.NUMBER and isinstance(cell, str):
        return _number(cell)
    if isinstance(cell, bool):
        cell = "true" if cell else "false"
    return typed(kind, cell)


def _number(cell: str) -> int | float:
    """As a program writes it; else as people in many countries do."""
    try:
        found: int | float = typed(TraitKind.NUMBER, cell)
    except ValueError:
        said = read_number(cell)
        if said is None:
            raise
        found = said
    return found


SEPARATED = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^;,|\n]*))\s*(?:[;,|\n]|$)')
NEEDS_QUOTES = re.compile(r'[;,|\n"]|^\s|\s$')


def listed(cell: Any) -> list[str]:
    """The names in a cell, separated by ; , | or lines; quotation marks hold one together."""
    if isinstance(cell, list):
        return [str(one) for one in cell]
    found = []
    for quoted, plain in SEPARATED.findall(str(cell)):
        name = quoted.replace('""', '"') if quoted else plain.strip()
        if name:
            found.append(name)
    return found


def joined(names: Iterable[str]) -> str:
    """The cell from which `listed` reads the same names."""
    return "; ".join(_quoted(name) if NEEDS_QUOTES.search(name) else name for name in names)


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def shown(cell: Any) -> str:
    """A cell as a complaint names it."""
    text = " ".join(str(cell).split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"

"""Reads one date out of a typed answer. Day before month, unless only the other order exists."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from models.workflow.spelling import simplify

READ_LIMIT = 200
RELATIVE = {
    0: "today,now,hoy,hoje,aujourdhui,heute,oggi,vandaag,اليوم,आज",
    1: "tomorrow,tmrw,manana,amanha,demain,morgen,domani,غدا,कल",
    2: "day after tomorrow,the day after tomorrow,pasado manana,depois de amanha,apres demain",
    -1: "yesterday,ayer,ontem,hier,gestern,ieri,gisteren,امس",
}
DAYS = {simplify(word): days for days, words in RELATIVE.items() for word in words.split(",")}


def read_date(text: str, today: date) -> date | None:
    """The date in `text`: ISO, 31/12/2026, 31.12.26, 31 December 2026, today, tomorrow."""
    said = simplify(text[:READ_LIMIT])
    if said in DAYS:
        return _later(today, DAYS[said])
    found = set(_dates(unicodedata.normalize("NFKC", text[:READ_LIMIT]).casefold()))
    return found.pop() if len(found) == 1 else None


def _later(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
FIGURES = re.compile(r"(?<!\d)(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?!\d)")
DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ .,-]*([a-z]+)[ .,-]*(\d{4})(?!\d)"
)
MONTH_FIRST = re.compile(r"([a-z]+)[ .-]*(\d{1,2})(?:st|nd|rd|th)?[ .,]+(\d{4})(?!\d)")


def _dates(text: str) -> Iterator[date | None]:
    """Every date in `text`; None for what looks like one and is none."""
    for match in ISO.finditer(text):
        yield _day(match[1], match[3], match[4])
    for match in FIGURES.finditer(text):
        yield _day(match[4], match[3], match[1]) or _day(match[4], match[1], match[3])
    for match in DAY_FIRST.finditer(text):
        if month := _month(match[2]):
            yield _day(match[3], month, match[1])
    for match in MONTH_FIRST.finditer(text):
        if month := _month(match[1]):
            yield _day(match[3], month, match[2])


MONTHS = "january february march april may june july august september october november december"


def _month(word: str) -> int:
    """1 to 12, or 0 for what is no English month; at least three letters of it."""
    for number, name in enumerate(MONTHS.split(), 1):
        if len(word) > 2 and name.startswith(word):
            return number
    return 0


def _day(year: str, month: str | int, day: str) -> date | None:
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    try:
        made = date(full, int(month), int(day))
    except ValueError:
        return None
    return made if made.year >= 1900 else None

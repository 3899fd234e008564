"""The forms in which a fact and a condition's value meet: folded text, numbers, truths, days.

Total: values of any type are taken, and those that nothing can be compared with have no form.
"""

import math
import re
import unicodedata
from collections.abc import Hashable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

Moment = tuple[date, datetime | None]
"""A day, and the aware moment when more than the day is known."""


def fold(text: str) -> str:
    """`text` without what two spellings of a name may differ in: case, width, spacing."""
    return _folded(text) if len(text) <= SHORT else _folded.__wrapped__(text)


SHORT = 64
"""Characters of what is probably a name, which comes again and again."""


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


def parts_of(value: Any) -> Iterator[Any]:
    """The single values in `value`: a tag set or a list has many, an empty text none."""
    many = isinstance(value, list | tuple | set | frozenset)
    for part in value if many else (value,):
        if isinstance(part, str):
            if part.strip():
                yield part
        elif isinstance(part, bool | date) or number_of(part) is not None:
            yield part


def keys_of(value: Any) -> frozenset[Hashable]:
    """What `value` equals; nothing when it is not set."""
    return frozenset(key for part in parts_of(value) for key in _keys(part))


def _keys(value: Any) -> Iterator[Hashable]:
    """Text equals text and the number or truth that it spells. The keys "number" and "bool" say
    that the value was no text to begin with: the texts "007" and "7" stay two things."""
    truth, number, moment = truth_of(value), number_of(value), moment_of(value)
    if isinstance(value, str):
        yield fold(value)
    elif truth is not None:
        yield "bool", truth
    elif number is not None:
        yield "number", number
    if truth is not None:
        yield "truth", truth
    if number is not None:
        yield number
    if moment is not None:
        yield moment[0].isoformat()


def wanted_keys(value: Any) -> frozenset[Hashable]:
    """The keys of which a fact needs one to equal a condition's `value`."""
    if isinstance(value, date):
        return frozenset((value.isoformat(),))
    truth, number = truth_of(value), number_of(value)
    if not isinstance(value, str):
        keys: set[Hashable] = {number, ("truth", truth)}
    else:
        keys = {fold(value), ("number", number), ("bool", truth)}
    return frozenset(keys - {None, ("truth", None), ("number", None), ("bool", None)})


def text_of(value: Any) -> str:
    """The folded text of a value, each part of many on a line of its own."""
    return "\n".join(_text(part) for part in parts_of(value))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    number = number_of(value)
    # Python refuses to write out integers of thousands of digits.
    return repr(number) if number is not None and abs(number) < 1e300 else ""


TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


def truth_of(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return TRUTHS.get(fold(value)) if isinstance(value, str) and len(value) < 10 else None


NUMERAL = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]{1,300})?")


def number_of(value: Any) -> int | float | None:
    """The number that `value` is or plainly spells: "1500" and "-2.5", not "1,500"."""
    if isinstance(value, str):
        return _numeral(value.strip())
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Decimal):
        value = float(value) if value.is_finite() else math.nan
    return value if isinstance(value, float) and math.isfinite(value) else None


def _numeral(text: str) -> int | float | None:
    if not NUMERAL.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.,+\-Z]{2,40})?")


def moment_of(value: Any) -> Moment | None:
    """The day or moment that `value` is or spells in ISO 8601; naive moments count as UTC."""
    if isinstance(value, str):
        value = _iso(value.strip())
    if isinstance(value, datetime):
        return value.date(), value if value.tzinfo else value.replace(tzinfo=UTC)
    return (value, None) if isinstance(value, date) else None


def _iso(text: str) -> date | datetime | None:
    if not ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None

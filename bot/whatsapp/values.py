"""Foreign values made fit for us: text without what PostgreSQL refuses, ids, numbers, moments.

Whatever is of the wrong type becomes nothing, or text: none of these raises.
"""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

LONGEST_TEXT = 65_536
LONGEST_WORD = 300
DEEPEST = 6
MOST = 50
"""Members of a list or an object that are kept."""

FOUNDED = datetime(2009, 2, 24, tzinfo=UTC).timestamp()
"""Before WhatsApp there was no message."""
SKEW = timedelta(minutes=10)

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
NOT_DIGITS = re.compile(r"[^0-9]+")


def text(value: Any, limit: int = LONGEST_TEXT) -> str:
    """What a person may read of `value`; NUL and lone surrogates are marked by U+FFFD."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value[:limit])
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def word(value: Any) -> str | None:
    """An id, a name, a mark: short text, or None where there is none."""
    return None if value is None else text(value, LONGEST_WORD) or None


def link(value: Any) -> str | None:
    """An address of the web; nothing that a browser would run."""
    address = text(value, 2000)
    return address if address.lower().startswith(("http://", "https://")) else None


def phone(value: Any) -> str | None:
    """Digits with the country code; None for what cannot be a number."""
    digits = NOT_DIGITS.sub("", text(value, LONGEST_WORD))
    return digits if 5 <= len(digits) <= 20 else None


def number(value: Any) -> float | None:
    """A finite number; also one that came as text."""
    try:
        found = float(value) if isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def mappings(value: Any, most: int = MOST) -> list[dict[str, Any]]:
    """The objects in a list, or a single object where a list should stand."""
    found = value if isinstance(value, list) else [value]
    return [one for one in found[:most] if isinstance(one, dict)]


def moment(value: Any, received_at: datetime) -> datetime:
    """Unix seconds as a moment. What is no such, or absurd, is when it was received."""
    seconds = number(value)
    latest = received_at + SKEW
    if seconds is None or not FOUNDED <= seconds <= latest.timestamp():
        return received_at
    return datetime.fromtimestamp(int(seconds), UTC)


def keep(value: Any, depth: int = DEEPEST) -> Any:
    """Any JSON, made storable and small enough to show."""
    if isinstance(value, str):
        return text(value, 2000)
    if isinstance(value, dict):
        return {
            text(key, LONGEST_WORD): keep(part, depth - 1)
            for key, part in list(value.items())[:MOST]
            if depth
        }
    if isinstance(value, list):
        return [keep(part, depth - 1) for part in value[:MOST] if depth]
    return value


def present(**parts: Any) -> dict[str, Any]:
    """The parts that are there: None, empty text and empty lists are left out; False and 0 stay."""
    return {key: part for key, part in parts.items() if part not in (None, "", [], {})}

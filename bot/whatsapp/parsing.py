"""JSON from outside, read so that one strange value cannot spoil its neighbours.

Knows nothing of WhatsApp: numbers that Python or PostgreSQL would stumble over become text,
bytes that are no UTF-8 are marked, nesting without end is cut off.
"""

import json
import math
import re
from typing import Any

DEEPEST = 100
"""Levels that are kept when a text is nested beyond what the parser stands."""

LONGEST_INTEGER = 19
"""Digits. Python refuses to read integers beyond some thousand digits, PostgreSQL's end here."""

TOO_DEEP = '"(nested too deeply)"'

BRACKETS_AND_STRINGS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)


def parse(body: bytes) -> Any:
    """The value that `body` holds.

    Raises ValueError when it is no JSON, RecursionError when it is nested too deeply: then
    `parse_shallow` helps.
    """
    return _decoder.decode(_text(body))


def parse_shallow(body: bytes) -> Any:
    """As `parse`, with whatever lies deeper than `DEEPEST` levels replaced by a note."""
    return _decoder.decode(_shallow(_text(body)))


def dump(value: Any) -> str:
    """ASCII JSON: NUL and lone surrogates stay escaped, so that any database column takes it."""
    return _encode(value)


def _text(body: bytes) -> str:
    try:
        return body.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace")


def _shallow(text: str) -> str:
    kept, depth, start = [], 0, 0
    for token in BRACKETS_AND_STRINGS.finditer(text):
        if token[0] in ("{", "["):
            depth += 1
            if depth == DEEPEST + 1:
                kept.append(text[start : token.start()])
        elif token[0] in ("}", "]"):
            if depth == DEEPEST + 1:
                kept.append(TOO_DEEP)
                start = token.end()
            depth -= 1
    return "".join(kept) + text[start:]


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_INTEGER else digits


def _float(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


# Strict would refuse raw control characters in strings; NaN and its kin become their names.
_decoder = json.JSONDecoder(
    strict=False, parse_int=_integer, parse_float=_float, parse_constant=str
)
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode

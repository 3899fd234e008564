"""Turns a workflow's texts into what the contact reads: placeholders filled, neighbours merged.

Knows nothing of steps or of WhatsApp's JSON. Characters are code points.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from models.comparing import fold
from models.facts import Facts
from models.workflow.graphemes import cut_before
from models.workflow.template import VALUE_LIMIT, parts

TEXT_LIMIT = 4096
BREAK = "\n\n"
"""Between two texts that became one message."""


def fill(template: str, facts: Facts) -> str:
    """`template` with the contact's name and traits; an empty one leaves no trace.

    Raises template.TemplateError when the placeholders are malformed.
    """
    text, gap = "", False
    for part in parts(template):
        piece = _value(part.text, facts) if part.placeholder else part.text
        if part.placeholder and not piece:
            gap = True
            continue
        text, gap = _close(text, piece) if gap else text + piece, False
    return _close(text, "") if gap else text


def merge(texts: Iterable[str], limit: int = TEXT_LIMIT) -> list[str]:
    """As few messages as hold all texts in their order, each of at most `limit` characters."""
    whole = BREAK.join(text for text in texts if text)
    return [whole] if 0 < len(whole) <= limit else list(_split(whole, limit))


def _value(name: str, facts: Facts) -> str:
    key = fold(name)
    value = facts.values.get("name" if key == "name" else "trait:" + key)
    return shown(value)


def shown(value: Any) -> str:
    """A value as it stands in a text: one line, bounded, without characters that disturb others."""
    if isinstance(value, str):
        return _tame(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return _tame(", ".join(shown(part) for part in value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    try:
        return "" if value is None else _tame(str(value))
    except ValueError:  # Python refuses to write out integers of thousands of digits.
        return ""


def _tame(text: str) -> str:
    text = " ".join("".join(map(_kept, text[: VALUE_LIMIT * 4])).split())
    if len(text) <= VALUE_LIMIT:
        return text
    return text[: cut_before(text, VALUE_LIMIT - 1)].rstrip() + "…"


TURNS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Direction overrides would turn the rest of the message around."""


def _kept(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category == "Cs" or ord(char) in TURNS else char


PAIRS = {"()", "[]", "¡!", "¿?", "«»", '""', "''", "“”", "‘’", "**", "__", "~~"}
LEANING = ".,;:!?…)]»”،؟।。！？、，"
"""Marks that lean on the word before them."""
CLAUSE = " \t,;:–—-،、，"
"""What introduced the missing value and goes with it, before a stronger mark or an end."""
OPENING = re.compile(r"[ \t,;:.!?،؟]+")


def _close(left: str, right: str) -> str:
    """`left` and `right` joined where a value is missing between them, as if never meant."""
    if not left or left.endswith("\n"):
        return left + _reopened(right, drop_line=bool(left))
    stem = left.rstrip(" \t")
    if right and stem and stem[-1] + right[0] in PAIRS:
        return _close(stem[:-1], right[1:])
    if not right or right[0] in "\n" or right[0] in LEANING:
        return (stem.rstrip(CLAUSE) or stem) + right
    return stem + " " + right.lstrip(" \t") if stem != left else left + right


def _reopened(right: str, drop_line: bool) -> str:
    """`right` where it now begins a line."""
    if drop_line and right.startswith("\n"):
        return right[1:]
    begun = OPENING.sub("", right, count=1) if OPENING.match(right) else right
    first = begun[:1].upper() if begun != right else begun[:1]
    return (first if len(first) == 1 else begun[:1]) + begun[1:]


def _split(text: str, limit: int) -> Iterator[str]:
    while len(text) > limit:
        at = _boundary(text, limit)
        if text[:at].strip():
            yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text


BOUNDARIES = [re.compile(p) for p in (r"\n\s*\n", r"\n", r"[.!?…。！？][\"')\]”»]*\s+", r"\s+")]


def _boundary(text: str, limit: int) -> int:
    """Where to cut: after a paragraph, line, sentence or word of the second half, or anywhere."""
    for boundary in BOUNDARIES:
        ends = [m.end() for m in boundary.finditer(text, limit // 2, limit)]
        if ends:
            return ends[-1]
    return cut_before(text, limit)

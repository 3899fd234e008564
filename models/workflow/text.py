"""Turns a workflow's texts into what the contact reads: placeholders filled, neighbours merged.

Knows nothing of steps or of WhatsApp's JSON. Characters are code points.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from models.conditions.comparing import fold, number_of, parts_of
from models.conditions.facts import Facts
from models.workflow.graphemes import cut_before
from models.workflow.limits import TEXT_LIMIT
from models.workflow.template import VALUE_LIMIT, parts

LONGEST_NUMBER = 1e18
BREAK = "\n\n"
"""Between two texts that became one message."""


def fill(template: str, facts: Facts) -> str:
    """`template` with the contact's name and traits; an empty one leaves no trace.

    Raises template.TemplateError when the placeholders are malformed.
    """
    text, gap = "", False
    for part in parts(template):
        if not part.placeholder:
            text, gap = _close(text, part.text) if gap else text + part.text, False
        elif value := _value(part.text, facts):
            text, gap = text + value, False
        else:
            gap = True
    return (_close(text, "") if gap else text).strip()


def wordless(template: str) -> bool:
    """Whether nothing is left to read when every placeholder turns out empty."""
    return not any(unicodedata.category(char)[0] in "LNPS" for char in fill(template, Facts()))


def merge(texts: Iterable[str], limit: int = TEXT_LIMIT) -> list[str]:
    """As few messages as hold all texts in their order, each of at most `limit` characters."""
    whole = BREAK.join(text for text in texts if text)
    return [whole] if 0 < len(whole) <= limit else list(_split(whole, limit))


def _value(name: str, facts: Facts) -> str:
    """A trait called name goes before the profile's: somebody was asked for it."""
    key = fold(name)
    value = shown(facts.values.get("trait:" + key))
    return value or (shown(facts.name) if key == "name" else "")


def shown(value: Any) -> str:
    """A value as it stands in a text: one line, bounded, without characters that disturb others."""
    return _tame(", ".join(_plain(part) for part in parts_of(value)))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value[: VALUE_LIMIT * 4]
    if isinstance(value, date):
        return value.isoformat()
    number = number_of(value) or 0
    if abs(number) > LONGEST_NUMBER:
        return ""
    return str(int(number)) if number == int(number) else repr(number)


def _tame(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_kept, text))
    text = " ".join(text.split())
    if len(text) <= VALUE_LIMIT:
        return text
    return text[: cut_before(text, VALUE_LIMIT - 1)].rstrip() + "…"


TURNS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Direction overrides would turn the rest of the message around."""


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category == "Cs" or ord(char) in TURNS else char


PAIRS = {"()", "[]", "¡!", "¿?", "«»", '""', "''", "“”", "‘’", "**", "__", "~~"}  # noqa: RUF001
LEANING = "\n.,;:!?…)]»”،؟।。！？、，"  # noqa: RUF001
"""Marks that lean on the word before them."""
CLAUSE = " \t,;:–—-،、，"  # noqa: RUF001
"""What introduced the missing value and goes with it, before a stronger mark or an end."""
OPENING = re.compile(r"\A[ \t,;:.!?،؟]+")
POSSESSIVE = re.compile("\\A['\u2019]s\\b")


def _close(left: str, right: str) -> str:
    """`left` and `right` joined where a value is missing between them, as if never meant."""
    stem, right = left.rstrip(" \t"), POSSESSIVE.sub("", right)
    while right and stem and stem[-1] + right[0] in PAIRS:
        left, right = stem[:-1], right[1:]
        stem = left.rstrip(" \t")
    if not stem or stem.endswith("\n"):
        return _reopen(stem, right)
    if not right or right[0] in LEANING:
        return (stem.rstrip(CLAUSE) or stem) + right
    return stem + " " + right.lstrip(" \t") if stem != left else left + right


def _reopen(left: str, right: str) -> str:
    """`left` and `right` where `right` now begins a line."""
    if right.startswith("\n"):
        lines = max(_lines(left[::-1]), _lines(right)) if left else 0
        return left.rstrip("\n") + "\n" * lines + right.lstrip("\n")
    begun = OPENING.sub("", right)
    first = begun[:1].upper() if begun != right else begun[:1]
    return left + (first if len(first) == 1 else begun[:1]) + begun[1:]


def _lines(text: str) -> int:
    return len(text) - len(text.lstrip("\n"))


def _split(text: str, limit: int) -> Iterator[str]:
    while len(text) > limit:
        at = _boundary(text, limit)
        if text[:at].strip():
            yield text[:at].rstrip()
        text = text[at:].lstrip()
    if text:
        yield text


SENTENCE = r"[.!?…।。！？][\"')\]”»]*\s+"  # noqa: RUF001
BOUNDARIES = [re.compile(pattern) for pattern in (r"\n\s*\n", r"\n", SENTENCE, r"\s+")]


def _boundary(text: str, limit: int) -> int:
    """Where to cut: after a paragraph, line, sentence or word of the second half, or anywhere."""
    for boundary in BOUNDARIES:
        ends = [m.end() for m in boundary.finditer(text, limit // 2, limit)]
        if ends:
            return ends[-1]
    return cut_before(text, limit)

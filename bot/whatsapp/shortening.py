"""Makes text shorter without breaking what a reader takes for one character. Knows no limits."""

import unicodedata


def cut(text: str, limit: int) -> str:
    """`text` within `limit` code points, and an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and _continues(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def one_line(text: str) -> str:
    """`text` without line breaks, tabs and runs of spaces."""
    return " ".join(text.split())


def _continues(text: str, at: int) -> bool:
    """Whether the code point at `at` belongs to the grapheme before it."""
    char, before = text[at], text[at - 1]
    if before == "\u200d" or (before, char) == ("\r", "\n"):
        return True
    if _flag(char) and _flag(before):
        return _flags_before(text, at) % 2 == 1
    return unicodedata.category(char) in ("Mn", "Mc", "Me") or char in EXTENDING


def _flag(char: str) -> bool:
    """One of the letters of which two make a country's flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while at - count > 0 and _flag(text[at - count - 1]):
        count += 1
    return count


# Joiner, skin tones, the tags behind a flag's black banner, vowels and finals of Hangul.
EXTENDING = frozenset(
    "\u200d"
    + "".join(map(chr, range(0x1F3FB, 0x1F400)))
    + "".join(map(chr, range(0xE0020, 0xE0080)))
    + "".join(map(chr, range(0x1160, 0x1200)))
)

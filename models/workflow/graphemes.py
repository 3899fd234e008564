"""Where a text may be cut without tearing apart what a reader sees as one character.

The common cases of Unicode's rules: accents, emoji with joiners, skin tones and flags, Hangul.
"""

import unicodedata

JOINER = "\u200d"
LOOK_BACK = 64
"""No honest character is longer; a hostile pile of accents is cut anyway."""


def cut_before(text: str, limit: int) -> int:
    """The last place at or before `limit` where `text` may be cut."""
    if limit >= len(text):
        return len(text)
    for at in range(limit, max(limit - LOOK_BACK, 0), -1):
        if not joined(text, at):
            return at
    return limit


def joined(text: str, at: int) -> bool:
    """Whether what stands at `at` belongs to the character before it."""
    before, after = text[at - 1], text[at]
    if after.isascii():
        return before == "\r" and after == "\n"
    if before == JOINER or _extends(after):
        return True
    return _flag(after) and _flags_before(text, at) % 2 == 1


def _extends(char: str) -> bool:
    code = ord(char)
    return (
        char == JOINER
        or unicodedata.category(char).startswith("M")
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or 0x1160 <= code <= 0x11FF
    )


def _flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _flag(text[start - 1]):
        start -= 1
    return at - start

"""Compares what people type with what they were meant to type: marks ignored, slips counted."""

import re
import unicodedata

APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
IGNORED = re.compile(
    # Accents, Hebrew points, Arabic vowels and stretching, joiners, the looks of emoji, keycaps.
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u200b-\u200f\ufe00-\ufe0f\u20e3]"
)
BETWEEN = re.compile(r"[\W_]+")


def simplify(text: str) -> str:
    """`text` in small letters and digits with single spaces: no accents, marks or emoji."""
    text = APOSTROPHES.sub("", text)
    if text.isascii():
        return BETWEEN.sub(" ", text.casefold()).strip()
    text = IGNORED.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return " ".join("".join(char if _spells(char) else " " for char in text).split())


def _spells(char: str) -> bool:
    # The vowels of Indian scripts are marks of their own.
    return char.isalnum() or unicodedata.category(char).startswith("M")


def slips(one: str, other: str, most: int) -> int:
    """How many letters were missed, added, changed or swapped; `most` + 1 when more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [i, *[0] * len(other)]
        for j, wanted in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[j] = min(row[j], above[j - 2] + 1)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)

"""What changed between two texts, line by line, for people to read."""

import difflib
from collections.abc import Iterator
from typing import NamedTuple

AROUND = 3
"""Lines that stayed, shown around what changed."""
COMPARED = 3000
"""Lines that differ, at most: more takes its time, and nobody reads it."""
WIDEST = 160


class Line(NamedTuple):
    mark: str
    """``+`` new, ``-`` gone, a space for what stayed, ``…`` for what is left out."""
    text: str
    number: int | None = None
    """In the new text; of what is gone in the old one."""


def differences(old: str, new: str) -> Iterator[Line] | None:
    """None when too much of them differs."""
    before, after = old.splitlines(), new.splitlines()
    same = _alike(before, after)
    ending = _alike(before[same:][::-1], after[same:][::-1])
    if max(len(before), len(after)) - same - ending > COMPARED:
        return None
    start = max(0, same - AROUND)
    stop = max(0, ending - AROUND)
    return _told(before[start : len(before) - stop], after[start : len(after) - stop], start)


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _told(before: list[str], after: list[str], skipped: int) -> Iterator[Line]:
    groups = difflib.SequenceMatcher(None, before, after).get_grouped_opcodes(AROUND)
    for at, group in enumerate(groups):
        if at:
            yield Line("…", "")
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                yield from _lines(" ", after, new_from, new_to, skipped)
                continue
            yield from _lines("-", before, old_from, old_to, skipped)
            yield from _lines("+", after, new_from, new_to, skipped)


def _lines(mark: str, texts: list[str], start: int, stop: int, skipped: int) -> Iterator[Line]:
    for at in range(start, stop):
        text = texts[at]
        cut = text if len(text) <= WIDEST else f"{text[:WIDEST]}…"
        yield Line(mark, cut, skipped + at + 1)

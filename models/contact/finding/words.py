"""Texts as the words by which a search finds them: without case, accents and width, found by how
they begin. Pure.

Not PostgreSQL's own parser and dictionaries: those cut addresses and numbers in ways of their own,
and depend on the server's locale.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 40
"""Characters of a word that count."""
SHORTEST_END = 3
SHORTEST_NUMBER = 4
MOST_WANTED = 10
"""Words of a question that count."""
STEP = 6
"""So many characters stand for a word in scripts that put no spaces between them."""


def words(text: str) -> list[str]:
    """Every word of `text`, in order."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold())
    return [word for run in text.lower().translate(LETTERS).split() for word in _cut(run)]


def with_ends(text: str) -> Iterator[str]:
    """The words of a name or an address, and their ends: so that any part of one is found."""
    for word in words(text):
        yield word
        yield from (word[start:] for start in range(1, len(word) - SHORTEST_END + 1))


def of_number(digits: str) -> Iterator[str]:
    """A phone number and its ends: it is found by any part, with its country code or without."""
    yield digits
    yield from (digits[start:] for start in range(1, len(digits) - SHORTEST_NUMBER + 1))


def vector(found: Iterable[str]) -> str:
    """Words as PostgreSQL's tsvector."""
    return " ".join(f"'{word}'" for word in set(found))


def query(asked: str) -> str | None:
    """PostgreSQL's tsquery for texts with all words of `asked`, each by how it begins; None when
    there is no word in it. Digits with anything between them may be one phone number, too."""
    wanted = [piece for run in _runs(asked) for piece in _pieces(run)][:MOST_WANTED]
    if not wanted:
        return None
    all_of_them = " & ".join(f"'{word}':*" for word in wanted)
    number = "".join(wanted).lstrip("0")
    if number.isdigit() and [number] != wanted:
        return f"({all_of_them}) | '{number[:LONGEST]}':*"
    return all_of_them


class _Letters(dict[int, str]):
    """What becomes of each character; worked out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if 0x300 <= code <= 0x36F or 0xFE00 <= code <= 0xFE0F:
            found = ""  # An accent, now that it stands alone; a variant of a sign.
        elif kind[0] in "LMN":
            found = char
        else:
            found = f" {char} " if kind == "So" else " "
        self[code] = found
        return found


LETTERS = _Letters()
UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+)"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


def _runs(text: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKD", text.casefold()).lower()
    for run in folded.translate(LETTERS).split():
        yield from (part for part in UNSPACED.split(run) if part)


def _cut(run: str) -> Iterator[str]:
    """A word begins at each character of a script without spaces."""
    if run.isascii():
        yield run[:LONGEST]
        return
    for part in UNSPACED.split(run):
        if UNSPACED.match(part):
            yield from (part[start : start + STEP] for start in range(len(part)))
        elif part:
            yield part[:LONGEST]


def _pieces(run: str) -> Iterator[str]:
    """The other side of `_cut`: the fewest words that have all of `run`."""
    step = STEP if UNSPACED.match(run) else LONGEST
    yield from (run[start : start + step] for start in range(0, len(run), step))

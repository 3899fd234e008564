"""How wide a text stands in a drawing, and where its lines are broken. SVG does neither by itself,
and the server does not know the reader's font: it is guessed on the safe side."""

import unicodedata

WIDTHS = {
    **dict.fromkeys("ijltfI.,:;!|'()[] ", 0.34),
    **dict.fromkeys("mwMW@%—…", 0.92),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&", 0.7),
}
USUAL, WIDE = 0.57, 1.1
"""Parts of the font's size."""
LOOKED_AT = 600
"""Characters: no box has room for more."""


def width(text: str, size: float) -> float:
    return size * sum(map(_width, text))


def broken(text: str, room: float, size: float, lines: int) -> list[str]:
    """`text` in at most so many lines; what has no room any more is an ellipsis."""
    found: list[str] = []
    for word in _words(text, room, size):
        if found and width(f"{found[-1]} {word}", size) <= room:
            found[-1] += f" {word}"
        elif len(found) == lines:
            found[-1] = cut(found[-1], room, size, more=True)
            break
        else:
            found.append(word)
    return found


def cut(text: str, room: float, size: float, more: bool = False) -> str:
    """One line of it. `more`: something follows that is left out."""
    if not more and width(text, size) <= room:
        return text
    return _fitting(text, room - size * WIDTHS["…"], size).rstrip() + "…"


def _words(text: str, room: float, size: float) -> list[str]:
    """Words that are wider than the line come in pieces."""
    found = []
    for word in text[:LOOKED_AT].split():
        while width(word, size) > room:
            piece = _fitting(word, room, size)
            found.append(piece)
            word = word[len(piece) :]
        if word:
            found.append(word)
    return found


def _fitting(text: str, room: float, size: float) -> str:
    """As many characters as fit, at least one."""
    used = 0.0
    for at, char in enumerate(text):
        used += size * _width(char)
        if used > room and at:
            return text[:at]
    return text


def _width(char: str) -> float:
    known = WIDTHS.get(char)
    if known is not None:
        return known
    if unicodedata.combining(char):
        return 0
    return WIDE if unicodedata.east_asian_width(char) in "WF" else USUAL

"""The XML of a workbook's sheet and of its shared texts, read by expat as it comes: openpyxl makes
a tree of each row, in Python, which takes ten times as long. What a value means is for workbook.py.
"""

from collections.abc import Iterator, Sequence
from typing import IO, Any, NamedTuple
from xml.parsers import expat

from bot.sheets.limits import check_number, check_width

PIECE = 256 * 1024


class Raw(NamedTuple):
    """A cell as it is written."""

    type: str
    """``s`` a shared text, ``str`` and ``inlineStr`` a text, ``n`` a number, ``b`` a truth …"""
    style: str
    text: str


class Forbidden(ValueError):  # noqa: N818
    """A document type: no spreadsheet writes one, and entities are declared there."""


def texts(part: IO[bytes]) -> list[str]:
    """The shared texts, in their order."""
    found = _Texts()
    for _ in _fed(part, found):
        pass
    return found.texts


def rows(part: IO[bytes]) -> Iterator[tuple[int, list[Raw | None]]]:
    """Each row with its number and its cells; None where there is none. Numbers always rise."""
    found = _Rows()
    for _ in _fed(part, found):
        yield from found.done
        found.done.clear()


class _Handler:
    """Knows elements by their names without namespaces, which differ between programs."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._heard: list[str] = []
        self._listening = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        raise NotImplementedError

    def hear(self, data: str) -> None:
        if self._listening:
            self._heard.append(data)

    def _local(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = name.rpartition(":")[2]
        return known

    def _taken(self) -> str:
        text = "".join(self._heard)
        self._heard.clear()
        return text


class _Texts(_Handler):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._aside = False
        """In a reading aid for East Asian writing, which is no part of the text."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._local(name)
        if name == "t":
            self._listening = not self._aside
        elif name == "rPh":
            self._aside = True

    def end(self, name: str) -> None:
        name = self._local(name)
        if name == "t":
            self._listening = False
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            self.texts.append(self._taken())


class _Rows(_Handler):
    def __init__(self) -> None:
        super().__init__()
        self.done: list[tuple[int, list[Raw | None]]] = []
        self._number = 0
        self._cells: list[Raw | None] = []
        self._cell = ("n", "")
        self._place = 0
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._local(name)
        if name == "c":
            self._cell = attributes.get("t", "n"), attributes.get("s", "")
            place = attributes.get("r")
            self._place = self._column(place) if place else self._place + 1
        elif name in ("v", "t"):
            self._listening = True
        elif name == "row":
            said = attributes.get("r", "")
            after = self._number + 1
            self._number = max(int(said), after) if said.isdecimal() else after
            check_number(self._number)
            self._cells, self._place = [], -1

    def end(self, name: str) -> None:
        name = self._local(name)
        if name in ("v", "t"):
            self._listening = False
        elif name == "c":
            text = self._taken()
            if text:
                self._keep(Raw(*self._cell, text))
        elif name == "row":
            self.done.append((self._number, self._cells))

    def _keep(self, cell: Raw) -> None:
        check_width(self._number, self._place + 1)
        while len(self._cells) < self._place:
            self._cells.append(None)
        if len(self._cells) == self._place:
            self._cells.append(cell)
        else:
            self._cells[self._place] = cell

    def _column(self, place: str) -> int:
        """From 0: AB12 is 27."""
        letters = place.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            known = 0
            for letter in letters[:4].upper():
                known = known * 26 + ord(letter) - 64
            self._columns[letters] = known = known - 1
        return known


def _fed(part: IO[bytes], handler: _Handler) -> Iterator[None]:
    """Once for each piece that was read."""
    parser: Any = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.hear
    parser.StartDoctypeDeclHandler = _forbid
    while piece := part.read(PIECE):
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield


def _forbid(*declared: Any) -> None:
    raise Forbidden("a document type is declared")


def shared(strings: Sequence[str], cell: Raw) -> str:
    """The text that a cell points at."""
    place = int(cell.text)
    if place < 0:
        raise IndexError(place)
    return strings[place]

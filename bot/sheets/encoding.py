"""In which encoding the text of a file is written. What says it of itself is believed; UTF-8 is
proven; of the rest Windows-1252 is taken, unless another script is plain."""

import codecs
from typing import IO

from charset_normalizer import from_bytes

from bot.sheets.limits import Unreadable

PIECE = 256 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""In this order: UTF-32's mark begins as UTF-16's does."""
WESTERN, LATIN = "cp1252", "latin_1"
OTHERS = ["cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256"]
OTHERS += ["shift_jis", "gb18030", "big5", "cp949"]
HOLES = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that mean nothing in Windows-1252, but controls in Latin-1."""


def encoding_of(file: IO[bytes]) -> str:
    """Python's name of the encoding. The file is left at its beginning."""
    file.seek(0)
    head = file.read(PIECE)
    found = _marked(head) or _sixteen(head)
    if found is None:
        found = "utf-8" if _is_utf8(file) else _guessed(file)
    file.seek(0)
    return found


def known(name: str) -> str:
    """Python's name of the encoding that a person named. Raises Unreadable."""
    try:
        found = codecs.lookup(name)
        if found._is_text_encoding:
            return found.name
    except (LookupError, ValueError):
        pass
    raise Unreadable(f"{name!r} is no encoding: give one such as utf-8, utf-16, cp1252 or cp1250")


def _marked(head: bytes) -> str | None:
    return next((name for mark, name in MARKS if head.startswith(mark)), None)


def _sixteen(head: bytes) -> str | None:
    """UTF-16 without a mark: of Latin letters every second byte is zero."""
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = head[offset::2].count(0)
        if zeros * 5 > len(head) and head[1 - offset :: 2].count(0) * 10 < zeros:
            return name
    return None


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _guessed(file: IO[bytes]) -> str:
    telling = _telling(file)
    if telling.translate(None, HOLES) != telling and _mostly_ascii(telling):
        return LATIN
    found = from_bytes(telling, cp_isolation=[WESTERN, *OTHERS])
    names = {name for one in found for name in one.could_be_from_charset}
    best = found.best()
    return WESTERN if best is None or WESTERN in names else str(best.encoding)


def _mostly_ascii(text: bytes) -> bool:
    """As in Latin languages, where some letters have accents."""
    return sum(byte > 127 for byte in text) * 3 < sum(chr(byte).isalpha() for byte in text)


def _telling(file: IO[bytes]) -> bytes:
    """The first lines that are not ASCII."""
    file.seek(0)
    lines: list[bytes] = []
    size = 0
    while size < PIECE // 4 and (line := file.readline(PIECE)):
        if not line.isascii():
            lines.append(line)
            size += len(line)
    return b"".join(lines)

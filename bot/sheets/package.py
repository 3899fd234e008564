"""Is this ZIP a workbook that may be unpacked? Looked at before anything of it is: a few kilobytes
can unpack to more than a machine holds."""

import struct
import zipfile
from typing import IO

from bot.sheets.limits import AS_CSV, MOST_HELD, MOST_PARTS, MOST_UNPACKED, Unreadable

END, END64, LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
END_SIZE, LOCATOR_SIZE, END64_SIZE, LONGEST_COMMENT = 22, 20, 56, 65_535
LARGEST_DIRECTORY = 512 * 1024
"""Bytes of the list of parts, which is read as a whole."""
SHEETS = "xl/worksheets/"


def checked(file: IO[bytes]) -> None:
    """Raises Unreadable for what is no workbook, or too much of one. What a part's size is said to
    be is what zipfile unpacks of it at most."""
    try:
        if _directory_size(file) > LARGEST_DIRECTORY:
            raise Unreadable(f"it holds more than {MOST_PARTS} parts: {AS_CSV}")
        with zipfile.ZipFile(file) as package:
            _check_parts(package.infolist())
    except (zipfile.BadZipFile, struct.error, NotImplementedError, OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("it is damaged: open it in a spreadsheet and save it anew") from None
    finally:
        file.seek(0)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(one.startswith("xl/") for one in names):
        raise Unreadable("it is a ZIP, but no XLSX workbook: save it as XLSX or as CSV")
    if len(parts) > MOST_PARTS:
        raise Unreadable(f"it holds more than {MOST_PARTS} parts: {AS_CSV}")
    for part in parts:
        most = MOST_UNPACKED if part.filename.startswith(SHEETS) else MOST_HELD
        if part.file_size > most:
            raise Unreadable(
                f"its part {part.filename[:80]!r} is too large when unpacked: {AS_CSV}"
            )
        if part.flag_bits & 1:
            raise Unreadable("it is encrypted: save it without a password")


def _directory_size(file: IO[bytes]) -> int:
    """As the end of the file says, in the way in which zipfile reads it."""
    file.seek(0, 2)
    length = file.tell()
    file.seek(max(0, length - LONGEST_COMMENT - END_SIZE - LOCATOR_SIZE - END64_SIZE))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0:
        raise zipfile.BadZipFile
    size: int = struct.unpack_from("<L", tail, at + 12)[0]
    if tail[at - LOCATOR_SIZE : at].startswith(LOCATOR64):
        at64 = tail.rfind(END64, 0, at)
        if at64 < 0:
            raise zipfile.BadZipFile
        size = max(size if size != 2**32 - 1 else 0, struct.unpack_from("<Q", tail, at64 + 40)[0])
    return size

"""Files that commands write: whole or not at all, and never over another."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from bot.trouble import Trouble


@contextmanager
def whole(file: Path) -> Iterator[IO[bytes]]:
    """To write to; the file is there when all of it was written."""
    beginning = file.with_name(f".{file.name}.part")
    if file.exists():
        raise Trouble(f"{file} is there already; delete it, or choose another name")
    try:
        with beginning.open("xb") as written:
            yield written
        beginning.rename(file)
    except OSError as error:
        raise Trouble(f"{file} cannot be written ({error.strerror}); correct that") from None
    finally:
        with suppress(OSError):
            beginning.unlink()


def free(file: Path) -> Path:
    """`file`, or the same with a number."""
    number = 2
    found = file
    while found.exists():
        found, number = file.with_name(f"{file.stem}.{number}{file.suffix}"), number + 1
    return found

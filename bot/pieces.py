"""Small texts and bytes put together to pieces that are worth sending or packing. The whole is
never held."""

from collections.abc import Iterable, Iterator

ENOUGH = 64 * 1024
"""Bytes of a piece: each costs a turn of whoever sends or packs it."""


def gathered(parts: Iterable[str | bytes]) -> Iterator[bytes]:
    kept = bytearray()
    for part in parts:
        kept += part.encode() if isinstance(part, str) else part
        if len(kept) >= ENOUGH:
            yield bytes(kept)
            kept.clear()
    if kept:
        yield bytes(kept)

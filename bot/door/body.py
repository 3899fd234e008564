"""Reads the body of a request on the event loop, and bounds what strangers may make us hold."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

PATIENCE = 20.0
"""Seconds in which a body must have come."""
LARGE = 256 * 1024
"""Bytes from which a body is large …"""
LARGE_AT_ONCE = 16
"""… and so many of these are read at the same time; more of them wait."""


class Broken(Exception):  # noqa: N818
    """The end of a body did not come."""


class HungUp(Broken):
    """Whoever sent it went away."""


class Slow(Broken):
    """It did not come in time."""


class Reader:
    """Reads the bodies of one process."""

    def __init__(self) -> None:
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def read(
        self, headers: Iterable[tuple[bytes, bytes]], receive: Receive, most: int
    ) -> bytes:
        """The body as it came; of one with more than `most` bytes only somewhat more than these.

        Raises Slow or HungUp when its end does not come.
        """
        announced = announced_length(headers)
        if announced is not None and announced <= LARGE:
            return await _read(receive, most)
        async with self._large:
            return await _read(receive, most)


def announced_length(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """The Content-Length; 0 for a request without a body, None for one whose length nobody
    knows."""
    found = dict(headers)
    length = found.get(b"content-length", b"")
    if length.isdigit():
        return int(length)
    return None if b"transfer-encoding" in found else 0


async def _read(receive: Receive, most: int) -> bytes:
    try:
        async with asyncio.timeout(PATIENCE):
            return await _joined(receive, most)
    except TimeoutError:
        raise Slow from None


async def _joined(receive: Receive, most: int) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    parts, length = [body], len(body)
    while message.get("more_body") and length <= most:
        message = await receive()
        parts.append(message.get("body", b""))
        length += len(parts[-1])
    if message["type"] == "http.disconnect":
        raise HungUp
    return b"".join(parts)

"""Reads the body of a request on the event loop, and bounds what strangers may make us hold."""

import asyncio

from bot.door.rsgi import Exchange, ProtocolClosed

PATIENCE = 20.0
"""Seconds in which a body must have come."""
LARGE = 256 * 1024
"""Bytes from which a body is large …"""
LARGE_AT_ONCE = 16
"""… and so many of these are read at the same time; more of them wait."""


class HungUp(Exception):  # noqa: N818  (nobody is there to be told)
    """Whoever sent it went away."""


class Slow(Exception):  # noqa: N818  (theirs, not ours)
    """It did not come in time."""


class NoRoom(Exception):  # noqa: N818  (there may be some later)
    """It came, and the disk does not take it."""


class Reader:
    """Reads the bodies of one process."""

    def __init__(self) -> None:
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def read(self, length: int, exchange: Exchange) -> bytes:
        """The body, of which `length` bytes were announced. Raises Slow or HungUp."""
        if length == 0:
            return b""
        if length <= LARGE:
            return await _read(exchange)
        async with self._large:
            return await _read(exchange)


async def _read(exchange: Exchange) -> bytes:
    try:
        async with asyncio.timeout(PATIENCE):
            body: bytes = await exchange()
            return body
    except TimeoutError:
        raise Slow from None
    except ProtocolClosed:
        raise HungUp from None

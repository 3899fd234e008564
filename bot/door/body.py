"""Reads the body of a request on the event loop, and bounds what strangers may make us hold."""

import asyncio
from typing import Any

from bot.door.rsgi import Exchange, ProtocolClosed

PATIENCE = 20.0
"""Seconds in which a body must have come."""
LOOKS = 1.0
"""Seconds between two looks at who has been read for too long."""
LATE = float("inf")
"""In the place of when they began: they are told so already."""
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
    """Reads the bodies of one process.

    One look at all who are read costs less than a timer for each of them, which was a twentieth of
    what a delivery costs.
    """

    def __init__(self) -> None:
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)
        self._since: dict[asyncio.Task[Any], float] = {}
        """From when on each is read, the longest first; LATE: no longer."""
        self._watched: asyncio.AbstractEventLoop | None = None

    async def read(self, length: int, exchange: Exchange) -> bytes:
        """The body, of which `length` bytes were announced. Raises Slow or HungUp."""
        if length == 0:
            return b""
        if length <= LARGE:
            return await self._read(exchange)
        async with self._large:
            return await self._read(exchange)

    async def _read(self, exchange: Exchange) -> bytes:
        loop, me = asyncio.get_running_loop(), asyncio.current_task()
        assert me
        self._watch(loop)
        self._since[me] = loop.time()
        try:
            body: bytes = await exchange()
            return body
        except ProtocolClosed:
            raise HungUp from None
        except asyncio.CancelledError:
            if self._since[me] is not LATE:
                raise
            me.uncancel()
            raise Slow from None
        finally:
            del self._since[me]

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._watched is not loop:
            self._watched = loop
            loop.call_later(LOOKS, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Who has been read for too long is interrupted."""
        for task, since in list(self._since.items()):
            if since is LATE:
                continue
            if loop.time() - since < PATIENCE:
                break
            self._since[task] = LATE
            task.cancel()
        self._watched = None
        if self._since:
            self._watch(loop)

"""Files that are sent to us: they go to the disk while they come, never whole into memory, and only
those of callers whom we know."""

import asyncio
import hmac
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import IO

import structlog

from bot.door.body import PATIENCE, HungUp, NoRoom, Slow
from bot.door.rsgi import Exchange, ProtocolClosed, Scope
from bot.sheets.limits import LARGEST
from models.agents.api_key import ApiKey
from models.base import AWAY, database

BULK = "/contacts/bulk"
"""Behind the API's prefix."""
KEPT = f"{BULK}/files"
PAGE = "/contacts/import"
"""Where a person sends one."""
PATHS = frozenset({*(f"/api/v1{path}" for path in (BULK, f"{BULK}/guess", KEPT)), PAGE})
ATTACHING = re.compile(r"/api/v1/contacts/[0-9]{1,19}/messages")
ANSWERING = re.compile(r"/conversations/[0-9]{1,19}/messages")
"""Where a person attaches one to an answer. What is a little too large is let through, to be
refused beside its field."""
SIMULATED = re.compile(r"/simulator/graph/(v[0-9.]{1,8}/)?[0-9]{1,32}/media")
"""Where we give the stand-in for Meta one."""
MOST = LARGEST + 64 * 1024
"""Bytes: of a file, with the fields beside it."""
AT_ONCE = 4
"""So many come at the same time to one process; more of them wait."""
LONGEST = 600.0
"""Seconds in which one must have come."""
PIECE = 1024 * 1024

log = structlog.get_logger(__name__)


def brings_a_file(path: str) -> bool:
    """Whether more may come to this address than to others."""
    return path in PATHS or any(one.fullmatch(path) for one in (ATTACHING, ANSWERING, SIMULATED))


class Uploads:
    """The files of one process. `signed_in` says of cookies whether they are somebody's;
    `simulated` is our own token for the stand-in for Meta, where that is mounted."""

    def __init__(self, signed_in: Callable[[str], bool], simulated: str | None = None) -> None:
        self._signed_in = signed_in
        self._simulated = simulated
        self._coming = asyncio.Semaphore(AT_ONCE)

    async def read(self, length: int, scope: Scope, exchange: Exchange) -> IO[bytes] | None:
        """The file with the body, at its beginning; None for what is not taken: too much, or of
        strangers. Raises Slow, HungUp or NoRoom."""
        if length > MOST or not await asyncio.to_thread(self._known, scope):
            return None
        async with self._coming:
            file = _opened()
            try:
                async with asyncio.timeout(LONGEST):
                    await _write(file, length, exchange)
            except BaseException as error:
                file.close()
                raise _said(error) from None
        file.seek(0)
        return file

    def _known(self, scope: Scope) -> bool:
        if SIMULATED.fullmatch(scope.path):
            given = _token(scope).encode()
            own = self._simulated
            return own is not None and hmac.compare_digest(given, own.encode())
        try:
            with database.connection_context():
                if scope.path == PAGE or ANSWERING.fullmatch(scope.path):
                    return self._signed_in("; ".join(scope.headers.get_all("cookie")))
                return _has_key(scope)
        except AWAY:
            return False  # It is told behind the entrance.


async def _write(file: IO[bytes], length: int, exchange: Exchange) -> None:
    waiting = bytearray()
    async for piece in _patiently(exchange):
        waiting += piece
        length -= len(piece)
        if len(waiting) >= PIECE:
            await asyncio.to_thread(file.write, bytes(waiting))
            waiting.clear()
    if length > 0:
        raise HungUp
    await asyncio.to_thread(file.write, bytes(waiting))


async def _patiently(exchange: Exchange) -> AsyncIterator[bytes]:
    """The pieces, each of which must come in time."""
    # Not by anext(): what granian gives is no coroutine, and with a default it ends the process.
    pieces = exchange.__aiter__()
    while True:
        try:
            async with asyncio.timeout(PATIENCE):
                piece = await pieces.__anext__()
        except StopAsyncIteration:
            return
        yield piece


def _opened() -> IO[bytes]:
    """It is closed with the request."""
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise _said(error) from None


def _said(error: BaseException) -> BaseException:
    if isinstance(error, TimeoutError):  # It is an OSError as well.
        return Slow()
    if isinstance(error, OSError):
        log.error("upload.not_written", error=str(error))
        return NoRoom()
    return HungUp() if isinstance(error, ProtocolClosed) else error


def _has_key(scope: Scope) -> bool:
    """Whether the key is a valid one. What it may do is asked behind the entrance."""
    return ApiKey.verify(_token(scope)) is not None


def _token(scope: Scope) -> str:
    scheme, _, token = (scope.headers.get("authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""

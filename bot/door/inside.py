"""Flask behind the entrance: every request that is no delivery is a WSGI call in a thread."""

import asyncio
import io
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, NamedTuple

import structlog
from werkzeug.test import run_wsgi_app

from bot.door.body import PATIENCE
from bot.door.rsgi import Exchange, Headers, ProtocolClosed, Scope, Transport

THREADS = 16
"""Requests for pages and the API that one process answers at the same time."""
BODILESS = {"204", "304"}

log = structlog.get_logger(__name__)


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Inside:
    def __init__(self, app: Callable[..., Any], threads: int = THREADS) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads, "inside")

    async def answer(
        self, scope: Scope, length: int, body: bytes | IO[bytes], exchange: Exchange
    ) -> None:
        """Of `length` bytes that were announced `body` was read: nothing, when it is too much."""
        loop = asyncio.get_running_loop()
        environ = _environ(scope, length, body)
        answer = await loop.run_in_executor(self._threads, self._call, environ, exchange, loop)
        if answer is not None:
            exchange.response_bytes(*answer)

    def _call(
        self, environ: dict[str, Any], exchange: Exchange, loop: asyncio.AbstractEventLoop
    ) -> Answer | None:
        """None: it was sent already, piece by piece. All of it in one thread: a piece may need the
        database's connection."""
        parts, status, headers = run_wsgi_app(self._app, environ)
        told = [(name.lower(), value) for name, value in headers]
        try:
            if _is_whole(environ, status, told):
                return Answer(int(status[:3]), told, b"".join(parts))
            _Stream(exchange, loop).send(int(status[:3]), told, parts)
            return None
        finally:
            environ["wsgi.input"].close()
            getattr(parts, "close", lambda: None)()


class _Stream:
    """Sends an answer from a thread, as fast as it is read on the other side."""

    def __init__(self, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
        self._exchange, self._loop = exchange, loop

    def send(self, status: int, headers: list[tuple[str, str]], parts: Iterable[bytes]) -> None:
        """Who does not read on, or went away, gets no more of it."""
        transport = self._wait(self._begin(status, headers))
        try:
            for part in parts:
                if part:
                    self._wait(self._pass(transport, part))
        except (ProtocolClosed, TimeoutError) as error:
            log.info("request.not_read_to_its_end", reason=type(error).__name__)

    async def _begin(self, status: int, headers: list[tuple[str, str]]) -> Transport:
        return self._exchange.response_stream(status, headers)

    async def _pass(self, transport: Transport, part: bytes) -> None:
        async with asyncio.timeout(PATIENCE):
            await transport.send_bytes(part)

    def _wait(self, step: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(step, self._loop).result()


def _is_whole(environ: dict[str, Any], status: str, headers: list[tuple[str, str]]) -> bool:
    """Whether its length is known: then it is there already."""
    known = any(name == "content-length" for name, _ in headers)
    return known or status[:3] in BODILESS or environ["REQUEST_METHOD"] == "HEAD"


def _environ(scope: Scope, length: int, body: bytes | IO[bytes]) -> dict[str, Any]:
    """As PEP 3333 has it: texts are bytes in disguise."""
    host, _, port = scope.server.rpartition(":")
    return {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8", "replace").decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body) if isinstance(body, bytes) else body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **dict(_headers(scope.headers)),
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": scope.headers.get("content-type") or "",
    }


def _headers(headers: Headers) -> Iterator[tuple[str, str]]:
    for name in set(headers.keys()):
        # To WSGI `x_forwarded_for` would be the same header as the proxy's X-Forwarded-For.
        if "_" not in name:
            together = "; " if name == "cookie" else ","
            variable = "HTTP_" + name.upper().replace("-", "_")
            yield variable, together.join(headers.get_all(name))

"""Flask behind the entrance: every request that is no delivery is a WSGI call in a thread."""

import asyncio
import io
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from werkzeug.test import run_wsgi_app

from bot.door.rsgi import Exchange, Headers, Scope

THREADS = 16
"""Requests for pages and the API that one process answers at the same time."""


class Inside:
    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(THREADS, "inside")

    async def answer(self, scope: Scope, length: int, body: bytes, exchange: Exchange) -> None:
        """Of `length` bytes that were announced `body` was read: nothing, when it is too much."""
        loop = asyncio.get_running_loop()
        environ = _environ(scope, length, body)
        status, headers, answer = await loop.run_in_executor(self._threads, self._call, environ)
        exchange.response_bytes(status, headers, answer)

    def _call(self, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
        parts, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        return int(status[:3]), [(name.lower(), value) for name, value in headers], b"".join(parts)


def _environ(scope: Scope, length: int, body: bytes) -> dict[str, Any]:
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
        "wsgi.input": io.BytesIO(body),
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

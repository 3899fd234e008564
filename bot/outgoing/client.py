"""POSTs to addresses that somebody else chose, safely: the address is checked when it is connected
to, and no other is. No redirect is followed, no proxy asked, and of the answer little is read.

Safe to share between threads. It never writes addresses or bodies anywhere.
"""

import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ReadTimeoutError, SSLError

from bot.outgoing import addresses, target

CONNECT_WITHIN = 3.0
ANSWER_WITHIN = 10.0
"""Seconds: for each, however many pieces it takes."""
READ_AT_MOST = 4096
"""Bytes of an answer."""
ADDRESSES = 4
"""Addresses of one name that are tried at most."""


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    body: bytes
    """The beginning of it."""
    headers: Mapping[str, str]


class NoAnswer(Exception):  # noqa: N818  (the other side's, mostly)
    """There was none, for the reason that is said."""


class Client:
    """`private`: our own networks may be called, and without TLS. `authorities`: a file with
    certificates that are trusted besides."""

    def __init__(self, private: bool = False, authorities: str | None = None) -> None:
        self._private = private
        self._pools = urllib3.PoolManager(
            num_pools=100, maxsize=10, ssl_context=_trusting(authorities), retries=False
        )
        self._pools.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, _Plain, private),
            "https": _pool(HTTPSConnectionPool, _Secure, private),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pools.clear()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises NoAnswer with the reason."""
        wrong = target.complaint(url, self._private)
        if wrong:
            raise NoAnswer(wrong)
        try:
            response = self._pools.request(
                "POST",
                url,
                body=body,
                headers={"Accept-Encoding": "identity", **headers},
                timeout=urllib3.Timeout(connect=CONNECT_WITHIN, read=ANSWER_WITHIN),
                redirect=False,
                preload_content=False,
            )
            return _answer(response)
        except _ForbiddenError as error:
            raise NoAnswer(str(error)) from None
        except (HTTPError, OSError, ValueError) as error:
            raise NoAnswer(_reason(error)) from None


@lru_cache(maxsize=4)
def _trusting(authorities: str | None) -> ssl.SSLContext:
    """Reading all certificates takes longer than most calls."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    if authorities:
        context.load_verify_locations(authorities)
    return context


def _answer(response: urllib3.BaseHTTPResponse) -> Answer:
    try:
        body = response.read(READ_AT_MOST, decode_content=False)
        return Answer(response.status, body, response.headers)
    finally:
        # What was read to its end has gone back to the pool already; of the rest nothing is kept.
        response.close()


def _reason(error: Exception) -> str:
    inner = error.args[-1] if error.args else error
    match error:
        case ConnectTimeoutError():
            return f"nobody took the connection within {CONNECT_WITHIN:.0f} seconds"
        case ReadTimeoutError() | TimeoutError():
            return f"there was no whole answer within {ANSWER_WITHIN:.0f} seconds"
        case SSLError():
            return f"TLS failed: {inner}"
    return f"the connection failed: {inner}"


class _ForbiddenError(Exception):
    """No OSError: urllib3 leaves it as it is."""


class _Checked(HTTPConnection):
    """Looks the name up, checks what is found, and connects to just that."""

    private = False
    _answer_by = 0.0

    def request(self, *arguments: Any, **options: Any) -> None:
        self._answer_by = time.monotonic() + CONNECT_WITHIN + ANSWER_WITHIN
        super().request(*arguments, **options)

    def connect(self) -> None:
        super().connect()
        self.sock: Any = _Patient(self.sock, lambda: self._answer_by)

    def _new_conn(self) -> socket.socket:
        try:
            host = self._dns_host.strip("[]")
            found = socket.getaddrinfo(host, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError):
            raise _ForbiddenError(f"the name {self.host} leads nowhere") from None
        return self._connected(found[:ADDRESSES])

    def _connected(self, found: list[Any]) -> socket.socket:
        """To the first that may be connected to and answers."""
        trouble: Exception | None = None
        until = time.monotonic() + CONNECT_WITHIN
        for family, kind, protocol, _, where in found:
            reason = self._complaint(where[0])
            if reason:
                trouble = trouble or _ForbiddenError(reason)
                continue
            line = socket.socket(family, kind, protocol)
            line.settimeout(max(until - time.monotonic(), 0.05))
            try:
                line.connect(where)
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return line
            except OSError as error:
                line.close()
                trouble = error
        if isinstance(trouble, TimeoutError):
            raise ConnectTimeoutError(self, str(trouble)) from trouble
        raise trouble or _ForbiddenError("the name leads nowhere")

    def _complaint(self, address: str) -> str | None:
        reason = addresses.complaint(address, self.private)
        if reason is None and not isinstance(self, HTTPSConnection):
            return None if addresses.is_ours(address) else "outside our own networks use https://"
        return reason


class _Plain(_Checked):
    pass


class _Secure(_Checked, HTTPSConnection):
    pass


def _pool(kind: Any, connection: type[_Checked], private: bool) -> Any:
    checked = type(connection.__name__, (connection,), {"private": private})
    return type(kind.__name__, (kind,), {"ConnectionCls": checked})


class _Patient:
    """A connection whose answer must be whole by a moment: one that drips a byte now and then would
    be waited for without end."""

    def __init__(self, line: Any, until: Any) -> None:
        self._line = line
        self._until = until

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)

    def makefile(self, mode: str, *arguments: Any, **options: Any) -> Any:
        assert mode == "rb"
        return io.BufferedReader(_Dripping(self._line, self._until))


class _Dripping(io.RawIOBase):
    def __init__(self, line: Any, until: Any) -> None:
        # The socket's own file keeps the connection open while an answer is read from it.
        self._line, self._file, self._until = line, line.makefile("rb", buffering=0), until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Any:
        left = self._until() - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._line.settimeout(left)
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()

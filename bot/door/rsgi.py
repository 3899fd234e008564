"""granian's own interface, RSGI, as far as we use it: it comes without types that say so."""

from collections.abc import AsyncIterator, Iterable
from typing import Protocol

# Raised by a body whose sender went away before its end.
from granian.rsgi import ProtocolClosed as ProtocolClosed  # type: ignore[attr-defined]


class Headers(Protocol):
    """Names are in lower case."""

    def __contains__(self, name: str, /) -> bool: ...

    def get(self, name: str, /) -> str | None: ...

    def get_all(self, name: str, /) -> list[str]: ...

    def keys(self) -> Iterable[str]: ...


class Scope(Protocol):
    """The head of a request."""

    http_version: str
    scheme: str
    method: str
    path: str
    """Without its percent signs."""
    query_string: str
    server: str
    """``host:port``, as `client`."""
    client: str
    headers: Headers


class Transport(Protocol):
    """An answer that is sent piece by piece; it ends when nobody holds this any more."""

    async def send_bytes(self, data: bytes, /) -> None:
        """Raises ProtocolClosed."""


class Exchange(Protocol):
    """The rest of a request, and its answer."""

    async def __call__(self) -> bytes:
        """The whole body. Raises ProtocolClosed."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The body piece by piece. Raises ProtocolClosed."""

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str, /) -> None: ...

    def response_bytes(
        self, status: int, headers: list[tuple[str, str]], body: bytes, /
    ) -> None: ...

    def response_stream(self, status: int, headers: list[tuple[str, str]], /) -> Transport: ...

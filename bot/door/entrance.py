"""What `usher web` serves: WhatsApp's deliveries are taken here, everything else goes to Flask.

An ASGI application. As a Flask view a delivery would change threads eight times on its way to the
disk, and that, not its work, would be most of its cost.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware
from flask import Flask

from bot.door import delivery
from bot.door.delivery import Answer
from bot.door.gathering import Gathering
from bot.door.storing import stored
from bot.whatsapp.envelope import split

THREADS = 16
"""Requests for pages and the API that one process answers at the same time."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Entrance:
    """The door, and behind it `app`."""

    def __init__(self, app: Flask) -> None:
        usher = app.extensions["usher"]
        self._secrets = usher.config.app_secrets
        self._ring = usher.ring
        self._gathering = Gathering(stored)
        self._inside: Any = WSGIMiddleware(_ending_bodies(app), THREADS)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == delivery.PATH and scope["method"] == "POST":
            await _say(await self._take(scope, receive), send)
        else:
            # To WSGI `x_forwarded_for` would be the same header as the proxy's X-Forwarded-For.
            scope["headers"] = [one for one in scope["headers"] if b"_" not in one[0]]
            await self._inside(scope, receive, send)

    async def _take(self, scope: Message, receive: Receive) -> Answer:
        headers = dict(scope["headers"])
        signature = headers.get(b"x-hub-signature-256", b"").decode("latin-1")
        encoding = headers.get(b"content-encoding", b"").decode("latin-1")
        body = await _body(receive)
        refusal = delivery.refused(body, signature, encoding, self._secrets)
        if refusal:
            return refusal
        if not await self._gathering.put(split(body)):
            return delivery.AWAY
        self._ring("inbox")
        return delivery.OK


def _ending_bodies(app: Flask) -> Callable[..., Any]:
    """`app`, told that a body ends by itself here, whether its length was announced or not."""

    def told(environ: dict[str, Any], start_response: Any) -> Any:
        environ["wsgi.input_terminated"] = True
        return app(environ, start_response)

    return told


async def _body(receive: Receive) -> bytes:
    """The bytes as they came, or the first of them when they are too many."""
    parts: list[bytes] = []
    length, more = 0, True
    while more and length <= delivery.LARGEST:
        message = await receive()
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        more = message.get("more_body", False)
    return b"".join(parts)


async def _say(answer: Answer, send: Send) -> None:
    text = answer.text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(text)),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": text})

"""What `usher web` serves: WhatsApp's deliveries are taken here, everything else goes to Flask.

An ASGI application. As a Flask view a delivery would change threads eight times on its way to the
disk, and that, not its work, would be most of its cost.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from a2wsgi import WSGIMiddleware
from flask import Flask

from bot.door import body, delivery
from bot.door.body import HungUp, Message, Receive, Slow
from bot.door.delivery import Answer
from bot.door.gathering import Gathering
from bot.door.storing import store
from bot.whatsapp.envelope import split
from models.work import bell
from models.work.inbox import Received

THREADS = 16
"""Requests for pages and the API that one process answers at the same time."""

Send = Callable[[Message], Awaitable[None]]


class Entrance:
    """The door, and behind it `app`."""

    def __init__(self, app: Flask) -> None:
        self._secrets = app.extensions["usher"].config.app_secrets
        self._bodies = body.Reader()
        self._gathering = Gathering(store)
        self._most = app.config["MAX_CONTENT_LENGTH"]
        self._inside: Any = WSGIMiddleware(_ending_bodies(app), THREADS)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inside(scope, receive, send)
        elif scope["path"] == delivery.PATH and scope["method"] == "POST":
            await self._answer(self._taken(scope, receive), send)
        else:
            await self._answer(self._pass_on(scope, receive, send), send)

    async def _answer(self, answering: Awaitable[Answer | None], send: Send) -> None:
        try:
            answer = await answering
        except HungUp:
            return
        except Slow:
            answer = delivery.TOO_SLOW
        if answer:
            await _say(answer, send)

    async def _taken(self, scope: Message, receive: Receive) -> Answer:
        headers = dict(scope["headers"])
        signature = headers.get(b"x-hub-signature-256", b"").decode("latin-1")
        encoding = headers.get(b"content-encoding", b"").decode("latin-1")
        length = body.announced_length(scope["headers"])
        refusal = delivery.refused_unread(signature, encoding, length)
        if refusal:
            return refusal
        read = await self._bodies.read(scope["headers"], receive, delivery.LARGEST)
        refusal = delivery.refused(read, signature, self._secrets)
        if refusal:
            return refusal
        if not await self._gathering.put(await _split(read)):
            return delivery.NOT_STORED
        bell.ring("inbox")
        return delivery.STORED

    async def _pass_on(self, scope: Message, receive: Receive, send: Send) -> None:
        """The body is read here: a thread that waited for a slow one would be missed inside."""
        read = await self._bodies.read(scope["headers"], receive, self._most)

        async def receive_read() -> Message:
            return {"type": "http.request", "body": read, "more_body": False}

        # To WSGI `x_forwarded_for` would be the same header as the proxy's X-Forwarded-For.
        scope["headers"] = [one for one in scope["headers"] if b"_" not in one[0]]
        await self._inside(scope, receive_read, send)


async def _split(read: bytes) -> list[Received]:
    """A large delivery is split in a thread: meanwhile the others go on."""
    return split(read) if len(read) < body.LARGE else await asyncio.to_thread(split, read)


def _ending_bodies(app: Flask) -> Callable[..., Any]:
    """`app`, told that a body ends by itself here, whether its length was announced or not."""

    def with_ending_body(environ: dict[str, Any], start_response: Any) -> Any:
        environ["wsgi.input_terminated"] = True
        return app(environ, start_response)

    return with_ending_body


async def _say(answer: Answer, send: Send) -> None:
    text = answer.text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(text)),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": text})

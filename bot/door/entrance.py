"""What `usher web` serves: WhatsApp's deliveries are taken here, everything else goes to Flask.

An application for granian's own interface, RSGI. As a Flask view a delivery would change threads
eight times on its way to the disk, and that, not its work, would be most of its cost.
"""

import asyncio
from functools import partial
from typing import IO

from flask import Flask

from bot import health
from bot.door import body, delivery, upload
from bot.door.body import HungUp, NoRoom, Slow
from bot.door.delivery import Answer
from bot.door.gathering import Gathering
from bot.door.inside import Inside
from bot.door.rsgi import Exchange, Scope
from bot.door.storing import store
from bot.pages.session import signed_in
from bot.whatsapp.envelope import split
from models.queues import bell
from models.queues.inbox import Received

PLAIN = [("content-type", "text/plain; charset=utf-8")]


class Entrance:
    """The door, and behind it `app`."""

    def __init__(self, app: Flask) -> None:
        config = app.extensions["usher"].config
        self._secrets = config.app_secrets
        self._bodies = body.Reader()
        simulated = config.access_token if config.simulator else None
        self._uploads = upload.Uploads(partial(signed_in, app), simulated)
        self._gathering = Gathering(store)
        self._most: int = app.config["MAX_CONTENT_LENGTH"]
        self._inside = Inside(app)
        # All the others may wait for a database that stands still: then, too, a probe is told so.
        self._probed = Inside(app, threads=2)

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        length = _announced(scope)
        try:
            if length is None:
                _say(delivery.UNANNOUNCED, exchange)
            elif scope.path == delivery.PATH and scope.method == "POST":
                _say(await self._take(scope, length, exchange), exchange)
            elif scope.path == health.ALIVE and scope.method == "GET":
                _say(Answer(200, health.SAID), exchange)
            else:
                await self._pass_on(scope, length, exchange)
        except Slow:
            _say(delivery.TOO_SLOW, exchange)
        except NoRoom:
            _say(delivery.NO_ROOM, exchange)
        except HungUp:
            return

    async def _take(self, scope: Scope, length: int, exchange: Exchange) -> Answer:
        """In order: refuse what is not worth reading, read, check the signature, split, store,
        ring, and only then 200. `webhook.receive` takes the same steps."""
        signature = scope.headers.get("x-hub-signature-256") or ""
        encoding = scope.headers.get("content-encoding") or ""
        refusal = delivery.refused_unread(signature, encoding, length)
        if refusal:
            return refusal
        read = await self._bodies.read(length, exchange)
        refusal = delivery.refused(read, signature, self._secrets)
        if refusal:
            return refusal
        if not await self._gathering.put(await _split(read)):
            return delivery.NOT_STORED
        bell.ring(bell.Queue.INBOX)
        return delivery.STORED

    async def _pass_on(self, scope: Scope, length: int, exchange: Exchange) -> None:
        """The body is read here: a thread that waited for a slow one would be missed inside."""
        read: bytes | IO[bytes] = b""
        if length <= self._most:
            read = await self._bodies.read(length, exchange)
        elif upload.brings_a_file(scope.path):
            read = await self._uploads.read(length, scope, exchange) or b""
        inside = self._probed if scope.path in health.PROBES else self._inside
        await inside.answer(scope, length, read, exchange)


def _announced(scope: Scope) -> int | None:
    """The Content-Length; None for a body whose length nobody knows."""
    length = scope.headers.get("content-length") or ""
    if length.isdecimal():
        return int(length)
    return None if "transfer-encoding" in scope.headers else 0


async def _split(read: bytes) -> list[Received]:
    """A large delivery is split in a thread: meanwhile the others go on."""
    return split(read) if len(read) < body.LARGE else await asyncio.to_thread(split, read)


def _say(answer: Answer, exchange: Exchange) -> None:
    exchange.response_str(answer.status, PLAIN, answer.text)

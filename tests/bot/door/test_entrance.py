"""The entrance of `usher web`: the same door without Flask's threads, and Flask behind it (W1)."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

import psycopg
import pytest
from flask import request

from bot.door import body
from bot.door.delivery import LARGEST, PATH
from bot.door.entrance import Entrance
from bot.whatsapp.signature import sign
from models import base
from tests.bot.door.opened import SECRET, build_door, stored
from tests.bot.whatsapp.payloads import NAMES, delivery

Answer = tuple[int, bytes]


class Door:
    """Asks the entrance as a server would."""

    def __init__(self, rung: list[str]) -> None:
        app = build_door(rung)
        app.add_url_rule("/echo", view_func=_echo, methods=["POST"])
        self.entrance = Entrance(app)

    def post(self, *parts: bytes, **headers: str) -> Answer:
        return asyncio.run(self.ask("POST", parts, **headers))

    async def ask(
        self,
        method: str,
        parts: Iterable[bytes] = (b"",),
        path: str = PATH,
        query: bytes = b"",
        **headers: str,
    ) -> Answer:
        signature = {}
        if isinstance(parts, list | tuple):
            signature = {"x-hub-signature-256": sign(b"".join(parts), SECRET)}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "query_string": query,
            "headers": [
                (name.encode(), value.encode("latin-1"))
                for name, value in (signature | headers).items()
            ],
        }
        said: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        # An awaitable that is no coroutine, as granian's is.
        arriving = _arriving(parts)
        await self.entrance(scope, lambda: asyncio.ensure_future(anext(arriving)), send)
        return said[0]["status"], b"".join(one.get("body", b"") for one in said[1:])


def _echo() -> dict[str, Any]:
    return {"body": request.get_data(as_text=True), "for": request.headers.get("X-Forwarded-For")}


async def _arriving(parts: Iterable[bytes]) -> AsyncIterator[dict[str, Any]]:
    parts = list(parts)
    for rest, part in zip(reversed(range(len(parts))), parts, strict=True):
        yield {"type": "http.request", "body": part, "more_body": rest > 0}


@pytest.fixture
def rung() -> list[str]:
    return []


@pytest.fixture
def door(rung: list[str]) -> Door:
    return Door(rung)


def kept() -> list[str]:
    with base.database.connection_context():
        return stored()


@pytest.mark.usefixtures("committed")
def test_a_signed_delivery_is_stored_acknowledged_and_rung(door: Door, rung: list[str]) -> None:
    assert door.post(delivery("text")) == (200, b"OK")
    assert len(kept()) == 1
    assert rung == ["inbox"]


@pytest.mark.usefixtures("committed")
def test_every_kind_of_delivery_is_acknowledged_and_each_item_kept_once(door: Door) -> None:
    async def deliver() -> set[Answer]:
        return set(await asyncio.gather(*[door.ask("POST", [one]) for one in bodies * 2]))

    bodies = [delivery(name) for name in NAMES]
    assert asyncio.run(deliver()) == {(200, b"OK")}
    together = kept()
    assert len(together) == len(set(together)) >= len(bodies)


@pytest.mark.usefixtures("committed")
def test_a_body_that_comes_in_parts_is_one(door: Door) -> None:
    body = delivery("text")
    assert door.post(body[:100], body[100:200], b"", body[200:])[0] == 200
    assert len(kept()) == 1


@pytest.mark.parametrize("signature", ["", "sha256=0", "sha256=" + "0" * 64, "é"])
@pytest.mark.usefixtures("committed")
def test_without_a_good_signature_nothing_is_stored(
    door: Door, rung: list[str], signature: str
) -> None:
    assert door.post(delivery("text"), **{"x-hub-signature-256": signature})[0] == 401
    assert (kept(), rung) == ([], [])


def test_a_body_above_the_limit_is_not_even_read_to_its_end(door: Door) -> None:
    async def deliver() -> int:
        return (await door.ask("POST", endless))[0]

    endless = [b"x" * (LARGEST // 4)] * 5 + [b"never read"] * 1000
    assert asyncio.run(deliver()) == 413


@pytest.mark.usefixtures("committed")
def test_a_body_at_the_limit_is_taken(door: Door) -> None:
    assert door.post(b'"' + b"x" * (LARGEST - 2) + b'"')[0] == 200


def test_an_encoded_body_is_refused(door: Door) -> None:
    assert door.post(gzip.compress(delivery("text")), **{"content-encoding": "gzip"})[0] == 415


def test_the_handshake_and_everything_else_are_flasks(door: Door) -> None:
    query = b"hub.mode=subscribe&hub.verify_token=verify-token&hub.challenge=7704312"
    assert asyncio.run(door.ask("GET", query=query)) == (200, b"7704312")
    assert asyncio.run(door.ask("PUT"))[0] == 405


def test_flask_reads_a_body_whose_length_nobody_announced(door: Door) -> None:
    _, said = asyncio.run(door.ask("POST", [b"in ", b"parts"], "/echo"))
    assert json.loads(said)["body"] == "in parts"


def test_a_header_that_only_looks_like_the_proxys_is_dropped(door: Door) -> None:
    forwarded = {"x-forwarded-for": "203.0.113.7", "x_forwarded_for": "127.0.0.1"}
    _, said = asyncio.run(door.ask("POST", [b""], "/echo", **forwarded))
    assert json.loads(said)["for"] == "203.0.113.7"


def test_whoever_hangs_up_in_the_middle_gets_nothing_done(door: Door) -> None:
    async def half(scope: dict[str, Any]) -> list[Any]:
        said: list[Any] = []
        messages = iter(
            [
                {"type": "http.request", "body": b"half", "more_body": True},
                {"type": "http.disconnect"},
            ]
        )

        async def receive() -> dict[str, Any]:
            return next(messages)

        async def send(message: Any) -> None:
            said.append(message)

        await door.entrance(scope, receive, send)
        return said

    headers = [(b"x-hub-signature-256", sign(b"half", SECRET).encode())]
    for path in (PATH, "/echo"):
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
        assert asyncio.run(half(scope)) == []


def test_a_body_that_does_not_come_in_time_is_not_waited_for(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never() -> AsyncIterator[bytes]:
        await asyncio.sleep(30)
        yield b""

    async def wait() -> int:
        said: list[Any] = []

        async def send(message: Any) -> None:
            said.append(message)

        scope = {"type": "http", "method": "POST", "path": "/echo", "headers": []}
        await door.entrance(scope, never().__anext__, send)
        return int(said[0]["status"])

    monkeypatch.setattr(body, "PATIENCE", 0.05)
    assert asyncio.run(wait()) == 408


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-length": str(LARGEST + 1)}, 413),
        ({"x-hub-signature-256": "sha256=short"}, 401),
        ({"content-encoding": "br"}, 415),
    ],
)
def test_what_will_be_refused_is_not_even_read(
    door: Door, headers: dict[str, str], status: int
) -> None:
    unread = (1 / 0 for _ in range(1))
    assert asyncio.run(door.ask("POST", unread, **headers))[0] == status


@pytest.mark.usefixtures("committed")
def test_with_the_database_away_meta_is_asked_to_come_again(door: Door, rung: list[str]) -> None:
    base.connect("postgresql://127.0.0.1:1/nowhere")
    assert door.post(delivery("text"))[0] == 503
    assert rung == []


def test_a_delivery_survives_a_restart_of_postgresql(door: Door, committed: str) -> None:
    assert door.post(delivery("text"))[0] == 200
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(committed) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    assert door.post(delivery("image"))[0] == 200
    assert len(kept()) == 2

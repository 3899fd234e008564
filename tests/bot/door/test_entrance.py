"""The entrance of `usher web`: the same door without Flask's threads, and Flask behind it (W1)."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from flask import request

from bot.door import body
from bot.door.delivery import LARGEST, PATH
from bot.door.entrance import Entrance
from bot.door.rsgi import ProtocolClosed
from bot.whatsapp.signature import sign
from models import base
from tests.bot.door.opened import SECRET, build_door, stored
from tests.bot.whatsapp.payloads import NAMES, delivery

Answer = tuple[int, bytes]


class Headers:
    def __init__(self, named: dict[str, str]) -> None:
        self.named = named

    def __contains__(self, name: str) -> bool:
        return name in self.named

    def get(self, name: str) -> str | None:
        return self.named.get(name)

    def get_all(self, name: str) -> list[str]:
        return self.named[name].split("|")

    def keys(self) -> list[str]:
        return list(self.named)


class Exchange:
    """Brings a body, and keeps what was answered."""

    def __init__(self, body: bytes | Exception | None) -> None:
        self.body = body
        self.answer: Answer | None = None
        self.read = False

    async def __call__(self) -> bytes:
        self.read = True
        if self.body is None:
            await asyncio.sleep(30)
        if isinstance(self.body, Exception):
            raise self.body
        return self.body or b""

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str) -> None:
        self.answer = status, body.encode()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = status, body


class Door:
    """Asks the entrance as granian would."""

    def __init__(self, rung: list[str]) -> None:
        app = build_door(rung)
        app.add_url_rule("/echo", view_func=_echo, methods=["POST"])
        app.add_url_rule("/readyz", view_func=lambda: "ready")
        self.entrance = Entrance(app)

    def post(self, body: bytes, **headers: str) -> Answer | None:
        return asyncio.run(self.ask("POST", body, **headers))

    async def ask(
        self, method: str, body: bytes = b"", path: str = PATH, query: str = "", **headers: str
    ) -> Answer | None:
        return await self.exchange(Exchange(body), len(body), method, path, query, **headers)

    async def exchange(
        self,
        exchange: Exchange,
        length: int,
        method: str = "POST",
        path: str = PATH,
        query: str = "",
        **headers: str,
    ) -> Answer | None:
        body = exchange.body if isinstance(exchange.body, bytes) else b""
        scope = SimpleNamespace(
            http_version="1.1",
            scheme="http",
            method=method,
            path=path,
            query_string=query,
            server="127.0.0.1:8000",
            client="127.0.0.1:50000",
            headers=Headers(
                {
                    "content-length": str(length),
                    "x-hub-signature-256": sign(body, SECRET),
                    **headers,
                }
            ),
        )
        await self.entrance.__rsgi__(scope, exchange)
        return exchange.answer


def _echo() -> dict[str, Any]:
    heard = ("X-Forwarded-For", "Cookie")
    return {"body": request.get_data(as_text=True), "query": request.args.to_dict()} | {
        name: request.headers.get(name) for name in heard
    }


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
    async def deliver() -> set[Answer | None]:
        return set(await asyncio.gather(*[door.ask("POST", one) for one in bodies * 2]))

    bodies = [delivery(name) for name in NAMES]
    assert asyncio.run(deliver()) == {(200, b"OK")}
    together = kept()
    assert len(together) == len(set(together)) >= len(bodies)


@pytest.mark.parametrize("signature", ["", "sha256=0", "sha256=" + "0" * 64, "é"])
@pytest.mark.usefixtures("committed")
def test_without_a_good_signature_nothing_is_stored(
    door: Door, rung: list[str], signature: str
) -> None:
    answer = door.post(delivery("text"), **{"x-hub-signature-256": signature})
    assert answer == (401, b"the signature does not fit WHATSAPP_APP_SECRET")
    assert (kept(), rung) == ([], [])


@pytest.mark.usefixtures("committed")
def test_a_body_at_the_limit_is_taken(door: Door) -> None:
    assert door.post(b'"' + b"x" * (LARGEST - 2) + b'"') == (200, b"OK")


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
    exchange = Exchange(b"{}")
    answer = asyncio.run(door.exchange(exchange, 2, **headers))
    assert answer
    assert (answer[0], exchange.read) == (status, False)


def test_a_body_of_unknown_length_is_asked_for_again_with_it(door: Door) -> None:
    async def stream() -> Answer | None:
        scope_headers = {"content-length": "", "transfer-encoding": "chunked"}
        return await door.exchange(Exchange(b"{}"), 2, path="/echo", **scope_headers)

    assert asyncio.run(stream()) == (411, b"announce the length of the body: send Content-Length")


@pytest.mark.parametrize("path", [PATH, "/echo"])
def test_whoever_hangs_up_in_the_middle_gets_nothing_done(door: Door, path: str) -> None:
    assert asyncio.run(door.exchange(Exchange(ProtocolClosed()), 9, path=path)) is None


@pytest.mark.parametrize("path", [PATH, "/echo"])
def test_a_body_that_does_not_come_in_time_is_not_waited_for(
    door: Door, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(body, "PATIENCE", 0.05)
    monkeypatch.setattr(body, "LOOKS", 0.02)
    answer = asyncio.run(door.exchange(Exchange(None), 9, path=path))
    assert answer
    assert answer[0] == 408


def test_the_handshake_and_everything_else_are_flasks(door: Door) -> None:
    query = "hub.mode=subscribe&hub.verify_token=verify-token&hub.challenge=7704312"
    assert asyncio.run(door.ask("GET", query=query)) == (200, b"7704312")
    answer = asyncio.run(door.ask("PUT"))
    assert answer
    assert answer[0] == 405


def echoed(door: Door, body: bytes = b"", query: str = "", **headers: str) -> Any:
    answer = asyncio.run(door.ask("POST", body, "/echo", query, **headers))
    assert answer
    return json.loads(answer[1])


def test_flask_has_the_body_the_query_and_the_cookies(door: Door) -> None:
    said = echoed(door, "¡olé!".encode(), "q=d%C3%B3ra&r=ü", cookie="a=1|b=2")
    assert said["body"] == "¡olé!"
    assert said["query"] == {"q": "dóra", "r": "ü"}
    assert said["Cookie"] == "a=1; b=2"


def test_a_body_that_is_too_large_for_flask_is_refused_unread(door: Door) -> None:
    exchange = Exchange(b"x")
    answer = asyncio.run(door.exchange(exchange, 2 * 1024 * 1024, path="/echo"))
    assert answer
    assert (answer[0], exchange.read) == (413, False)


def test_a_header_that_only_looks_like_the_proxys_is_dropped(door: Door) -> None:
    forwarded = {"x-forwarded-for": "203.0.113.7", "x_forwarded_for": "127.0.0.1"}
    assert echoed(door, **forwarded)["X-Forwarded-For"] == "203.0.113.7"


@pytest.mark.usefixtures("committed")
def test_with_the_database_away_meta_is_asked_to_come_again(door: Door, rung: list[str]) -> None:
    base.connect("postgresql://127.0.0.1:1/nowhere")
    assert door.post(delivery("text")) == (503, b"the database is away: send it again")
    assert rung == []


def test_a_delivery_survives_a_restart_of_postgresql(door: Door, committed: str) -> None:
    assert door.post(delivery("text")) == (200, b"OK")
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(committed) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    assert door.post(delivery("image")) == (200, b"OK")
    assert len(kept()) == 2


def test_it_lives_though_every_thread_waits(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """X15: for a database that stands still. Nobody is asked, so nobody restarts it for that."""
    monkeypatch.setattr(door.entrance, "_inside", None)
    assert asyncio.run(door.ask("GET", path="/healthz")) == (200, b"alive\n")
    assert asyncio.run(door.ask("GET", path="/readyz")) == (200, b"ready")

"""Files go to the disk while they come, in bounds; answers go out while they are made (X12)."""

import asyncio
import errno
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response, request

from bot.api.contacts.bulk import contact_import
from bot.door import inside, upload
from bot.door.entrance import Entrance
from bot.door.rsgi import ProtocolClosed
from models import base
from models.agents.session import Session
from tests.bot.door.opened import build_door
from tests.bot.door.test_entrance import Headers
from tests.factories import make_agent, make_api_key

[PATH] = [path for path in upload.PATHS if path.endswith("guess")]
SIZE = 3 * 1024 * 1024


class Exchange:
    """Sends a body in pieces, and takes an answer in pieces."""

    def __init__(self, pieces: list[bytes], patience: int = 1000) -> None:
        self.pieces = pieces
        self.patience = patience
        """After so many pieces of the answer the reader has gone."""
        self.sent: list[bytes] = []
        self.status = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            if not piece:
                await asyncio.sleep(30)
            yield piece

    async def __call__(self) -> bytes:
        return b"".join(self.pieces)

    def response_str(self, status: int, headers: Any, body: str) -> None:
        self.response_bytes(status, headers, body.encode())

    def response_bytes(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.sent = status, [body]

    def response_stream(self, status: int, headers: Any) -> "Exchange":
        self.status = status
        return self

    async def send_bytes(self, data: bytes) -> None:
        if len(self.sent) >= self.patience:
            raise ProtocolClosed
        self.sent.append(data)


class Unread(Exchange):
    """Whose body must not be asked for."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        raise AssertionError


@pytest.fixture
def app() -> Flask:
    app = build_door([])
    app.add_url_rule(PATH, view_func=_measured, methods=["POST"])
    app.add_url_rule("/numbers", view_func=_numbers)
    app.config["closed"] = []
    return app


def _measured() -> str:
    request.max_content_length = upload.MOST
    return f"{type(request.environ['wsgi.input']).__name__} {len(request.get_data())}"


def _numbers() -> Response:
    def made() -> Iterator[bytes]:
        try:
            for n in range(10):
                yield b"%d" % n
        finally:
            closed.append(True)

    from flask import current_app

    closed = current_app.config["closed"]
    return Response(made())


def ask(
    app: Flask,
    exchange: Exchange,
    length: int,
    path: str = PATH,
    method: str = "POST",
    key: str = "",
    cookie: str = "",
) -> Exchange:
    named = {"content-length": str(length), "authorization": f"Bearer {key}", "cookie": cookie}
    scope: Any = SimpleNamespace(
        http_version="1.1",
        scheme="http",
        method=method,
        path=path,
        query_string="",
        server="127.0.0.1:8000",
        client="127.0.0.1:50000",
        headers=Headers(named),
    )
    asyncio.run(Entrance(app).__rsgi__(scope, exchange))  # type: ignore[arg-type]
    return exchange


@pytest.fixture
def key(committed: str) -> str:
    with base.database.connection_context():
        return make_api_key()


def test_a_large_file_is_a_file_when_flask_gets_it(app: Flask, key: str) -> None:
    pieces = [b"x" * 1000] * (SIZE // 1000)
    answer = ask(app, Exchange(pieces), SIZE // 1000 * 1000, key=key)
    assert answer.sent == [f"BufferedRandom {SIZE // 1000 * 1000}".encode()]


def test_a_strangers_file_is_not_even_read(app: Flask, key: str) -> None:
    assert ask(app, Unread([]), SIZE, key="nobody's").status == 400, "Flask finds no body"


def test_elsewhere_it_is_too_large(app: Flask, key: str) -> None:
    app.add_url_rule("/echo", view_func=lambda: request.get_data(), methods=["POST"])
    assert ask(app, Exchange([b"x" * SIZE]), SIZE, path="/echo", key=key).status == 413


@pytest.mark.parametrize(
    "path", ["/api/v1/contacts/7/messages", "/simulator/graph/v26.0/690044817732051/media"]
)
def test_files_that_are_attached_are_let_in(app: Flask, key: str, path: str) -> None:
    app.add_url_rule(path, path, _measured, methods=["POST"])
    known = "our token" if "graph" in path else key
    answer = ask(app, Exchange([b"x" * SIZE]), SIZE, path, key=known)
    assert answer.sent == [f"BufferedRandom {SIZE}".encode()]
    assert ask(app, Unread([]), SIZE, path, key="nobody's").status == 400


def test_at_an_answers_page_files_of_strangers_are_not_read(app: Flask, key: str) -> None:
    """The key of a program is none of a person."""
    path = "/conversations/7/messages"
    app.add_url_rule(path, path, _measured, methods=["POST"])
    assert ask(app, Unread([]), SIZE, path, key=key).status == 400


def test_more_than_is_taken_is_not_read(app: Flask, key: str) -> None:
    assert ask(app, Exchange([b"x"]), upload.MOST + 1, key=key).status == 413


def test_a_file_whose_end_does_not_come_gets_nothing_done(app: Flask, key: str) -> None:
    assert ask(app, Exchange([b"x" * 1000]), SIZE, key=key).status == 0


def test_a_file_that_stops_coming_is_not_waited_for(
    app: Flask, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "PATIENCE", 0.05)
    assert ask(app, Exchange([b"x" * 1000, b""]), SIZE, key=key).status == 408


def test_an_answer_without_a_length_goes_out_piece_by_piece(app: Flask) -> None:
    answer = ask(app, Exchange([]), 0, "/numbers", "GET")
    assert answer.sent == [b"%d" % n for n in range(10)]
    assert app.config["closed"] == [True]


def test_to_who_has_gone_no_more_is_sent(app: Flask) -> None:
    answer = ask(app, Exchange([], patience=3), 0, "/numbers", "GET")
    assert answer.sent == [b"0", b"1", b"2"]
    assert app.config["closed"] == [True]


def test_who_does_not_read_on_is_not_waited_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inside, "PATIENCE", 0.05)

    class Asleep(Exchange):
        async def send_bytes(self, data: bytes) -> None:
            await asyncio.sleep(30)

    assert ask(app, Asleep([]), 0, "/numbers", "GET").sent == []
    assert app.config["closed"] == [True]


def test_a_head_has_no_body(app: Flask) -> None:
    assert ask(app, Exchange([]), 0, "/numbers", "HEAD").sent == [b""]


def test_the_paths_are_those_that_take_files(built: Flask) -> None:
    takers = {"kept_files.keep", "pages.import_contacts"}
    served = {
        rule.rule
        for rule in built.url_map.iter_rules()
        if rule.endpoint.startswith(f"{contact_import.name}.") or rule.endpoint in takers
    }
    assert served == upload.PATHS


def test_a_page_takes_the_file_of_who_is_signed_in(app: Flask, committed: str) -> None:
    app.secret_key = "a secret"
    app.add_url_rule(upload.PAGE, view_func=_measured, methods=["POST"], endpoint="page")
    with base.database.connection_context():
        token = Session.begin(make_agent(), "127.0.0.1")
    for user, status in ((token, 200), ("somebody", 400)):
        cookie = cookie_of(app, {"_user_id": user})
        answer = ask(app, Exchange([b"x" * SIZE]), SIZE, path=upload.PAGE, cookie=cookie)
        assert answer.status == status


def cookie_of(app: Flask, session: dict[str, str]) -> str:
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(session)}"


def test_a_disk_that_takes_nothing_is_said(
    app: Flask, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X15."""

    def full(*given: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(upload.tempfile, "TemporaryFile", full)
    assert ask(app, Exchange([b"x" * SIZE]), SIZE, key=key).status == 507

"""The door: handshake and signature; stored, only then acknowledged, and nothing more (W1)."""

import gzip
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.door.delivery import LARGEST, PATH
from bot.whatsapp.signature import sign
from models.queues.inbox import InboxItem
from tests.bot.door.opened import SECRET, post, stored
from tests.bot.whatsapp.payloads import NAMES, delivery

HANDSHAKE = {
    "hub.mode": "subscribe",
    "hub.verify_token": "verify-token",
    "hub.challenge": "7704312",
}


def test_the_handshake_echoes_the_challenge_as_text(door: FlaskClient) -> None:
    answer = door.get(PATH, query_string=HANDSHAKE | {"hub.challenge": "<b>7704312</b>"})
    assert (answer.status_code, answer.text) == (200, "<b>7704312</b>")
    assert answer.mimetype == "text/plain"


@pytest.mark.parametrize(
    "change",
    [
        {"hub.verify_token": "wrong"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "vérify-token"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": ""},
    ],
)
def test_a_handshake_with_anything_else_is_refused(
    door: FlaskClient, change: dict[str, str]
) -> None:
    answer = door.get(PATH, query_string=HANDSHAKE | change)
    assert answer.status_code == 403
    assert "7704312" not in answer.text


def test_a_bare_request_is_no_handshake(door: FlaskClient) -> None:
    assert door.get(PATH).status_code == 403


@pytest.mark.usefixtures("database")
def test_a_signed_delivery_is_stored_acknowledged_and_rung(
    door: FlaskClient, rung: list[str]
) -> None:
    answer = post(door, delivery("text"))
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "OK", "text/plain")
    (item,) = InboxItem.select()
    assert item.kind == "message"
    assert item.lane == "690044817732051:GB.70113355790246801"
    assert '"Do you still have the green coat? \\ud83e\\udde5"' in item.payload
    assert rung == ["inbox"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_delivery_is_acknowledged(door: FlaskClient, name: str) -> None:
    assert post(door, delivery(name)).status_code == 200
    assert stored()


@pytest.mark.usefixtures("database")
def test_a_delivery_again_is_acknowledged_and_stored_once(door: FlaskClient) -> None:
    for _ in range(3):
        assert post(door, delivery("everything_at_once")).status_code == 200
    assert len(stored()) == 6


@pytest.mark.usefixtures("database")
def test_both_secrets_are_good_while_one_replaces_the_other(door: FlaskClient) -> None:
    assert post(door, delivery("text"), "former-secret").status_code == 200


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("header", [None, "", "sha256=0", "sha256=" + "0" * 64, "é"])
def test_without_a_good_signature_nothing_is_stored(
    door: FlaskClient, rung: list[str], header: str | None
) -> None:
    headers = {} if header is None else {"X-Hub-Signature-256": header}
    answer = door.post(PATH, data=delivery("text"), headers=headers)
    assert answer.status_code == 401
    assert (stored(), rung) == ([], [])


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("body", [b"", b"no json", b"\xff\x00", b"[]", b'{"object":"page"}', b"7"])
def test_whatever_is_signed_is_kept(door: FlaskClient, body: bytes) -> None:
    assert post(door, body).status_code == 200
    assert [item.kind for item in InboxItem.select()] == ["unreadable"]


@pytest.mark.usefixtures("database")
def test_nul_and_lone_surrogates_reach_the_table(door: FlaskClient) -> None:
    body = delivery("text").replace(b"green", rb"\u0000\ud800" + b"\x00\xff")
    assert post(door, body).status_code == 200
    assert len(stored()) == 1


def test_a_body_above_the_limit_is_refused(door: FlaskClient) -> None:
    assert post(door, b"x" * (LARGEST + 1)).status_code == 413


@pytest.mark.usefixtures("database")
def test_a_body_at_the_limit_is_taken(door: FlaskClient) -> None:
    assert post(door, b'"' + b"x" * (LARGEST - 2) + b'"').status_code == 200


@pytest.mark.usefixtures("database")
def test_a_chunked_body_is_taken_and_bounded_too(door: FlaskClient) -> None:
    assert chunked(door, delivery("text")).status_code == 200
    assert len(stored()) == 1
    assert chunked(door, b"x" * (LARGEST + 1)).status_code == 413


def chunked(door: FlaskClient, body: bytes) -> TestResponse:
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    return door.post(
        PATH,
        input_stream=io.BytesIO(body),
        headers={"X-Hub-Signature-256": sign(body, SECRET)},
        environ_overrides=environ,
    )


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip"])
def test_an_encoded_body_is_refused(door: FlaskClient, encoding: str) -> None:
    body = gzip.compress(delivery("text"))
    assert post(door, body, **{"Content-Encoding": encoding}).status_code == 415


def test_other_methods_are_not_allowed(door: FlaskClient) -> None:
    assert door.put(PATH, data=b"{}").status_code == 405


def test_nothing_of_a_delivery_is_logged(
    door: FlaskClient, capsys: pytest.CaptureFixture[str], database: Any
) -> None:
    post(door, delivery("text"))
    post(door, delivery("text"), "wrong-secret")
    written = "".join(capsys.readouterr())
    for secret in ("Dora", "447700900123", "green coat", "secret"):
        assert secret not in written

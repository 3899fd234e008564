"""The stand-in for Meta takes files as Meta does, and the phone shows them (W5)."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from models import simulated
from models.simulated import SimulatedCustomer, SimulatedMedia, SimulatedMessage
from tests.bot.simulator.conftest import NUMBER, TOKEN, Send
from tests.bot.simulator.messages import DORA
from tests.bot.simulator.messages import send as spell

PNG = b"\x89PNG\r\n\x1a\n a picture"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def upload(client: FlaskClient, mime: str = "image/png", data: bytes = PNG, **fields: str) -> Any:
    form = {"messaging_product": "whatsapp", "type": mime, **fields}
    file = {"file": (io.BytesIO(data), "file", mime)} if mime else {}
    path = f"/simulator/graph/v26.0/{NUMBER}/media"
    return client.post(path, data={**form, **file}, headers=BEARER)


def picture(id: str, kind: str = "image") -> dict[str, Any]:
    return spell(kind, {"id": id})


def test_a_file_is_taken_and_sent_and_shown(
    client: FlaskClient, send: Send, talking: None, dora: SimulatedCustomer
) -> None:
    id = upload(client).get_json()["id"]
    assert send(picture(id))[0] == 200
    message = SimulatedMessage.get(type="image")
    path = f"/simulator/customers/{dora.id}/files/{message.id}"
    assert path in client.get(f"/simulator/customers/{dora.id}/chat").text
    assert (client.get(path).data, client.get(path).mimetype) == (PNG, "image/png")


def test_what_was_sent_can_be_fetched(client: FlaskClient, talking: None) -> None:
    id = upload(client).get_json()["id"]
    about = client.get(f"/simulator/graph/v26.0/{id}", headers=BEARER).get_json()
    assert (about["mime_type"], about["file_size"]) == ("image/png", str(len(PNG)))
    assert client.get(about["url"], headers=BEARER).data == PNG


@pytest.mark.parametrize(
    ("mime", "data", "code"),
    [
        ("application/octet-stream", b"x", 100),
        ("", b"", 100),
        ("image/png", b"", 131053),
        ("image/jpeg", bytes(5 * 1024 * 1024 + 1), 131053),
    ],
)
def test_what_meta_would_not_take_is_refused(
    client: FlaskClient, talking: None, mime: str, data: bytes, code: int
) -> None:
    assert upload(client, mime, data).get_json()["error"]["code"] == code


def test_a_file_that_nobody_uploaded_or_of_another_kind_is_not_sent(
    client: FlaskClient, send: Send, talking: None
) -> None:
    assert send(picture("123"))[1]["error"]["code"] == 131009
    id = upload(client).get_json()["id"]
    assert send(picture(id, "video"))[1]["error"]["code"] == 131053


def test_without_the_token_nothing_is_taken(client: FlaskClient, database: None) -> None:
    path = f"/simulator/graph/{NUMBER}/media"
    assert client.post(path, data={"messaging_product": "whatsapp"}).status_code == 401


def test_files_go_with_the_person(client: FlaskClient, send: Send, talking: None) -> None:
    """X19."""
    send(picture(upload(client).get_json()["id"]))
    simulated.forget([DORA.removeprefix("+")], [])
    assert SimulatedMedia.select().count() == 0

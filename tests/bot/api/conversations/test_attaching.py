"""Files from the computer, attached to what is said. W7, X13, X15."""

import io
from datetime import timedelta
from typing import Any

import pytest

from bot.door import upload
from bot.whatsapp.files import MEGABYTE
from models.clock import now
from models.contact import Contact
from models.contact.attachment import Attachment
from models.contact.message import Author, Message
from models.queues.outbox import OutboxItem
from tests import factories

JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def dora(database: None) -> Contact:
    """Wrote an hour ago."""
    return factories.make_contact(last_heard_at=now() - timedelta(hours=1))


def attach(api: Any, contact: Contact, data: bytes = JPEG, **fields: Any) -> Any:
    name, said = fields.pop("name", "roof.jpg"), fields.pop("said", "image/jpeg")
    form = {"file": (io.BytesIO(data), name, said), **fields}
    return api.upload(f"/contacts/{contact.id}/messages", form)


def test_a_file_is_owed_to_the_contact(api: Any, dora: Contact) -> None:
    answer = attach(api, dora, text=" The roof ")
    assert answer.status_code == 201
    assert (answer.json["type"], answer.json["text"]) == ("image", "The roof")
    told = {"name": "roof.jpg", "mime": "image/jpeg", "size": len(JPEG)}
    owed = OutboxItem.get(OutboxItem.message == answer.json["id"])
    assert owed.payload == {"type": "image", "attached": told, "caption": "The roof"}
    assert Attachment.read(answer.json["id"]) == JPEG


def test_an_unknown_one_is_a_document_with_a_clean_name(api: Any, dora: Contact) -> None:
    answer = attach(api, dora, b"MZ a program", name="../a\u202eb.exe", said="image/png")
    assert (answer.json["type"], answer.json["content"]["filename"]) == ("document", "ab.exe")


def test_it_quotes_what_it_answers(api: Any, dora: Contact) -> None:
    asked = factories.make_message(dora, "How is the roof?", wamid="wamid.1")
    answer = attach(api, dora, reply_to=str(asked.id))
    assert answer.json["reply_to"]["id"] == asked.id


def test_our_own_bytes_are_shown_while_they_are_kept(api: Any, dora: Contact) -> None:
    path = f"/contacts/{dora.id}/messages/{attach(api, dora).json['id']}/media"
    whole = api.get(path)
    assert (whole.data, whole.mimetype) == (JPEG, "image/jpeg")
    part = api.get(path, headers={"Range": "bytes=3-5"})
    assert (part.status_code, part.data) == (206, JPEG[3:6])
    assert part.headers["Content-Range"] == f"bytes 3-5/{len(JPEG)}"
    assert api.get(path, headers={"Range": "bytes=-4"}).data == JPEG[-4:]
    assert api.get(path, headers={"Range": f"bytes={len(JPEG)}-"}).status_code == 416
    Attachment.delete().execute()
    assert "not kept any more" in api.get(path).json["detail"]


def test_the_same_request_again_is_done_once(api: Any, dora: Contact) -> None:
    api.headers |= {"Idempotency-Key": "one"}
    first, again = attach(api, dora), attach(api, dora)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert Attachment.select().count() == 1
    assert attach(api, dora, JPEG + b"!").json["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("data", "fields", "field", "remedy"),
    [
        (b"", {}, "file", "this file is empty"),
        (JPEG + bytes(5 * MEGABYTE), {}, "file", "or send it as a document"),
        (b"%PDF-" + bytes(25 * MEGABYTE), {}, "file", "25 MB are taken"),
        (b"ID3 a song", {"text": "Listen"}, "text", "send it as a text of its own"),
        (JPEG, {"text": "x" * 1025}, "text", "WhatsApp takes 1024"),
        (JPEG, {"reply_to": "999"}, "reply_to", "no such message"),
        (JPEG, {"content": "x"}, "content", "known are file, text"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_the_remedy(
    api: Any, dora: Contact, data: bytes, fields: Any, field: str, remedy: str
) -> None:
    answer = attach(api, dora, data, **fields)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert remedy in answer.json["errors"][0]["message"]
    assert Message.select().where(Message.author != Author.CONTACT).count() == 0


def test_a_form_without_a_file_and_json_with_one_are_refused(api: Any, dora: Contact) -> None:
    path = f"/contacts/{dora.id}/messages"
    form = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nHi\r\n--x--\r\n'
    bare = api.send("POST", path, form, "multipart/form-data; boundary=x")
    assert bare.json["errors"][0]["field"] == "file"
    assert api.post(path, json={"file": "x"}).status_code == 422
    inner = {"type": "image", "attached": {"mime": "image/jpeg"}, "media_id": "1"}
    assert api.post(path, json={"content": inner}).status_code == 422


def test_after_the_window_no_file_goes(api: Any, dora: Contact) -> None:
    Contact.update(last_heard_at=now() - timedelta(days=2)).execute()
    assert "24-hour window" in attach(api, dora).json["errors"][0]["message"]
    assert Attachment.select().count() == 0


def test_who_may_not_write_may_not_attach(api_as: Any, dora: Contact) -> None:
    """A colleague has the conversation."""
    Contact.update(owner=factories.make_agent("Bob")).execute()
    assert attach(api_as(factories.make_agent("Ann")), dora).status_code == 409
    assert Attachment.select().count() == 0


def test_the_document_tells_of_the_form(api: Any) -> None:
    call = api.get("/openapi.json").json["paths"]["/api/v1/contacts/{id}/messages"]["post"]
    form = call["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["$ref"].endswith("/Attach")
    assert upload.brings_a_file("/api/v1/contacts/7/messages")
    assert not upload.brings_a_file("/api/v1/contacts/7/messages/8/media")

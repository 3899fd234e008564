"""A stand-in for Meta's send call in tests: it answers as Meta does and judges every body."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses
from werkzeug.formparser import parse_form_data

from bot.whatsapp import attachments, limits
from tests.bot.whatsapp import meta_schema

API_URL = "https://graph.facebook.com/v26.0"
NUMBER = "690044817732051"
SEND = r"https://graph\.facebook\.com/v26\.0/\d+/messages"
UPLOAD = r"https://graph\.facebook\.com/v26\.0/\d+/media"


class Graph:
    """Every call that went out, in its order; the next answers can be set."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.numbers: list[str] = []
        self.tokens: list[str] = []
        self.answers: list[Any] = []
        self.files: list[tuple[dict[str, str], str, bytes]] = []
        """What was uploaded: the fields, the MIME type and the bytes."""

    def will_answer(self, status: int, body: Any) -> None:
        """Once, instead of taking the next message: a dict as JSON, a str as it is."""
        self.answers.append((status, body))

    def will_fail(self, code: int, status: int = 400, details: str = "") -> None:
        """Once: refuse as Meta does, by one of its codes."""
        error = {"code": code, "message": f"(#{code}) no", "error_data": {"details": details}}
        self.will_answer(status, {"error": error})

    def will_raise(self, error: Exception) -> None:
        """Once: let the connection break in this way."""
        self.answers.append(error)

    def wamids(self) -> list[str]:
        return [f"wamid.OUT{place}" for place, _ in enumerate(self.bodies, 1)]

    def take(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        body = json.loads(request.body or "null")
        self._judge(body)
        self.bodies.append(body)
        self.numbers.append(str(request.url).split("/")[-2])
        self.tokens.append(request.headers["Authorization"])
        return self._answered(self._accepted(body))

    def take_file(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        fields, files = uploaded(request)
        found = meta_schema.upload_problems({**fields, "file": "…"} if files else fields)
        assert not found, found
        self.files.append((fields, files["file"].mimetype, files["file"].read()))
        self.tokens.append(request.headers["Authorization"])
        return self._answered({"id": f"media{len(self.files)}"})

    def _answered(self, accepted: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        if not self.answers:
            return 200, {}, json.dumps(accepted)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, said = answer
        return status, {}, said if isinstance(said, str) else json.dumps(said)

    def _accepted(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("status") == "read":
            return {"success": True}
        to, bsuid = body.get("to"), body.get("recipient")
        contact = (
            {"input": to, "wa_id": to.lstrip("+")} if to else {"input": bsuid, "user_id": bsuid}
        )
        message = {"id": self.wamids()[-1]}
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}

    def _judge(self, body: dict[str, Any]) -> None:
        problems = own_problems(body) + meta_schema.problems(body)
        assert not problems, problems


def uploaded(request: requests.PreparedRequest) -> tuple[dict[str, str], Any]:
    """The fields and the files of a form."""
    environ = {"CONTENT_TYPE": request.headers["Content-Type"], "REQUEST_METHOD": "POST"}
    body = request.body if isinstance(request.body, bytes) else b""
    _, fields, files = parse_form_data(
        environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    )
    return fields.to_dict(), files


def own_problems(body: dict[str, Any]) -> list[str]:
    """What our own reading of Meta's pages has against a rendered body, whoever rendered it."""
    found = [] if body.get("messaging_product") == "whatsapp" else ["messaging_product is missing"]
    if body.get("status") == "read":
        return found + ([] if body.get("message_id") else ["message_id is missing"])
    if ("to" in body) == ("recipient" in body):
        found.append("exactly one of to and recipient must stand")
    if "to" in body and not body["to"].startswith("+"):
        found.append("without a plus sign Meta adds a country code")
    if body.get("type") not in body:
        found.append(f"the object of {body.get('type')!r} is missing")
    return found + [
        f"{path} is too long" for path, text, limit in _lengths(body) if len(text) > limit
    ]


def _lengths(body: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    interactive = body.get("interactive", {})
    action = interactive.get("action", {})
    is_list = interactive.get("type") == "list"
    body_limit = limits.LIST_BODY if is_list else limits.INTERACTIVE_BODY
    yield "text", body.get("text", {}).get("body", ""), limits.TEXT
    for kind in ("image", "video", "document"):
        yield "caption", body.get(kind, {}).get("caption", ""), attachments.CAPTION
    yield "body", interactive.get("body", {}).get("text", ""), body_limit
    yield "footer", interactive.get("footer", {}).get("text", ""), limits.FOOTER
    yield "button", action.get("button", ""), limits.LIST_BUTTON
    for button in action.get("buttons", []):
        yield "title", button["reply"]["title"], limits.BUTTON_TITLE
        yield "id", button["reply"]["id"], limits.BUTTON_ID
    for row in (row for section in action.get("sections", []) for row in section["rows"]):
        yield "row title", row["title"], limits.ROW_TITLE
        yield "row id", row["id"], limits.ROW_ID
        yield "row description", row.get("description", ""), limits.ROW_DESCRIPTION


@pytest.fixture
def graph() -> Iterator[Graph]:
    """Meta's Graph API, without Meta."""
    import re

    stand_in = Graph()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.add_callback(responses.POST, re.compile(SEND), stand_in.take)
        mock.add_callback(responses.POST, re.compile(UPLOAD), stand_in.take_file)
        yield stand_in

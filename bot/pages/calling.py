"""The pages are the API's first client: what they change, and most of what they show, goes through
the calls that programs use, as the agent who is signed in. So one place says what is wrong with a
value, who may do something and what the audit keeps.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypedDict, Unpack

from flask import Response, current_app, request
from werkzeug.test import Client, TestResponse

from bot.api.caller import AT_A_PAGE
from bot.api.repeating import HEADER as KEY
from bot.api.specification import PREFIX
from bot.pages import once
from bot.pages.moments import moments_in
from bot.pages.session import me
from bot.problems import Problem, Wrong

Query = Mapping[str, Any]
SAID = {
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
"""Answers that the person at the page can do something about."""


class Refused(Problem):
    """One of those: it is said on the page. Any other Problem is a page of its own."""


class How(TypedDict, total=False):
    """What goes with a call beside its body."""

    version: str | None
    """The ETag of what is changed, as it was shown."""
    query: Query | None
    form: Mapping[str, Any] | None
    """Sent as multipart/form-data, files among it."""
    part: str | None
    """A Range of a file's bytes."""


@dataclass(frozen=True, slots=True)
class Answer:
    body: Any
    """What the JSON holds; None for an answer without a body."""
    status: int
    version: str | None
    """The ETag of one resource: given back with a change, it refuses what somebody else changed
    meanwhile."""


def get(path: str, query: Query | None = None) -> Any:
    """The body of ``GET /api/v1{path}``. Raises the Problem that the API answers."""
    return answer("GET", path, query=query).body


def every(path: str, query: Query | None = None) -> list[Any]:
    """All items of a list that is short by its nature, such as statuses."""
    items: list[Any] = []
    page = 1
    while True:
        found = get(path, {**(query or {}), "page": page, "page_size": 200})
        items += found["items"]
        if len(found["items"]) < 200 or len(items) >= found["total"]:
            return items
        page += 1


def send(method: str, path: str, body: Any = None, **how: Unpack[How]) -> Any:
    """Change something; the answer's body. Raises the Problem that the API answers: its `errors`
    name the fields."""
    return answer(method, path, body, **how).body


def answer(method: str, path: str, body: Any = None, **how: Unpack[How]) -> Answer:
    """One call. What a form changes by it is changed once, however often the form comes."""
    key = once.key_of(method, path)
    found = _open(method, path, body, key, **how)
    told = found.get_json() if found.is_json and found.get_data() else None
    if found.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        raise _problem(found, told or {})
    if key:
        once.note_done(key)
    return Answer(told, found.status_code, found.headers.get("ETag"))


def file(path: str, query: Query | None = None, keeping: Collection[str] = ()) -> Response:
    """What the API answers as a file, passed on while it is made, with those headers, too."""
    found = _open("GET", path, query=query, part=request.headers.get("Range"))
    if found.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        raise _problem(found, found.get_json(force=True, silent=True) or {})
    kept = {"Content-Type", "Content-Disposition", "Content-Length", *keeping}
    headers = [(name, value) for name, value in found.headers.items() if name in kept]
    return Response(found.response, found.status_code, headers)


def _open(
    method: str, path: str, body: Any = None, key: str | None = None, **how: Unpack[How]
) -> TestResponse:
    """Through the whole application, in a context of its own: nothing of the page's leaks in."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    acting = {AT_A_PAGE: me(), "REMOTE_ADDR": request.remote_addr}
    form = how.get("form")
    content = {"json": body} if body is not None else {"data": form} if form is not None else {}
    with app.app_context():
        return Client(app.wsgi_app).open(
            PREFIX + path,
            method=method,
            query_string=dict(how.get("query") or {}),
            headers=_headers(how, key),
            environ_overrides=acting,
            **content,
        )


def _headers(how: How, key: str | None) -> dict[str, str]:
    version = how.get("version")
    given = {"If-Match": _known(version) if version else None}
    given |= {"Range": how.get("part"), KEY: key}
    return {name: value for name, value in given.items() if value}


def _known(version: str) -> str:
    """It was in a form: what no header can hold is the version of nothing."""
    return version if version.isascii() and version.isprintable() else '"unknown"'


def _problem(found: TestResponse, told: Mapping[str, Any]) -> Problem:
    wrong = [Wrong(one["field"], one["message"]) for one in told.get("errors", [])]
    usual = {"type", "title", "status", "detail", "errors"}
    facts = {name: value for name, value in told.items() if name not in usual}
    headers = {}
    if "Location" in found.headers:  # Of a merged contact: its page stands where the API has it.
        headers["Location"] = found.headers["Location"].removeprefix(PREFIX)
    if "Retry-After" in found.headers:
        headers["Retry-After"] = found.headers["Retry-After"]
    kind = Refused if found.status_code in SAID else Problem
    return kind(found.status_code, moments_in(told.get("detail", "")), wrong, headers, facts)

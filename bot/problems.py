"""What a request is told when it cannot be done: RFC 9457 for programs, the same facts for pages.

Raised in views, laid out here or by a page. Knows no resource.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from flask import json
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response

from models.refusal import Refusal

PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One field that is wrong, and what to do about it."""

    field: str
    message: str


class Problem(HTTPException):
    """An answer that is no success. `headers` go with it; `facts` stand in it beside the rest."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Iterable[Wrong] = (),
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = status
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.facts = dict(facts or {})

    def get_headers(self, environ: Any = None, scope: Any = None) -> list[tuple[str, str]]:
        return [*super().get_headers(environ, scope), *self.headers.items()]


def invalid(field: str, message: str) -> Problem:
    """One field of the request is wrong."""
    return invalids([Wrong(field, message)])


def invalids(errors: Iterable[Wrong]) -> Problem:
    errors = list(errors)
    detail = "; ".join(f"{one.field}: {one.message}" for one in errors)
    return Problem(422, detail, errors)


@contextmanager
def within(part: str) -> Iterator[None]:
    """What is wrong inside is a field of `part` of the request, and is named so."""
    try:
        yield
    except Problem as problem:
        errors = [Wrong(f"{part}.{one.field}", one.message) for one in problem.errors]
        raise (invalids(errors) if errors else problem) from None
    except Refusal as refusal:
        field = f"{part}.{refusal.field}" if refusal.field else part
        raise Refusal(refusal.message, field, refusal.facts) from None


def conflict(refusal: Refusal) -> Problem:
    errors = [Wrong(refusal.field, refusal.message)] if refusal.field else []
    return Problem(409, refusal.message, errors, facts=refusal.facts)


def missing(what: str, id: int) -> Problem:
    return Problem(404, f"there is no {what} {id}")


def database_away() -> Problem:
    return Problem(
        503,
        "the database does not answer at the moment; nothing was changed, try again shortly",
        headers={"Retry-After": "2"},
    )


def disk_full() -> Problem:
    return Problem(507, DISK_FULL)


DISK_FULL = "the disk takes no file at the moment: make room there, and send it again"


def as_json(error: HTTPException) -> Response:
    """The problem object, with the headers that belong to it (Allow, WWW-Authenticate …)."""
    status = error.code or 500
    body = getattr(error, "facts", {}) | {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "status": status,
        "detail": detail_of(error),
        "errors": [asdict(one) for one in getattr(error, "errors", [])],
    }
    response = Response(json.dumps(body), status, content_type=PROBLEM_JSON)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def detail_of(error: HTTPException) -> str:
    return DETAILS.get(type(error).__name__) or error.description or ""


DETAILS = {
    "NotFound": "there is nothing at this address; look at /api/v1/docs for what there is",
    "MethodNotAllowed": "this address does not take that method; see the Allow header",
    "RequestEntityTooLarge": "the body is too large; send it in smaller parts",
    "InternalServerError": "this is a fault of ours, written to the log; nothing was changed",
}

"""What holds for every call of the API: a key, a database, all or nothing, harmless repetition."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, g, request
from flask_smorest import Blueprint

from bot import admission, connection
from bot.api import versions
from bot.api.body import Parser
from bot.api.examples import EXAMPLES
from bot.problems import Problem, conflict, invalid
from models.agents.agent import Agent
from models.agents.api_key import ApiKey, Scope
from models.agents.visibility import administers
from models.audit import acting
from models.base import carried_out, read_whole
from models.idempotency import GONE, KeptAnswer, digest_of, file_digest
from models.refusal import Refusal

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEY_FORM = {"type": "string", "pattern": f"^[ -~]{{1,{LONGEST_KEY}}}$"}
"""Visible ASCII, as the OpenAPI document says it."""
FORM = "multipart/form-data"
SAFE = {"GET", "HEAD", "OPTIONS"}

View = Callable[..., Any]


class Resource(Blueprint):
    """A blueprint whose views answer keys only, and change all that they change or nothing."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, import_name: str, description: str) -> None:
        super().__init__(name, import_name, description=description)
        self._prepare_doc_cbks += [_document_key, _document_match]
        self.before_request(connection.open_for_request)
        self.before_request(_admit)

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: View | None = None, **options: Any
    ) -> None:
        assert view_func
        described = self.doc(**_description(f"{self.name}.{endpoint or view_func.__name__}"))
        super().add_url_rule(rule, endpoint, whole(described(view_func)), **options)


def _description(name: str) -> dict[str, Any]:
    """What the document says of a call beside its schemas."""
    if name not in EXAMPLES:
        return {"operationId": name}
    shown = {"content": {"application/json": {"example": EXAMPLES[name]}}}
    return {"operationId": name, "requestBody": shown}


def caller() -> ApiKey:
    """The key that this request came with."""
    key: ApiKey = g.api_key
    return key


def viewer() -> Agent | None:
    """Through whose eyes the caller sees; None for a program that is nobody's."""
    return caller().agent


def cause() -> str:
    return f"api_key:{caller().id}"


def administrators_only(scope: Scope) -> None:
    """For what depends on the body; everything else is said in bot/access.py."""
    if not administers(viewer()):
        raise Problem(403, "this key's agent is no administrator; use a key that is")
    if scope not in caller().scopes:
        raise Problem(403, f"this needs a key with the scope {scope}")


def admit(*tokens: str) -> None:
    """Let in who has one of these keys, for what their role and the key allow."""
    key = next((found for token in tokens if token and (found := ApiKey.verify(token))), None)
    if key is None or (key.agent is not None and not key.agent.active):
        detail = "give a valid API key in the header Authorization: Bearer KEY"
        raise Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="usher"'})
    g.api_key = key
    admission.check_scope(key.scopes)
    admission.check(key.agent)


def _admit() -> None:
    admit(_token())


def _token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def whole(view: View) -> View:
    """`view` in a transaction: an error takes everything back, what is only read is of one moment.
    A request that PostgreSQL broke off, or that another outran, is done once more: it sees then
    what the other did."""

    @wraps(view)
    def inside(*args: Any, **kwargs: Any) -> Any:
        def answer() -> Response:
            return versions.mark(current_app.make_response(view(*args, **kwargs)))

        if request.method in SAFE:
            return read_whole(answer)
        try:
            return carried_out(lambda: _changed(answer))
        except Refusal as refusal:
            raise conflict(refusal) from None

    return inside


def _changed(answer: Callable[[], Response]) -> Response:
    acting.act(cause(), viewer(), request.remote_addr)
    versions.check()
    return _once(answer)


def _once(answer: Callable[[], Response]) -> Response:
    key = _idempotency_key()
    if key is None:
        return answer()
    if not KeptAnswer.begin(caller(), key):
        detail = "a request with this Idempotency-Key is under way; ask again in a moment"
        raise Problem(409, detail, headers={"Retry-After": "1"})
    kept = KeptAnswer.find(caller(), key)
    if kept:
        return _replay(kept)
    return _keep(key, answer())


def _idempotency_key() -> str | None:
    key = request.headers.get(HEADER) if request.method == "POST" else None
    if key is not None and not (
        1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()
    ):
        raise invalid(HEADER, f"give 1 to {LONGEST_KEY} visible ASCII characters, such as a UUID")
    return key


def _replay(kept: KeptAnswer) -> Response:
    if kept.digest != _digest():
        raise invalid(HEADER, "was used for another request: take a new one for each request")
    if kept.status == GONE:
        raise Problem(410, "this was done; whom the answer told of has been erased since")
    return Response(kept.body, kept.status, {**kept.headers, "Idempotency-Replayed": "true"})


def show_once(field: str) -> None:
    """What the answer has in `field` is kept nowhere, not even for a repetition."""
    g.shown_once = field


def _keep(key: str, response: Response) -> Response:
    if response.status_code < 300:
        headers = {
            name: value
            for name, value in response.headers.items()
            if name in {"Content-Type", "Location"}
        }
        KeptAnswer.keep(
            caller(),
            key,
            digest=_digest(),
            status=response.status_code,
            headers=headers,
            body=_body(response),
            contact=_about(response),
        )
    return response


def _about(response: Response) -> int | None:
    """The contact that the request named or made: what was answered is forgotten with it (X19)."""
    made = MADE.search(response.headers.get("Location", ""))
    body = request.get_json(silent=True) if request.is_json else None
    named = body.get("contact") if isinstance(body, dict) else None
    if made:
        return int(made[1])
    return admission.contact_in_address() or (named if type(named) is int else None)


MADE = re.compile(r"/contacts/([0-9]{1,18})$")


def _body(response: Response) -> str:
    if "shown_once" not in g:
        return response.get_data(as_text=True)
    answer: dict[str, Any] = response.get_json()
    return current_app.json.dumps(answer | {g.shown_once: None})


def _digest() -> str:
    return digest_of(
        request.method.encode(),
        request.full_path.encode(),
        request.mimetype.encode(),
        _form_digest() if request.mimetype == FORM else request.get_data(cache=True),
    )


def _form_digest() -> bytes:
    """Files may be large: they are read in pieces, and are at their beginning afterwards."""
    parts = [json.dumps(sorted(request.form.items(multi=True))).encode()]
    for name, file in request.files.items(multi=True):
        parts += [name.encode(), file_digest(file.stream).encode()]
    return digest_of(*parts).encode()


def _document_key(doc: dict[str, Any], info: Any, *, method: str, **context: Any) -> dict[str, Any]:
    if method == "post":
        parameter = {"in": "header", "name": HEADER, "schema": KEY_FORM}
        doc["parameters"] = [*doc.get("parameters", []), parameter]
    return doc


def _document_match(
    doc: dict[str, Any], info: Any, *, method: str, **context: Any
) -> dict[str, Any]:
    if method.upper() in versions.CHANGES:
        parameter = {"in": "header", "name": versions.HEADER, "schema": {"type": "string"}}
        doc["parameters"] = [*doc.get("parameters", []), parameter]
    return doc

"""Harmless repetition: a POST with an Idempotency-Key is done once, and answered alike each time.
So is every change that a form of our pages makes: bot/pages/once.py. Knows nothing of who may."""

import json
import re
from collections.abc import Callable
from typing import Any

from flask import Response, current_app, g, request

from bot import admission
from bot.api.caller import Caller
from bot.problems import Problem, invalid
from models.agents.api_key import ApiKey, Scope
from models.idempotency import GONE, Holder, KeptAnswer, digest_of, file_digest
from models.ids import id_in

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEY_FORM = {"type": "string", "pattern": f"^[ -~]{{1,{LONGEST_KEY}}}$"}
"""Visible ASCII, as the OpenAPI document says it."""
ABOUT = "Of your choice: the same request under the same one is done once, and answered alike"
FORM = "multipart/form-data"
OF_ITS_FORM = ""
"""The digest of a page's call: what was sent is in the key already."""


def once(answer: Callable[[], Response], caller: Caller) -> Response:
    """What `answer` makes, or made when the caller's request with this key came before."""
    key = _idempotency_key(caller)
    holder = caller.key or caller.agent
    if key is None or holder is None:
        return answer()
    if isinstance(holder, ApiKey) and not KeptAnswer.begin(holder, key):
        detail = "a request with this Idempotency-Key is under way; ask again in a moment"
        raise Problem(409, detail, headers={"Retry-After": "1"})
    digest = _digest() if isinstance(holder, ApiKey) else OF_ITS_FORM
    kept = KeptAnswer.find(holder, key)
    if kept:
        return _replay(kept, digest)
    return _keep(holder, key, digest, answer())


def show_once(field: str) -> None:
    """What the answer has in `field` is kept nowhere, not even for a repetition."""
    g.shown_once = field


def only_look() -> None:
    """Nothing was changed: it is not kept, and looked for anew when it is asked again."""
    g.only_looked = True


def about(contact_id: int | None) -> None:
    """Whom the answer tells of, where neither the address nor the request names them."""
    g.about_contact = contact_id


def document(doc: dict[str, Any], info: Any, *, method: str, **context: Any) -> dict[str, Any]:
    """Tell of the header in the OpenAPI document."""
    if method == "post":
        parameter = {"in": "header", "name": HEADER, "schema": KEY_FORM, "description": ABOUT}
        doc["parameters"] = [*doc.get("parameters", []), parameter]
    return doc


def _idempotency_key(caller: Caller) -> str | None:
    """Programs repeat PATCH, PUT and DELETE without a key; what a form changes is held whatever
    it is, except where nothing is changed."""
    at_page = caller.key is None
    row = admission.row()
    looks = at_page and row is not None and row.scope is Scope.READ
    held = not looks and (at_page or request.method == "POST")
    key = request.headers.get(HEADER) if held else None
    if key is not None and not (
        1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()
    ):
        raise invalid(HEADER, f"give 1 to {LONGEST_KEY} visible ASCII characters, such as a UUID")
    return key


def _replay(kept: KeptAnswer, digest: str) -> Response:
    if kept.digest != digest:
        raise invalid(HEADER, "was used for another request: take a new one for each request")
    if kept.status == GONE:
        raise Problem(410, "this was done; whom the answer told of has been erased since")
    return Response(kept.body, kept.status, {**kept.headers, "Idempotency-Replayed": "true"})


def _keep(holder: Holder, key: str, digest: str, response: Response) -> Response:
    if response.status_code < 300 and "only_looked" not in g:
        headers = {
            name: value
            for name, value in response.headers.items()
            if name in {"Content-Type", "Location"}
        }
        KeptAnswer.keep(
            holder,
            key,
            digest=digest,
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
    if made:
        return int(made[1])
    told: int | None = g.get("about_contact")
    return told or admission.contact_in_address() or _named(body)


def _named(body: Any) -> int | None:
    """The id in every way in which a request may write it."""
    named = body.get("contact") if isinstance(body, dict) else None
    if isinstance(named, float) and named.is_integer():
        named = int(named)
    return id_in(str(named)) or None


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

"""What was typed at the stages of a form that were posted, for a note is among it, which belongs
into no address. It is kept for its agent, and the address of the stage that follows names it: so no
stage is the answer of a POST, and the browser's Back never asks to send one again.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from bot.pages import once
from bot.pages.session import me
from models.idempotency import KeptAnswer, digest_of

NAME = "draft"
"""In the address."""
NOT_TYPED = {"csrf_token", once.FIELD}
"""Of the form as it was shown: the next one that is shown has its own."""
DRAFT = {"kind": "draft"}
"""No answer; and one that is forgotten is a draft no more."""
GONE_SAID = "What was typed here is not kept any more: please begin anew."

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    fields: MultiDict[str, str]
    found: Any = None
    """What was found when they were sent, as JSON."""


def sent() -> MultiDict[str, str]:
    """What was sent, with this request or, kept since, with the one before it."""
    draft = opened()
    return draft.fields if draft else request.values


def opened() -> Draft | None:
    """That which the address names. It is looked for once."""
    if "draft" not in g:
        g.draft = _found(request.args.get(NAME, ""))
    draft: Draft | None = g.draft
    return draft


def keep(fields: Fields, found: Any = None, about: int | None = None) -> Response:
    """On to the stage that follows. With the contact whom they are about they are forgotten (X19);
    old ones are cleared away."""
    kept = [[name, text] for name, text in fields if name not in NOT_TYPED]
    body = json.dumps({"fields": kept, "found": found}, ensure_ascii=False)
    key = secrets.token_urlsafe(16)
    answer: dict[str, Any] = {"digest": digest_of(body.encode()), "status": 200, "headers": DRAFT}
    KeptAnswer.keep(me(), key, **answer, body=body, contact=about)
    KeptAnswer.clear_away()
    return redirect(f"{request.path}?{NAME}={key}", 303)


def _found(key: str) -> Draft | None:
    if request.method == "POST" or not key or "\0" in key:
        return None
    kept = KeptAnswer.find(me(), key)
    if kept is None or kept.headers != DRAFT:
        flash(GONE_SAID, "warning")
        return None
    held = json.loads(kept.body)
    return Draft(MultiDict(map(tuple, held["fields"])), held["found"])

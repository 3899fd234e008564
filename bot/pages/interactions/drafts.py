"""What was typed at the stages of a form that were posted, for a note is among it, which belongs
into no address. It is kept for its agent, and the address of the stage that follows names it: so no
stage is the answer of a POST, and the browser's Back never asks to send one again. Once all is
saved it goes, with those before it: what Back leads to begins anew.
"""

import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import flash, g, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from bot.pages.session import me
from models.idempotency import DRAFT, KeptAnswer, digest_of

NAME = "draft"
"""In the address."""
LAST = "since"
"""In the form and in the address of a stage that keeps none: the draft that was kept last."""
SHORT = 20
"""Characters: only what is shorter stands beside a draft in the address."""
LONGEST = 40
"""Of the way that is known."""
GONE_SAID = "What was typed here is not kept any more: please begin anew."

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Draft:
    key: str
    fields: MultiDict[str, str]
    found: Any = None
    """What was found when they were sent, as JSON."""
    before: tuple[str, ...] = ()
    """The keys of those that were kept before it."""


def sent() -> MultiDict[str, str]:
    """What was sent, with this request or, kept since, with the one before it."""
    draft = opened()
    return draft.fields if draft else request.values


def opened() -> Draft | None:
    """That which the address names. It is looked for once."""
    if "draft" not in g:
        key = "" if request.method == "POST" else request.args.get(NAME, "")
        g.draft = _found(key)
        if key and not g.draft:
            flash(GONE_SAID, "warning")
    draft: Draft | None = g.draft
    return draft


def last() -> str:
    """The key of the draft that was kept last on the way here."""
    draft = opened()
    return draft.key if draft else request.values.get(LAST, "")


def keep(
    fields: Fields, beside: Collection[str], found: Any = None, about: int | None = None
) -> Response:
    """On to the stage that follows. `beside`: those that its address says, too. With the contact
    whom they are about they are forgotten (X19)."""
    kept = [[name, text] for name, text in fields]
    held = {"fields": kept, "found": found, "before": _way()}
    body = json.dumps(held, ensure_ascii=False)
    key = secrets.token_urlsafe(16)
    answer: dict[str, Any] = {"digest": digest_of(body.encode()), "status": 200, "headers": DRAFT}
    KeptAnswer.keep(me(), key, **answer, body=body, contact=about)
    said = {name: text for name, text in kept if name in beside and text and len(text) < SHORT}
    return redirect(f"{request.path}?{urlencode({NAME: key, **said})}", 303)


def forget() -> None:
    """All is saved."""
    KeptAnswer.remove(me(), _way())


def _way() -> list[str]:
    """The keys of the drafts that were kept on the way here."""
    draft = _found(last())
    return [*draft.before, draft.key][-LONGEST:] if draft else []


def _found(key: str) -> Draft | None:
    if not key or "\0" in key:
        return None
    kept = KeptAnswer.find(me(), key)
    if kept is None or kept.headers != DRAFT:
        return None
    held = json.loads(kept.body)
    fields: MultiDict[str, str] = MultiDict(map(tuple, held["fields"]))
    return Draft(key, fields, held["found"], tuple(held.get("before", ())))

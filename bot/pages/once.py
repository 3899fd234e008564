"""A form that is sent twice acts once: two presses, the answer loaded anew, back and sent again, a
proxy that tries again. X15.

Each form has a key, new whenever it is shown. Its calls of the API go under keys made of it and of
what was sent: so the same again is known, and other content is another form. What the first was
answered (where it led to, what was said) the second is answered, also when it comes while the
first is under way: it waits. Knows no page and no call.
"""

import json
import secrets
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus

import peewee
from flask import Response, flash, g, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from bot.pages.session import me
from models.agents.agent import Agent
from models.idempotency import GONE, KeptAnswer, digest_of, file_digest

FIELD = "once"
NEW_EACH_TIME = {"csrf_token", "kept"}
"""Fields that differ when the same is sent again, once somebody had to sign in for it."""
TOLD = "_flashes"
"""Where Flask has in the session what the next page says."""


@dataclass(slots=True)
class Sending:
    """A form that came."""

    agent: Agent
    key: str
    told: list[tuple[str, str]]
    """What was to be said before it."""
    calls: Counter[str] = field(default_factory=Counter)
    done: list[str] = field(default_factory=list)
    """Keys of the calls that were done."""


def new_key() -> str:
    """For a form that is shown."""
    return secrets.token_urlsafe(16)


def begin() -> Answer | None:
    """What the same form was answered before, if it was. Nobody else does it meanwhile."""
    given = request.form.get(FIELD) if request.method == "POST" else None
    if not given or not current_user.is_authenticated:
        return None
    agent, key = me(), _key(given)
    KeptAnswer.hold(agent, key)
    g.sending = Sending(agent, key, _told())
    kept = KeptAnswer.find(agent, key)
    return _again(kept) if kept else None


def key_of(method: str, path: str) -> str | None:
    """The key of the next call of the form that is being done; None for a call that is no form's,
    or only looks."""
    sending: Sending | None = g.get("sending")
    if sending is None or method == "GET":
        return None
    call = f"{method} {path}"
    sending.calls[call] += 1
    return digest_of(sending.key.encode(), call.encode(), b"%d" % sending.calls[call])


def note_done(key: str) -> None:
    g.sending.done.append(key)


def keep(response: Response) -> Response:
    """Where it led to. A form that is shown again changed nothing, and may be sent again; where a
    page is shown that nobody may read twice, what its calls answered is kept."""
    sending: Sending | None = g.get("sending")
    if sending is None or not sending.done or response.status_code != HTTPStatus.SEE_OTHER:
        return response
    told = [one for one in _told() if one not in sending.told]
    body = json.dumps({"to": response.headers["Location"], "told": told}, ensure_ascii=False)
    with suppress(peewee.PeeweeException):  # It is done, and its calls are kept.
        KeptAnswer.conclude(
            sending.agent,
            sending.key,
            sending.done,
            status=response.status_code,
            headers={},
            body=body,
        )
    return response


def end(error: BaseException | None) -> None:
    """A connection that broke has let go already."""
    sending: Sending | None = g.pop("sending", None)
    if sending is not None:
        with suppress(peewee.PeeweeException):
            KeptAnswer.let_go(sending.agent, sending.key)


def _key(given: str) -> str:
    """Of the form and of what was sent with it."""
    fields = [one for one in request.form.items(multi=True) if one[0] not in NEW_EACH_TIME]
    parts = [given, request.full_path, json.dumps(sorted(fields))]
    for name, file in request.files.items(multi=True):
        parts += [name, file.filename or "", file_digest(file.stream)]
    return digest_of(*(part.encode() for part in parts))


def _again(kept: KeptAnswer) -> Answer:
    if kept.status == GONE:  # Whom it told of has been erased since.
        flash("This was done already.")
        return redirect(url_for("pages.home"), HTTPStatus.SEE_OTHER)
    answer = json.loads(kept.body)
    for look, sentence in answer["told"]:
        if (look, sentence) not in _told():
            flash(sentence, look)
    return redirect(answer["to"], kept.status)


def _told() -> list[tuple[str, str]]:
    return [(look, sentence) for look, sentence in session.get(TOLD, [])]

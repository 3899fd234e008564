"""What all pages share: the database, the login, forged forms refused, the frame around them."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from flask import Blueprint, Response, current_app, json, request, session
from flask_login import current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from bot import admission, connection
from bot.door import upload
from bot.pages import menu, once
from bot.pages.origin import from_own_page
from bot.pages.session import me, sessions
from models.agents.visibility import administers
from models.base import read_whole
from models.catalogue import Catalogue
from models.contact.finding.conversations import unread_of
from models.notices.reading import unread

PAGE_SIZE = 50
MOST_TOLD = 2000
"""Bytes."""

View = Callable[..., Any]


class Pages(Blueprint):
    """What a page shows is all of one moment. What it changes, it changes through the API, whose
    calls are transactions."""

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: View | None = None,
        *args: Any,
        **options: Any,
    ) -> None:
        assert view_func
        super().add_url_rule(rule, endpoint, _of_one_moment(view_func), *args, **options)


@cache  # A view at two addresses stays one view.
def _of_one_moment(view: View) -> View:
    @wraps(view)
    def inside(*args: Any, **kwargs: Any) -> Any:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return read_whole(lambda: view(*args, **kwargs))
        return view(*args, **kwargs)

    return inside


csrf = CSRFProtect()
pages = Pages("pages", __name__)
pages.before_request(connection.open_for_request)


@pages.before_request
def _refuse_forged_forms() -> Any:
    if upload.brings_a_file(request.path) and current_user.is_authenticated:
        request.max_content_length = upload.MOST
    try:
        csrf.protect()
    except CSRFError:
        if current_user.is_authenticated or not from_own_page():
            raise
        return sessions.unauthorized()  # Signed out meanwhile, and the token with it.
    return None


# Before it is asked who may: what they did may be out of their sight by now.
pages.before_request(once.begin)
pages.after_request(once.keep)
pages.teardown_request(once.end)


@pages.before_request
def _admit() -> Any:
    found = admission.row()
    if found is not None and found.who is None:
        return None
    if not current_user.is_authenticated:
        return sessions.unauthorized()
    admission.check(me())
    return None


@pages.after_request
def cut_short_what_is_told(response: Response) -> Response:
    """It travels in the cookie, and browsers drop a cookie of more than 4 KB: a name of ten
    thousand letters in it would take all that is told away."""
    told = session.get(once.TOLD)
    if told and len(json.dumps(told)) > MOST_TOLD:
        session[once.TOLD] = [(look, f"{said[:120]} …") for look, said in told[-2:]]
    return response


@pages.context_processor
def _frame() -> dict[str, Any]:
    """What the frame of every page shows."""
    signed_in = current_user.is_authenticated
    return {
        "me": me() if signed_in else None,
        "menu": list(menu.shown_to(me(), menu.GROUPS)) if signed_in else [],
        "administers": signed_in and administers(me()),
        "may": admission.may,
        "news": _news,
        "simulator": current_app.extensions["usher"].config.simulator,
        "organisation": Catalogue.current().organisation,
    }


def _news(endpoint: str) -> int | None:
    """How much there is behind an entry of the menu that I have not seen; None: nobody counts."""
    return NEWS[endpoint](me()) if endpoint in NEWS else None


NEWS = {"pages.notices": unread, "pages.conversations": unread_of}


def sought() -> str:
    """What the address searches for."""
    return request.args.get("q", "").replace("\0", "").strip()[:200]


def page_number() -> int:
    """From the address; nonsense counts as the first page."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1

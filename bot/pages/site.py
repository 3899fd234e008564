"""What all pages share: the database, the login, forged forms refused, the frame around them."""

from typing import Any

from flask import Blueprint, current_app, request
from flask_login import current_user
from flask_wtf import CSRFProtect

from bot import access, connection
from bot.pages.session import me, sessions
from models.agents.visibility import administers
from models.catalogue import Catalogue

PAGE_SIZE = 50

csrf = CSRFProtect()
pages = Blueprint("pages", __name__)
pages.before_request(connection.open_for_request)


@pages.before_request
def _refuse_forged_forms() -> None:
    csrf.protect()


@pages.before_request
def _admit() -> Any:
    found = access.row()
    if found is not None and found.who is None:
        return None
    if not current_user.is_authenticated:
        return sessions.unauthorized()
    access.check(me())
    return None


@pages.context_processor
def _frame() -> dict[str, Any]:
    """What the frame of every page shows."""
    signed_in = current_user.is_authenticated
    return {
        "me": me() if signed_in else None,
        "administers": signed_in and administers(me()),
        "may": access.may,
        "simulator": current_app.extensions["usher"].config.simulator,
        "organisation": Catalogue.current().organisation,
    }


def page_number() -> int:
    """From the address; nonsense counts as the first page."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1

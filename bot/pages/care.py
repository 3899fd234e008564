"""The buttons and the note on a contact's page: who has it, whether the bot may speak. X8, W7."""

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.forms import SAID
from bot.pages.site import pages
from bot.problems import Problem

CALLS: dict[str, tuple[str, Any]] = {
    "claim": ("claim", {}),
    "release": ("release", {}),
    "silence": ("bot", {"silent": True}),
    "wake": ("bot", {"silent": False}),
}
"""By button: the call of the API, and what it is given."""


@pages.post("/contacts/<id:id>/<any(claim,release,silence,wake,note):verb>")
def care(id: int, verb: str) -> Response:
    """Do it, and back to the contact; what is refused is said there, with who has it."""
    call, body = CALLS.get(verb) or ("notes", {"text": request.form.get("text", "").strip()})
    try:
        calling.send("POST", f"/contacts/{id}/{call}", body)
    except Problem as problem:
        if problem.code not in SAID:
            raise
        flash(str(problem.description), "warning")
    return redirect(url_for("pages.contact", id=id), 303)

"""`/settings/whatsapp/templates`: WhatsApp's templates: which can be sent, what they say. W5."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.forms import tried
from bot.pages.site import pages
from bot.problems import Problem

LOOKS = {"APPROVED": "chip-good"} | dict.fromkeys(("REJECTED", "DISABLED", "PAUSED"), "chip-bad")


@pages.get("/settings/whatsapp/templates")
def whatsapp_templates() -> str:
    found, wrong = _found()
    q = request.args.get("q", "").strip()
    shown = [one for one in found if q.lower() in f"{one['name']} {one['body']}".lower()]
    facts = {"templates": shown, "wrong": wrong, "q": q, "looks": LOOKS}
    return render_template("settings/whatsapp_templates.html", **facts)


@pages.post("/settings/whatsapp/templates/ask")
def ask_templates() -> Response:
    """Ask WhatsApp now: what is shown may be minutes old."""
    tried(lambda: calling.get("/templates", {"fresh": "true"}), "This is what WhatsApp says now.")
    return redirect(url_for("pages.whatsapp_templates"), 303)


def _found() -> tuple[list[dict[str, Any]], str]:
    """Or why there are none to show, with the remedy."""
    try:
        return calling.every("/templates"), ""
    except Problem as problem:
        return [], str(problem.description)

"""`/rules/preview`: what the rules would do with one contact, and with those that came lately, told
without doing it. X4, R12."""

from datetime import datetime
from typing import Any

from flask import render_template, request

from bot.pages import calling
from bot.pages.calling import Refused
from bot.pages.rules.triggers import TRIGGERS
from bot.pages.site import pages, sought
from models.assignment.rule import Trigger
from models.ids import id_in

FOUND = 10
"""Contacts that a search offers."""


@pages.get("/rules/preview")
def rules_preview() -> str:
    q = sought()
    trigger = request.args.get("trigger", Trigger.CONTACT_UPDATED.value)
    told, problem = _told(request.args.get("contact", ""), trigger)
    recent = calling.send("POST", "/rules/preview/recent", {}) if "days" in request.args else None
    return render_template(
        "rules/preview.html",
        q=q,
        trigger=trigger,
        triggers=TRIGGERS,
        matches=calling.get("/contacts", {"q": q, "page_size": FOUND})["items"] if q else [],
        told=told,
        problem=problem,
        contact=calling.get(f"/contacts/{request.args['contact']}") if told else None,
        recent=recent,
        since=datetime.fromisoformat(recent["since"]) if recent else None,
    )


def _told(contact: str, trigger: str) -> tuple[Any, str | None]:
    """What would happen to the chosen contact, or why that cannot be said."""
    if not id_in(contact):
        return None, None
    asked = {"contact": id_in(contact), "trigger": trigger}
    try:
        return calling.send("POST", "/rules/preview", asked), None
    except Refused as problem:
        return None, str(problem.description)

"""`/workflows`: which there are, on or off."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot import admission
from bot.pages import calling
from bot.pages.session import me
from bot.pages.site import pages
from bot.pages.workflows.ways import starts
from models.clock import now
from models.workflow.figures import counts

DAYS = 30
"""Over which finished conversations are counted."""


@pages.get("/workflows")
def workflows() -> str:
    counted = counts(now() - timedelta(days=DAYS)) if shows_figures() else None
    return render_template(
        "workflows/list.html",
        workflows=[_shown(one) for one in calling.every("/workflows")],
        counted=counted,
        days=DAYS,
    )


@pages.post("/workflows/<id:id>/switch")
def workflow_switch(id: int) -> Response:
    active = request.form.get("active") == "true"
    found = calling.send("PATCH", f"/workflows/{id}", {"active": active})
    if found["active"]:
        flash(f"“{found['name']}” is on: new conversations begin with it.", "success")
    else:
        flash(f"“{found['name']}” is off: what is running goes on, nothing new begins.", "success")
    return redirect(url_for("pages.workflow", id=id), 303)


def shows_figures() -> bool:
    return admission.may(me(), "workflow_figures.show")


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    """What is no longer understood may say something else of its start."""
    if not one["readable"]:
        return one | {"begins": ""}
    return one | {"begins": starts(one["start"]["on"], one["start"].get("words", []))}

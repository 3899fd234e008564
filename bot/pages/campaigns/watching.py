"""`/campaigns` and `/campaigns/ID`: how far they are, who got them, pausing and stopping them."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from bot.pages import calling, live
from bot.pages.forms import tried
from bot.pages.site import PAGE_SIZE, page_number, pages
from models.campaigns.figures import Standing

GOING = {"scheduled", "running"}
OVER = {"stopped", "done", "failed"}


@pages.get("/campaigns")
def campaigns() -> str:
    return render_template("campaigns/list.html", **_listed())


@pages.get("/campaigns/list")
def campaigns_part() -> Response:
    """The table, which changes by itself."""
    return live.part("campaigns/rows.html", **_listed())


@pages.get("/campaigns/<id:id>")
def campaign(id: int) -> str:
    page, state = page_number(), _state()
    query = {"page": page, "page_size": PAGE_SIZE, **state}
    return render_template(
        "campaigns/one.html",
        recipients=calling.get(f"/campaigns/{id}/recipients", query),
        page=page,
        page_size=PAGE_SIZE,
        state=state.get("state"),
        standings=[one.value for one in Standing],
        **_shown(id),
    )


@pages.get("/campaigns/<id:id>/progress")
def campaign_progress(id: int) -> Response:
    """The part of that page that changes by itself."""
    return live.part("campaigns/figures.html", **_shown(id))


@pages.get("/campaigns/<id:id>/recipients.csv")
def campaign_recipients(id: int) -> Response:
    return calling.file(f"/campaigns/{id}/recipients.csv", _state())


@pages.post("/campaigns/<id:id>/pause")
def pause_campaign(id: int) -> Answer:
    return _changed(id, "pause", "Paused. What was not tried yet waits until it is resumed.")


@pages.post("/campaigns/<id:id>/resume")
def resume_campaign(id: int) -> Answer:
    return _changed(id, "resume", "It goes on.")


@pages.get("/campaigns/<id:id>/stop")
def ask_to_stop_campaign(id: int) -> str:
    return render_template("campaigns/stop.html", **_shown(id))


@pages.post("/campaigns/<id:id>/stop")
def stop_campaign(id: int) -> Answer:
    return _changed(id, "stop", "Stopped. Whose message was not tried yet does not get it.")


def _listed() -> dict[str, Any]:
    page = page_number()
    found = calling.get("/campaigns", {"page": page, "page_size": PAGE_SIZE})
    return {"found": found, "page": page, "page_size": PAGE_SIZE, "going": GOING}


def _shown(id: int) -> dict[str, Any]:
    found = calling.get(f"/campaigns/{id}")
    return {"campaign": found, "going": found["state"] in GOING, "over": found["state"] in OVER}


def _state() -> dict[str, str]:
    """From the address; nonsense counts as all."""
    state = request.args.get("state")
    return {"state": state} if state in set(Standing) else {}


def _changed(id: int, call: str, said: str) -> Answer:
    tried(lambda: calling.send("POST", f"/campaigns/{id}/{call}"), said)
    return redirect(url_for("pages.campaign", id=id), 303)

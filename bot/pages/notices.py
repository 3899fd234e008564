"""`/notices`: what one was told, and whether one has seen it. W6, A11, X9."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.session import me
from bot.pages.site import NEWS, PAGE_SIZE, page_number, pages
from models.ids import id_in


@pages.get("/notices")
def notices() -> str:
    page, only = page_number(), request.args.get("unread")
    query: dict[str, Any] = {"page": page, "page_size": PAGE_SIZE}
    found = calling.get("/notifications", query | ({"unread": "true"} if only else {}))
    return render_template(
        "account/notices.html",
        notices=found["items"],
        total=found["total"],
        page=page,
        page_size=PAGE_SIZE,
        only_unread=bool(only),
    )


@pages.get("/news")
def news() -> dict[str, int]:
    """How much I have not seen, for the menu of a page that stays open."""
    return {endpoint.removeprefix("pages."): count(me()) for endpoint, count in NEWS.items()}


@pages.post("/notices/read")
def read_notices() -> Response:
    """One of them, or all."""
    one = request.form.get("notice", "")
    if one:
        calling.send("POST", f"/notifications/{id_in(one)}/read")
    else:
        told = calling.send("POST", "/notifications/read")
        flash(f"{told['read']} are marked as read.", "success")
    only = "1" if request.form.get("unread") else None
    return redirect(url_for("pages.notices", unread=only), 303)

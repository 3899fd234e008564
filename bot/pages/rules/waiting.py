"""`/rules/backlog`: who waits for whom, and why. X2."""

from datetime import datetime

from flask import render_template

from bot.pages import calling
from bot.pages.site import PAGE_SIZE, page_number, pages
from models.clock import now


@pages.get("/rules/backlog")
def rules_backlog() -> str:
    page = page_number()
    found = calling.get("/backlog", {"page": page, "page_size": PAGE_SIZE})
    return render_template(
        "rules/backlog.html",
        waiting=[one | {"since": datetime.fromisoformat(one["since"])} for one in found["items"]],
        total=found["total"],
        page=page,
        page_size=PAGE_SIZE,
        now=now(),
    )

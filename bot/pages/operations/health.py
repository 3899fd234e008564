"""`/operations`: the health of everything on one page that keeps itself up to date."""

from typing import Any

from flask import Response, render_template
from markupsafe import Markup, escape

from bot.pages import calling, live
from bot.pages.site import pages

STATES = {
    "well": ("good", "All is well."),
    "attention": ("odd", "Something needs attention."),
    "trouble": ("bad", "Something does not work."),
}
LINKS = {
    "inbox": "pages.inbox",
    "outbox": "pages.outbox",
    "jobs": "pages.jobs",
    "backlog": "pages.rules_backlog",
}
"""By queue: the page of its rows."""


@pages.get("/operations")
def operations() -> str:
    return render_template("operations/health.html", **_shown())


@pages.get("/operations/now")
def operations_now() -> Response:
    """The part of that page that changes by itself."""
    return live.part("operations/now.html", **_shown())


def _shown() -> dict[str, Any]:
    return {
        "vitals": calling.get("/operations"),
        "states": STATES,
        "links": LINKS,
        "bytes": bytes_,
        "coded": coded,
    }


def coded(text: str) -> Markup:
    """With what stands between backticks as what one types."""
    parts = [
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def bytes_(count: int) -> str:
    """1.2 GB: as disks are sold."""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.4g} TB"

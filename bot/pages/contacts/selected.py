"""What is done with some contacts: those that were ticked, or all that the filter finds. The form
around the table leads to the page that does it, with an address that says who is meant."""

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from bot.pages.contacts.asked import Asked, asked
from bot.pages.site import pages

TICKED = "pick"
DONE_BY = {
    "change": "pages.change_contacts",
    "csv": "pages.export_contacts",
    "xlsx": "pages.export_contacts",
    "message": "pages.new_campaign",
}
"""By button, the page that does it."""


@pages.get("/contacts/selected")
def selected() -> Response:
    """On to what the pressed button does."""
    do = request.args.get("do", "")
    filter = asked()
    wanted = filter if request.args.get("all") else Asked({"id": request.args.getlist(TICKED)})
    if do not in DONE_BY or not (request.args.get("all") or wanted.filter["id"]):
        flash("Tick the contacts that you mean, or all of them, first.", "warning")
        return redirect(filter.address(), 303)
    more = {"format": do} if do in ("csv", "xlsx") else {}
    return redirect(wanted.plain.address(DONE_BY[do], **more), 303)

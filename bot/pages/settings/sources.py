"""`/settings/sources`: the ways by which contacts come. M6."""

from flask import url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown
from bot.pages.settings import lists
from bot.pages.settings.names import Names
from bot.pages.site import pages
from models.settings import channels
from models.settings.source import Source

ABOUT = (
    "How a contact came: a platform, a campaign, a recommendation. WhatsApp contacts get theirs by "
    "themselves; forms, uploads and the API name one."
)


class SourceForm(Form):
    name = Text(
        "Name",
        description="Short and always the same, such as Facebook, Referral, Website: reports and "
        "filters go by it.",
    )


SOURCES = Names("source", ABOUT, SourceForm, longest=200)


@pages.get("/settings/sources")
def sources() -> str:
    return SOURCES.all_with(lists.wanted())


@pages.route("/settings/sources/add", methods=["GET", "POST"])
def add_source() -> Shown | Response:
    return SOURCES.add()


@pages.route("/settings/sources/<id:id>", methods=["GET", "POST"])
def edit_source(id: int) -> Shown | Response:
    return SOURCES.edit(id)


@pages.route("/settings/sources/<id:id>/delete", methods=["GET", "POST"])
def delete_source(id: int) -> Shown | Response:
    """One in use stays: its contacts get another first."""
    source = calling.get(f"/sources/{id}")
    contacts = (url_for("pages.contacts", source=source["name"]), "Its contacts")
    return SOURCES.delete(
        source,
        Form(),
        obstacle=lists.obstacle(lambda: channels.refuse_source(Source.get_by_id(id))),
        sentences=[] if source["contacts"] else ["No contact came by it."],
        ways=[contacts] if source["contacts"] else [],
    )

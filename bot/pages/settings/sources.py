"""`/settings/sources`: the ways by which contacts come. M6."""

from flask import render_template, url_for
from werkzeug.wrappers import Response

from bot.pages import calling
from bot.pages.forms import Form, Shown, Text, done, shown
from bot.pages.settings import lists
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


@pages.get("/settings/sources")
def sources() -> str:
    part = lists.wanted()
    return render_template(
        "settings/names.html",
        title="Sources",
        about=ABOUT,
        one="source",
        rows=lists.named(calling.every("/sources"), part),
        q=part,
    )


@pages.route("/settings/sources/add", methods=["GET", "POST"])
def add_source() -> Shown | Response:
    form = SourceForm()
    if form.save("POST", "/sources"):
        return done(f"{form.name.data} can be used from now on.", url_for("pages.sources"))
    return _form(form, "New source", "Add")


@pages.route("/settings/sources/<id:id>", methods=["GET", "POST"])
def edit_source(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/sources/{id}")
    form = SourceForm(data=held.body | {"version": held.version})
    if form.save("PATCH", f"/sources/{id}"):
        return done(f"{form.name.data} is saved.", url_for("pages.sources"))
    return _form(form, held.body["name"], "Save")


@pages.route("/settings/sources/<id:id>/delete", methods=["GET", "POST"])
def delete_source(id: int) -> Shown | Response:
    """One in use stays: its contacts get another first."""
    source = calling.get(f"/sources/{id}")
    form = Form()
    if form.save("DELETE", f"/sources/{id}"):
        return done(f"{source['name']} is deleted.", url_for("pages.sources"))
    obstacle = lists.obstacle(lambda: channels.refuse_source(Source.get_by_id(id)))
    who = (url_for("pages.contacts", source=source["name"]), "Its contacts")
    return shown(
        "settings/delete.html",
        form,
        name=source["name"],
        obstacle=obstacle,
        sentences=[] if source["contacts"] else ["No contact came by it."],
        ways=lists.ways(obstacle) + ([who] if source["contacts"] else []),
        back=url_for("pages.sources"),
    )


def _form(form: Form, title: str, save: str) -> Shown:
    marks = {"name": {"required": True, "maxlength": 200, "autofocus": True}}
    facts = {"title": title, "save": save, "marks": marks, "back": url_for("pages.sources")}
    return shown("settings/form.html", form, **facts)

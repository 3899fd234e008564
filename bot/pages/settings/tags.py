"""`/settings/tags`: the words that hang on contacts."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField

from bot.pages import calling
from bot.pages.forms import Form, Shown, Text, done, shown
from bot.pages.settings import lists
from bot.pages.site import PAGE_SIZE, page_number, pages
from models.settings import channels
from models.settings.tag import Tag

ABOUT = (
    "Words that are hung on contacts, such as VIP. A new one stands here as soon as somebody hangs "
    "it on a contact."
)
TAKE_OFF, MOVE = "take_off", "move"


class TagForm(Form):
    name = Text("Name", description="Contacts, rules and workflows follow a new name.")


class RemovalForm(Form):
    then = RadioField(
        "What becomes of those who have it?",
        choices={TAKE_OFF: "They lose it", MOVE: "They get another tag instead"},
        default=TAKE_OFF,
    )
    move_to = StringField("The other tag", description="One that is there already.")

    def query(self) -> dict[str, Any]:
        if "then" not in self or self.then.data == TAKE_OFF:
            return {"take_off": "true"}
        return {"move_to": (self.move_to.data or "").strip()}


@pages.get("/settings/tags")
def tags() -> str:
    part, page = lists.wanted()[:100], page_number()
    query = {"page": page, "page_size": PAGE_SIZE} | ({"q": part} if part else {})
    found = calling.get("/tags", query)
    facts = {"rows": found["items"], "total": found["total"], "page": page, "page_size": PAGE_SIZE}
    return render_template(
        "settings/names.html", title="Tags", about=ABOUT, one="tag", q=part, **facts
    )


@pages.route("/settings/tags/add", methods=["GET", "POST"])
def add_tag() -> Shown | Response:
    form = TagForm()
    if form.save("POST", "/tags"):
        return done(f"{form.name.data} can be used from now on.", url_for("pages.tags"))
    return _form(form, "New tag", "Add")


@pages.route("/settings/tags/<id:id>", methods=["GET", "POST"])
def edit_tag(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/tags/{id}")
    form = TagForm(data=held.body | {"version": held.version})
    if form.save("PATCH", f"/tags/{id}"):
        return done(f"{form.name.data} is saved.", url_for("pages.tags"))
    return _form(form, held.body["name"], "Save")


@pages.route("/settings/tags/<id:id>/delete", methods=["GET", "POST"])
def delete_tag(id: int) -> Shown | Response:
    tag = calling.get(f"/tags/{id}")
    form = RemovalForm()
    if not tag["contacts"] and "then" not in request.form:
        del form.then, form.move_to
    if form.accept(lambda: calling.send("DELETE", f"/tags/{id}", query=form.query())):
        return done(f"{tag['name']} is deleted.", url_for("pages.tags"))
    held = tag["contacts"]
    obstacle = lists.obstacle(lambda: channels.refuse_tag(Tag.get_by_id(id)))
    return shown(
        "settings/delete.html",
        form,
        name=tag["name"],
        obstacle=obstacle,
        sentences=[f"{held or 'No'} {'contacts have' if held > 1 else 'contact has'} it."],
        ways=lists.ways(obstacle),
        back=url_for("pages.tags"),
    )


def _form(form: Form, title: str, save: str) -> Shown:
    marks = {"name": {"required": True, "maxlength": 100, "autofocus": True}}
    facts = {"title": title, "save": save, "marks": marks, "back": url_for("pages.tags")}
    return shown("settings/form.html", form, **facts)

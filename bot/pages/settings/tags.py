"""`/settings/tags`: the words that hang on contacts."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField

from bot.pages import calling
from bot.pages.fields import Text
from bot.pages.forms import Form, Shown
from bot.pages.settings import lists
from bot.pages.settings.names import Names
from bot.pages.site import PAGE_SIZE, page_number, pages
from models.settings import channels
from models.settings.tag import Tag

ABOUT = "Words that hang on contacts. Whoever hangs a new one on a contact makes it."
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


TAGS = Names("tag", ABOUT, TagForm, longest=100)


@pages.get("/settings/tags")
def tags() -> str:
    part, page = lists.wanted()[: TAGS.longest], page_number()
    query = {"page": page, "page_size": PAGE_SIZE} | ({"q": part} if part else {})
    found = calling.get("/tags", query)
    return TAGS.listing(found["items"], part, total=found["total"], page=page, page_size=PAGE_SIZE)


@pages.route("/settings/tags/add", methods=["GET", "POST"])
def add_tag() -> Shown | Response:
    return TAGS.add()


@pages.route("/settings/tags/<id:id>", methods=["GET", "POST"])
def edit_tag(id: int) -> Shown | Response:
    return TAGS.edit(id)


@pages.route("/settings/tags/<id:id>/delete", methods=["GET", "POST"])
def delete_tag(id: int) -> Shown | Response:
    tag = calling.get(f"/tags/{id}")
    form, held = RemovalForm(), tag["contacts"]
    if not held and "then" not in request.form:
        del form.then, form.move_to
    return TAGS.delete(
        tag,
        form,
        obstacle=lists.obstacle(lambda: channels.refuse_tag(Tag.get_by_id(id))),
        sentences=[f"{held or 'No'} {'contacts have' if held > 1 else 'contact has'} it."],
        query=form.query(),
    )

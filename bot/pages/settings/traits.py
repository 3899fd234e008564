"""`/settings/traits`: which facts are kept of contacts, and of which kind each is."""

from typing import Any

from flask import flash, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField

from bot.pages import calling
from bot.pages.forms import Form, Shown, Text, done, shown
from bot.pages.settings import lists
from bot.pages.site import pages
from models.settings import channels
from models.settings.trait import Trait, TraitKind

ABOUT = (
    "What is known of a contact: an answer in a workflow, a column of an upload, what a colleague "
    "wrote down. Rules and filters look at traits."
)
KINDS = {
    TraitKind.TEXT.value: "text",
    TraitKind.NUMBER.value: "number: can be compared, such as a budget",
    TraitKind.DATE.value: "date",
    TraitKind.BOOLEAN.value: "yes or no",
    TraitKind.CHOICE.value: "choice: one of a few answers",
}


class Lines(TextAreaField):
    """A list, one on each line; left empty it is null."""

    def _value(self) -> str:
        return "\n".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        given = valuelist[0].replace("\0", "").splitlines() if valuelist else []
        self.data = [one.strip() for one in given if one.strip()] or None


class TraitForm(Form):
    name = Text("Name", description="As workflows and rules call it, such as budget.")
    kind = SelectField(
        "Kind",
        choices=KINDS,
        description="It can be changed while no contact has a value.",
    )
    choices = Lines(
        "Choices",
        description="Of the kind choice: one on each line, in the order in which they are offered. "
        "Left empty, any text is taken.",
        render_kw={"rows": 6},
    )


@pages.get("/settings/traits")
def traits() -> str:
    part = lists.wanted()
    return render_template(
        "settings/names.html",
        title="Traits",
        about=ABOUT,
        one="trait",
        rows=lists.named(calling.every("/traits"), part),
        q=part,
    )


@pages.route("/settings/traits/add", methods=["GET", "POST"])
def add_trait() -> Shown | Response:
    form = TraitForm()
    if form.save("POST", "/traits"):
        return done(f"{form.name.data} can be used from now on.", url_for("pages.traits"))
    return _form(form, "New trait", "Add")


@pages.route("/settings/traits/<id:id>", methods=["GET", "POST"])
def edit_trait(id: int) -> Shown | Response:
    held = calling.answer("GET", f"/traits/{id}")
    form = TraitForm(data=held.body | {"version": held.version})
    saved: dict[str, Any] = {}
    to, version = f"/traits/{id}", form.version.data or None
    if form.accept(lambda: saved.update(calling.send("PATCH", to, form.body(), version=version))):
        for warning in saved.get("warnings", []):
            flash(f"{warning}.", "warning")
        return done(f"{form.name.data} is saved.", url_for("pages.traits"))
    return _form(form, held.body["name"], "Save")


@pages.route("/settings/traits/<id:id>/delete", methods=["GET", "POST"])
def delete_trait(id: int) -> Shown | Response:
    trait = calling.get(f"/traits/{id}")
    form = Form()
    if form.save("DELETE", f"/traits/{id}"):
        return done(f"{trait['name']} is deleted.", url_for("pages.traits"))
    obstacle = lists.obstacle(lambda: channels.refuse_trait(Trait.get_by_id(id)))
    return shown(
        "settings/delete.html",
        form,
        name=trait["name"],
        obstacle=obstacle,
        sentences=[] if obstacle else ["No contact has a value for it."],
        ways=lists.ways(obstacle),
        back=url_for("pages.traits"),
    )


def _form(form: Form, title: str, save: str) -> Shown:
    marks = {"name": {"required": True, "maxlength": 100, "autofocus": True}}
    facts = {"title": title, "save": save, "marks": marks, "back": url_for("pages.traits")}
    return shown("settings/form.html", form, **facts)

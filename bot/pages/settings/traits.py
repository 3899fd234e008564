"""`/settings/traits`: which facts are kept of contacts, and of which kind each is."""

from typing import Any

from werkzeug.wrappers import Response
from wtforms import SelectField

from bot.pages import calling
from bot.pages.fields import Lines, Text
from bot.pages.forms import Form, Shown
from bot.pages.settings import lists
from bot.pages.settings.names import Names
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

    def body(self) -> dict[str, Any]:
        return super().body() | {"choices": self.choices.data or None}


TRAITS = Names("trait", ABOUT, TraitForm, longest=100)


@pages.get("/settings/traits")
def traits() -> str:
    return TRAITS.all_with(lists.wanted())


@pages.route("/settings/traits/add", methods=["GET", "POST"])
def add_trait() -> Shown | Response:
    return TRAITS.add()


@pages.route("/settings/traits/<id:id>", methods=["GET", "POST"])
def edit_trait(id: int) -> Shown | Response:
    return TRAITS.edit(id)


@pages.route("/settings/traits/<id:id>/delete", methods=["GET", "POST"])
def delete_trait(id: int) -> Shown | Response:
    trait = calling.get(f"/traits/{id}")
    obstacle = lists.obstacle(lambda: channels.refuse_trait(Trait.get_by_id(id)))
    sentences = [] if obstacle else ["No contact has a value for it."]
    return TRAITS.delete(trait, Form(), obstacle=obstacle, sentences=sentences)

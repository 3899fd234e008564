"""The form of what is changed of many contacts: what is left as it is, is not sent. C2."""

from typing import Any

from wtforms import SelectField
from wtforms.fields import SelectChoice

from bot.pages.choices import STATES
from bot.pages.contacts.contact_form import names
from bot.pages.contacts.filtering import owners
from bot.pages.fields import Day, MaybeText, Tags
from bot.pages.forms import Form
from bot.problems import Problem, Wrong
from models.catalogue import Catalogue

NOBODY = "none"
ROWS = 3
"""Traits that one change sets."""
PREFIX = "changes."
"""Under which the API names the fields of a change."""


def _choice(label: str) -> SelectField:
    return SelectField(label, validate_choice=False)


class ChangeForm(Form):
    status = _choice("Status")
    state = _choice("State")
    source = _choice("Source")
    owner = _choice("Owner")
    add_tags = Tags("Tags to add", description="By comma")
    remove_tags = Tags("Tags to take off", description="By comma")
    closure_deadline = Day("Close by")
    trait_0, trait_1, trait_2 = _choice("Trait"), _choice("Trait"), _choice("Trait")
    value_0, value_1, value_2 = MaybeText("Value"), MaybeText("Value"), MaybeText("Value")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        catalogue, same = Catalogue.current(), SelectChoice("", "As it is")
        self.status.choices = [same, *names(catalogue.statuses.values())]
        self.state.choices = [same, *STATES]
        self.source.choices = [same, *names(catalogue.sources.values())]
        self.owner.choices = [
            same,
            SelectChoice(NOBODY, "Nobody: release them"),
            *(SelectChoice(str(one.email), str(one.name)) for one in owners() if one.active),
        ]
        traits = sorted(catalogue.traits.values(), key=lambda one: str(one.name).lower())
        for trait, _ in self.traits:
            trait.choices = [SelectChoice("", "None"), *names(traits)]

    @property
    def traits(self) -> list[tuple[Any, Any]]:
        return [(self[f"trait_{row}"], self[f"value_{row}"]) for row in range(ROWS)]

    def body(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in ("status", "state", "source", "owner")}
        tags = {name: self[name].names() for name in ("add_tags", "remove_tags")}
        rest = {
            "closure_deadline": self.closure_deadline.written(),
            "traits": {trait.data: value.data for trait, value in self.traits if trait.data},
        }
        found = {name: value for name, value in (plain | tags | rest).items() if value}
        return found | ({"owner": None} if found.get("owner") == NOBODY else {})

    def refuse(self, problem: Problem) -> None:
        errors = [Wrong(one.field.removeprefix(PREFIX), one.message) for one in problem.errors]
        super().refuse(Problem(problem.code or 422, str(problem.description), errors))

"""The form of one contact, to add or to edit it: a field for each thing that the API takes, one for
each trait by its kind. C2, A3, M7."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import Field, SelectField
from wtforms.fields import SelectChoice

from bot.pages.choices import STATES
from bot.pages.contacts.filtering import owners
from bot.pages.fields import Day, MaybeText, Tags
from bot.pages.forms import Form
from bot.problems import Problem
from models.catalogue import Catalogue
from models.settings.trait import Trait, TraitKind

TRAITS = "traits-"


class ContactForm(Form):
    name = MaybeText("Name")
    phone = MaybeText("Phone", description="With the country code: +34 600 000 001")
    email = MaybeText("Email")
    status = SelectField("Status", validate_choice=False)
    state = SelectField("State", validate_choice=False)
    source = SelectField("Source", validate_choice=False)
    owner = SelectField(
        "Owner", validate_choice=False, description="Nobody: the rules may find somebody"
    )
    tags = Tags("Tags", description="By comma; new ones are made")
    company = MaybeText("Company", description="A new name makes a company")
    town = MaybeText("Town")
    postcode = MaybeText("Postcode")
    closure_deadline = Day("Close by")
    external_id = MaybeText("Your own key", description="What another program calls this contact")

    taken: list[Any] = []
    """Who has the phone or the key already: shown beside the form."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        catalogue = Catalogue.current()
        self.status.choices = names(catalogue.statuses.values())
        self.state.choices = STATES
        self.source.choices = [SelectChoice("", "None"), *names(catalogue.sources.values())]
        self.owner.choices = [
            SelectChoice("", "Nobody"),
            *(
                SelectChoice(str(one.email), str(one.name))
                for one in owners()
                if one.active or one.email == self.owner.data
            ),
        ]
        for field in self.traits:
            _offer_what_is_held(field)

    @property
    def traits(self) -> list[Field]:
        return [field for name, field in self._fields.items() if name.startswith(TRAITS)]

    def body(self) -> dict[str, Any]:
        return {
            **{name: self[name].data or None for name in PLAIN},
            "tags": self.tags.names(),
            "traits": {field.label.text: field.data or None for field in self.traits},
            "closure_deadline": self.closure_deadline.written(),
        }

    def refuse(self, problem: Problem) -> None:
        super().refuse(problem)
        self.taken = problem.facts.get("contacts", [])


PLAIN = (
    *("name", "phone", "email", "status", "state", "source", "owner", "company", "town"),
    *("postcode", "external_id"),
)
"""Fields that are sent as they are."""


def form_class() -> type[ContactForm]:
    """With a field for each of today's traits."""
    traits = sorted(Catalogue.current().traits.values(), key=lambda one: str(one.name).lower())
    return type("TodaysForm", (ContactForm,), {_field_of(one.name): _field(one) for one in traits})


def values_of(contact: Mapping[str, Any]) -> dict[str, Any]:
    """What the form is filled with from a contact of whom the API tells."""
    named = {
        name: (contact[name] or {}).get("name", "") for name in ("status", "source", "company")
    }
    day = contact["closure_deadline"]
    traits = {_field_of(name): _written(value) for name, value in contact["traits"].items()}
    return {
        **{name: contact[name] for name in PLAIN},
        **named,
        **traits,
        "phone": f"+{contact['phone']}" if contact["phone"] else None,
        "owner": (contact["owner"] or {}).get("email", ""),
        "tags": ", ".join(one["name"] for one in contact["tags"]),
        "closure_deadline": date.fromisoformat(day) if day else None,
    }


def names(rows: Iterable[Any]) -> list[SelectChoice]:
    return [SelectChoice(str(one.name)) for one in rows]


def _field_of(trait: Any) -> str:
    """As a problem's path is read by the form: points are steps there."""
    return f"{TRAITS}{trait}".replace(".", "-")


def _field(trait: Trait) -> Field:
    name = str(trait.name)
    if trait.kind is TraitKind.BOOLEAN:
        words = {"": "Not known", "true": "Yes", "false": "No"}
        choices = [SelectChoice(*one) for one in words.items()]
        return SelectField(name, choices=choices, validate_choice=False)
    if trait.choices:
        choices = [SelectChoice("", "Not known"), *map(SelectChoice, trait.choices)]
        return SelectField(name, choices=choices, validate_choice=False)
    return MaybeText(name, render_kw=LOOKS.get(trait.kind))


def _offer_what_is_held(field: Field) -> None:
    """A value that is no choice any more may stay."""
    if isinstance(field, SelectField):
        offered = list(field.choices or ())
        known = {one.value for one in offered}
        held = {one for one in (field.object_data, field.data) if one} - known
        field.choices = offered + [SelectChoice(one, f"{one} (as it is)") for one in sorted(held)]


LOOKS: dict[Any, dict[str, str]] = {
    TraitKind.NUMBER: {"inputmode": "decimal"},
    TraitKind.DATE: {"type": "date"},
}


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""The form of a rule: a sentence with gaps. What may stand in them is known to the API."""

from collections.abc import Iterable, Iterator
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms import Form as Part
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from bot.pages import words
from bot.pages.conditions import OPS
from bot.pages.fields import Text
from bot.pages.forms import Form
from bot.problems import Problem, Wrong
from models.assignment.rule import Trigger
from models.catalogue import Catalogue
from models.conditions.comparing import number_of
from models.conditions.form import ORDER_OPS
from models.settings.trait import TraitKind

TEAM, AGENTS = "team", "agents"
TRAIT = "trait:"
DRAFT = "rule."
"""What the API puts before the fields of a rule that is only tried."""
TRIGGERS = {
    Trigger.CONTACT_UPDATED.value: "a trait, tag, field or status of a contact changes",
    Trigger.WHATSAPP_CONTACT_CREATED.value: "a first WhatsApp message creates a contact",
}


class ConditionPart(Part):
    field = SelectField("What", validate_choice=False)
    op = SelectField("Comparison", choices=OPS, validate_choice=False)
    value = Text("Value")


class RuleForm(Form):
    name = Text("Name of the rule")
    trigger = RadioField("When", choices=TRIGGERS, default=Trigger.CONTACT_UPDATED.value)
    match = SelectField("How many must hold", choices={"all": "all", "any": "one"})
    conditions = FieldList(FormField(ConditionPart))
    to = RadioField("Give the contact to", choices={AGENTS: "these agents", TEAM: "a team"})
    agents = SelectMultipleField(
        "Agents", coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    team = SelectField("Team", coerce=int, validate_choice=False)
    active = BooleanField("The rule is on", default=True)

    def __init__(self, rule: dict[str, Any] | None = None, version: str | None = None) -> None:
        self._kept = _typed(rule["conditions"]) if rule else {}
        super().__init__(data=_filled(rule) if rule else {"to": AGENTS})
        if not self.is_submitted() and version:
            self.version.data = version
        catalogue = Catalogue.current()
        self._offer_people(catalogue)
        self._offer_fields(catalogue)

    def add_condition(self) -> None:
        self.conditions.append_entry({"op": "is"})
        self._offer_fields(Catalogue.current())

    def remove_condition(self, place: str) -> None:
        if place in map(str, range(len(self.conditions))):
            self.conditions.pop_entry(int(place))

    def body(self) -> dict[str, Any]:
        """As the API takes it: agents, or a team."""
        plain = {name: self[name].data for name in ("name", "trigger", "match", "active")}
        to_team = self.to.data == TEAM
        pool = {TEAM: self.team.data or None} if to_team else {AGENTS: self.agents.data}
        return plain | pool | {"conditions": [self._condition(one) for one in self.conditions]}

    def refuse(self, problem: Problem) -> None:
        problem.errors = [
            Wrong(one.field.removeprefix(DRAFT), one.message) for one in problem.errors
        ]
        super().refuse(problem)
        beside = [one.errors for one in self.conditions]
        if any(beside):
            self.conditions.errors = [*self.conditions.errors, *beside]

    def _named(self, path: str) -> Any:
        """What is wrong stands beside the gap that it is about, and with a team beside the team."""
        name, *parts = path.split(".")
        if name == "conditions" and len(parts) == 2 and parts[0].isdecimal():
            entry = self.conditions[int(parts[0])].form
            return entry[parts[1]] if parts[1] in entry else entry["value"]
        if name == AGENTS and self.to.data == TEAM:
            return self.team
        return super()._named(path)

    def _condition(self, entry: Any) -> dict[str, Any]:
        field, op, text = entry.form.field.data, entry.form.op.data, entry.form.value.data
        found = {"field": field, "op": op}
        if text or op not in ("set", "not_set"):
            found["value"] = self._kept.get((field, op, text), _meant(field, op, text))
        return found

    def _offer_people(self, catalogue: Catalogue) -> None:
        """Who has left is offered only where they are in the rule."""
        chosen = set(self.agents.data or ())
        people = sorted(catalogue.agents.values(), key=lambda one: str(one.name).casefold())
        self.agents.choices = [
            SelectChoice(str(one.id), _about(one))
            for one in people
            if one.active or one.id in chosen
        ]
        teams = sorted(catalogue.teams.values(), key=lambda one: str(one.name).casefold())
        self.team.choices = [
            SelectChoice("0", "Choose a team"),
            *(SelectChoice(str(one.id), str(one.name)) for one in teams),
        ]

    def _offer_fields(self, catalogue: Catalogue) -> None:
        choices = list(_fields(catalogue))
        known = {one.value for one in choices}
        for entry in self.conditions:
            field = entry.form.field
            missing = field.data and field.data not in known
            more = [SelectChoice(field.data, field.data, optgroup="Not defined")] if missing else []
            field.choices = choices + more


def suggestions(catalogue: Catalogue) -> dict[str, list[str]]:
    """What may stand as the value, by the field, where there are names for it."""
    names = {
        "tag": catalogue.tags.values(),
        "source": catalogue.sources.values(),
        "status": catalogue.statuses.values(),
    }
    found = {field: [str(one.name) for one in rows][:500] for field, rows in names.items()}
    found["state"] = ["PROSPECT", "PARTNER", "CLIENT", "OTHER"]
    truths = [one for one in catalogue.traits.values() if one.kind is TraitKind.BOOLEAN]
    return found | {f"{TRAIT}{one.name}": ["yes", "no"] for one in truths}


def _fields(catalogue: Catalogue) -> Iterator[SelectChoice]:
    """What a condition can look at: a trait by its name, with its kind."""
    for name in ("tag", "source", "status", "state"):
        yield SelectChoice(name, name, optgroup="Contact")
    for one in sorted(catalogue.traits.values(), key=lambda one: str(one.name).casefold()):
        yield SelectChoice(
            f"{TRAIT}{one.name}", f"{one.name} ({one.kind.value})", optgroup="Traits"
        )
    for name in ("name", "email"):
        yield SelectChoice(name, name, optgroup="Person")


def _filled(rule: dict[str, Any]) -> dict[str, Any]:
    """What the gaps hold for a rule as the API shows it."""
    return {
        **{name: rule[name] for name in ("name", "trigger", "match", "active")},
        "conditions": [
            {**one, "value": words.value(one["value"]) if "value" in one else ""}
            for one in rule["conditions"]
        ],
        "to": TEAM if rule["team"] else AGENTS,
        "agents": [one["id"] for one in rule["agents"]],
        "team": rule["team"]["id"] if rule["team"] else 0,
    }


def _typed(conditions: Iterable[dict[str, Any]]) -> dict[tuple[str, str, str], Any]:
    """By what is shown of them, the values as they are: a number stays one."""
    return {
        (one["field"], one["op"], words.value(one["value"])): one["value"]
        for one in conditions
        if "value" in one
    }


def _meant(field: str, op: str, text: str) -> Any:
    """What was typed, as a number where numbers are compared."""
    trait = Catalogue.current().trait(field.removeprefix(TRAIT)) if field else None
    of_number = field.startswith(TRAIT) and trait is not None and trait.kind is TraitKind.NUMBER
    number = number_of(text) if of_number or op in ORDER_OPS else None
    return text if number is None else number


def _about(agent: Any) -> str:
    role = agent.role.value.replace("_", " ")
    notes = [role, *([] if agent.role.sells else ["sees closed contacts only"])]
    return f"{agent.name} ({', '.join([*notes, *([] if agent.active else ['not active'])])})"

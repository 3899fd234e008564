"""The form of one step: from the values of the language and back into them. What is wrong with a
value the language says; a form only carries it."""

from collections.abc import Mapping
from typing import Any

import wtforms
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    SelectField,
)

from bot.pages.conditions import OPS
from bot.pages.fields import Text, Words
from bot.pages.moments import NONE
from bot.pages.workflows.step_fields import choice, exit_of, listed, pairs, shown, ways
from bot.pages.workflows.step_text import MADE, Values
from bot.pages.workflows.ways import KINDS
from models.conditions.condition import FIELDS, STATES
from models.workflow.limits import CHOICES_LIMIT

SPEAKS = {"ask": "asks a question", "say": "says something", "": "is silent"}
EXITS = {
    "": NONE,
    "step": "on to the step",
    "person": "a person takes over",
    "end": "it ends",
}
SUBJECTS = {"": NONE, "trait": "the trait", **{one: one for one in FIELDS}}
TESTS = {"": NONE, **OPS}
MORE = 2
"""Empty rows for what is to be added."""
WAYS, CONDITIONS = 10, 5
"""For more than so many no form is readable: they are changed in the text."""


class ChoiceRow(wtforms.Form):
    title, value, description = Text("Title"), Text("Value"), Text("Description")


class ConditionRow(wtforms.Form):
    subject = SelectField("What", choices=SUBJECTS, validate_choice=False)
    trait = Text("Which trait")
    op = SelectField("How", choices=TESTS, validate_choice=False)
    value = Text("Compared with")


class WayRow(wtforms.Form):
    match = SelectField(
        "When", choices={"all": "all of this", "any": "any of this"}, validate_choice=False
    )
    conditions = FieldList(FormField(ConditionRow), max_entries=20)
    exit = SelectField("then", choices=EXITS, validate_choice=False)
    to = Text("Step")


class StepForm(wtforms.Form):
    name = Text("Name of the step")
    speaks = SelectField("The step", choices=SPEAKS, validate_choice=False)
    text = Words("What the customer reads", description="{name} and {a trait} are filled in.")
    kind = SelectField(
        "The answer is",
        choices={"": "as usual", **{one.value: about for one, about in KINDS.items()}},
        validate_choice=False,
    )
    choices = FieldList(FormField(ChoiceRow), max_entries=CHOICES_LIMIT)
    button = Text("Opens the list", description="“Choose”, unless you say so.")
    min, max = Text("From"), Text("Up to")
    set = Text("Keep the answer as the trait")
    fields = Words("Fields of a form", description="One a line: field: trait")
    retries = Text("Asked again, times", description="2, unless you say so.")
    otherwise_exit = SelectField("Then", choices=EXITS, validate_choice=False)
    otherwise_to = Text("Step")
    tag, untag = Text("Add tags", description="Several with commas."), Text("Remove tags")
    status, source = Text("Set the status"), Text("Set the source")
    state = SelectField("Set the state", choices=["", *STATES], validate_choice=False)
    traits = Words("Set traits", description="One a line: name: value")
    hand_over = BooleanField("A person takes over here")
    next = FieldList(FormField(WayRow), max_entries=100)

    def values(self) -> Values:
        """What the language calls what the form says; nothing for what it leaves open."""
        found = {key: make(self) for key, make in MADE.items()}
        if self.speaks.data in ("ask", "say"):
            found = {self.speaks.data: self.text.data, **found}
        return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def filled(name: str, raw: Any, prefix: str = "") -> StepForm:
    """The form of a step, as the text has it."""
    step: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    speaks = next((key for key in ("ask", "say") if key in step), "")
    plain = ("kind", "button", "min", "max", "set", "retries", "status", "source", "state")
    exit, to = exit_of(step.get("otherwise"))
    choices = step.get("choices")
    return StepForm(
        prefix=prefix,
        name=name,
        speaks=speaks,
        text=shown(step.get(speaks)),
        **{key: shown(step.get(key)) for key in plain},
        tag=listed(step.get("tag")),
        untag=listed(step.get("untag")),
        fields=pairs(step.get("fields")),
        traits=pairs(step.get("traits")),
        hand_over=step.get("hand_over") is True,
        otherwise_exit=exit,
        otherwise_to=to,
        choices=[*map(choice, choices if isinstance(choices, list) else [])][:CHOICES_LIMIT],
        next=[] if too_many(step) else ways(step.get("next")),
    )


def too_many(raw: Any) -> bool:
    """Whether there are more ways than a form can show."""
    found = ways(raw.get("next")) if isinstance(raw, Mapping) else []
    return len(found) > WAYS or any(len(way.get("conditions", ())) > CONDITIONS for way in found)


def widened(form: StepForm) -> StepForm:
    """With empty rows for what is to be added."""
    for _ in range(min(MORE, CHOICES_LIMIT - len(form.choices))):
        form.choices.append_entry()
    if len(form.next) < WAYS:
        form.next.append_entry()
    for way in form.next:
        if len(way.form.conditions) < CONDITIONS:
            way.form.conditions.append_entry()
    return form

"""The form of one step: from the values of the language and back into them. What is wrong with a
value the language says; a form only carries it."""

from collections.abc import Callable, Mapping
from typing import Any

import wtforms
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    SelectField,
)

from bot.pages import words
from bot.pages.forms import Text, Words
from bot.pages.workflows.ways import KINDS
from models.conditions.condition import FIELDS, STATES
from models.workflow.limits import CHOICES_LIMIT
from models.workflow.source import resolved

Values = dict[str, Any]

SPEAKS = {"ask": "asks a question", "say": "says something", "": "is silent"}
EXITS = {
    "": words.NONE,
    "step": "on to the step",
    "person": "a person takes over",
    "end": "it ends",
}
SUBJECTS = {"": words.NONE, "trait": "the trait", **{one: one for one in FIELDS}}
TESTS = {"": words.NONE, **words.OPS}
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
        fields=_pairs(step.get("fields")),
        traits=_pairs(step.get("traits")),
        hand_over=step.get("hand_over") is True,
        otherwise_exit=exit,
        otherwise_to=to,
        choices=[*map(_choice, choices if isinstance(choices, list) else [])][:CHOICES_LIMIT],
        next=[] if too_many(step) else _ways(step.get("next")),
    )


def too_many(raw: Any) -> bool:
    """Whether there are more ways than a form can show."""
    found = _ways(raw.get("next")) if isinstance(raw, Mapping) else []
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


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def listed(value: Any) -> str:
    return ", ".join(map(shown, value if isinstance(value, list) else [value]))


def _pairs(value: Any) -> str:
    pairs = value.items() if isinstance(value, Mapping) else ()
    return "\n".join(f"{key}: {shown(one)}" for key, one in pairs)


def _choice(raw: Any) -> dict[str, str]:
    if isinstance(raw, Mapping):
        return {key: shown(raw.get(key)) for key in ("title", "value", "description")}
    return {"title": shown(raw), "value": "", "description": ""}


def exit_of(raw: Any) -> tuple[str, str]:
    if isinstance(raw, Mapping):
        if "go" in raw:
            return "step", shown(raw["go"])
        return (
            ("person", "") if raw.get("hand_over") else ("end", "") if raw.get("end") else ("", "")
        )
    return OUT.get(shown(raw), ""), ""


OUT = {"hand_over": "person", "end": "end"}


def _ways(raw: Any) -> list[dict[str, Any]]:
    if not isinstance(raw, list):
        return [{"exit": "step", "to": shown(raw)}] if shown(raw) else []
    return [_way(one) for one in raw if isinstance(one, Mapping)]


def _way(raw: Mapping[str, Any]) -> dict[str, Any]:
    exit, to = exit_of(raw)
    when = raw.get("when")
    when = when if isinstance(when, Mapping) else {}
    several = when.get("conditions")
    tests = several if isinstance(several, list) else [when] if when else []
    found = [_condition(one) for one in tests if isinstance(one, Mapping)]
    return {"match": shown(when.get("match")) or "all", "conditions": found, "exit": exit, "to": to}


def _condition(raw: Mapping[str, Any]) -> dict[str, str]:
    subject, _, trait = shown(raw.get("field")).partition(":")
    value = raw.get("value")
    for key in ("trait", *FIELDS):
        if key in raw:
            subject, trait = key, shown(raw[key]) if key == "trait" else ""
            value = value if key == "trait" or "value" in raw else raw[key]
    op = shown(raw.get("op")) or ("set" if subject == "trait" and value is None else "is")
    return {"subject": subject, "trait": trait, "op": op, "value": shown(value)}


def _words(name: str) -> Callable[[StepForm], Any]:
    return lambda form: form[name].data


def _meant(name: str) -> Callable[[StepForm], Any]:
    """A number where it is one."""
    return lambda form: resolved(form[name].data or "")


def _several(name: str) -> Callable[[StepForm], Any]:
    def made(form: StepForm) -> Any:
        found = [one.strip() for one in (form[name].data or "").split(",") if one.strip()]
        return found[0] if len(found) == 1 else found

    return made


def _mapped(name: str) -> Callable[[StepForm], Any]:
    def made(form: StepForm) -> Values:
        pairs = [
            line.partition(":") for line in (form[name].data or "").splitlines() if line.strip()
        ]
        return {key.strip(): resolved(value.strip()) for key, _, value in pairs}

    return made


def leads(exit: str | None, to: str | None) -> Values:
    if exit == "person":
        return {"hand_over": True}
    return {"end": True} if exit == "end" else {"go": to or ""} if exit == "step" else {}


def _offered(form: StepForm) -> list[Any]:
    found = (_choice_of(row.form) for row in form.choices)
    return [one for one in found if one]


def _choice_of(row: ChoiceRow) -> Any:
    """A title alone where that says it all."""
    title, value, about = row.title.data, row.value.data, row.description.data
    more = {"value": "" if value == title else value, "description": about}
    more = {key: one for key, one in more.items() if one}
    return {"title": title, **more} if more else title


def _next(form: StepForm) -> Any:
    found = [way for way in (_branch(row.form) for row in form.next) if way]
    plain = len(found) == 1 and set(found[0]) == {"go"}
    return found[0]["go"] if plain else found


def _branch(row: WayRow) -> Values:
    tests = [test for test in (_test(one.form) for one in row.conditions) if test]
    when: Values = tests[0] if len(tests) == 1 else {"match": row.match.data, "conditions": tests}
    return ({"when": when} if tests else {}) | leads(row.exit.data, row.to.data)


def _test(row: ConditionRow) -> Values:
    subject, op, value = row.subject.data, row.op.data, resolved(row.value.data or "")
    if not subject:
        return {}
    found: Values = {"trait": row.trait.data} if subject == "trait" else {}
    if op in ("set", "not_set"):
        return {**found, "op": op} if found else {"field": subject, "op": op}
    if found:
        return {**found, **({"op": op} if op not in ("", "is") else {}), "value": value}
    return {subject: value, **({"op": op} if op not in ("", "is") else {})}


MADE: dict[str, Callable[[StepForm], Any]] = {
    "kind": _words("kind"),
    "choices": _offered,
    "button": _words("button"),
    "min": _meant("min"),
    "max": _meant("max"),
    "set": _words("set"),
    "fields": _mapped("fields"),
    "retries": _meant("retries"),
    "otherwise": lambda form: leads(form.otherwise_exit.data, form.otherwise_to.data),
    "tag": _several("tag"),
    "untag": _several("untag"),
    "status": _words("status"),
    "source": _words("source"),
    "state": _words("state"),
    "traits": _mapped("traits"),
    "hand_over": lambda form: form.hand_over.data or None,
    "next": _next,
}
"""In the order in which a step is written."""
KEYS = ("ask", "say", *MADE)

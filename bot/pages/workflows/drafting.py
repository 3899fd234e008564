"""A draft between its text and its forms: what somebody changed in a form goes into the text. Form
and text may both have been changed: only what the form changed is written over."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from bot.pages.workflows import step_form, step_text, whole_form
from bot.pages.workflows.step_form import StepForm
from bot.pages.workflows.step_text import Values
from bot.pages.workflows.whole_form import WholeForm
from models.workflow.rewriting import Rewritten, rename_step, rewrite
from models.workflow.source import SourceError, load

PREFIX = "step-"
"""Of the names of a form's fields, in whichever is open."""


@dataclass
class Draft:
    text: str
    open: str | None = None
    """The step whose form is open; None for that of the whole."""
    form: StepForm | WholeForm | None = None
    """As it was typed, where it could not be written into the text."""
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def values(self) -> Values | None:
        """None for a text that cannot be read."""
        try:
            return load(self.text)
        except SourceError:
            return None

    def names(self) -> list[str]:
        return list(steps_of(self.values or {}))

    def take(self, posted: MultiDict[str, str]) -> None:
        """Write into the text what the form that was open says otherwise than it did before."""
        form = _posted(self.open, posted)
        before = _before(posted)
        patch = changes(before, form.values(), _keys(self.open))
        renamed = isinstance(form, StepForm) and form.name.data not in ("", self.open)
        if not patch and not renamed:
            return
        if self.values is None:
            self.wrong.append("The text cannot be read: mend it first. The form is kept as it is.")
            self.form = form
            return
        self._write(patch)
        if renamed:
            self._rename(str(form.name.data))

    def add(self, name: str) -> None:
        values = self._readable()
        if values is None:
            return
        steps = steps_of(values)
        if not name or name in steps:
            self.wrong.append("Give the new step a name that no other step has.")
            return
        self._rewrite(values | {"steps": {**steps, name: {"say": "…"}}})
        self.open = name

    def remove(self) -> None:
        values = self._readable()
        if values is not None:
            left = {name: one for name, one in steps_of(values).items() if name != self.open}
            self._rewrite(values | {"steps": left})
            self.open = None

    def opened(self) -> StepForm | WholeForm | None:
        """The form to show."""
        values = self.values
        if self.form is not None or values is None:
            return self.form
        if self.open is None:
            return whole_form.filled(values, PREFIX)
        return step_form.filled(self.open, steps_of(values).get(self.open), PREFIX)

    def _readable(self) -> Values | None:
        values = self.values
        if values is None:
            self.wrong.append("The text cannot be read: mend it first.")
        return values

    def _write(self, patch: Values) -> None:
        values = self.values or {}
        if self.open is None:
            self._rewrite(merged(values, patch, whole_form.KEYS))
            return
        steps = steps_of(values)
        step = steps.get(self.open)
        changed = merged(step if isinstance(step, Mapping) else {}, patch, step_text.KEYS)
        self._rewrite(values | {"steps": {**steps, self.open: changed}})

    def _rename(self, name: str) -> None:
        if name in steps_of(self.values or {}):
            self.wrong.append(f"Another step is called “{name[:60]}” already: choose another name.")
            return
        if not isinstance((self.values or {}).get("steps"), Mapping):
            self.wrong.append("Steps in a list are renamed in the text.")
            return
        self._keep(rename_step(self.text, str(self.open), name))
        self.open = name

    def _rewrite(self, wanted: Values) -> None:
        self._keep(rewrite(self.text, wanted))

    def _keep(self, made: Rewritten) -> None:
        self.text = made.text
        self.lost += made.lost


def steps_of(values: Values) -> Values:
    """By their names, whether they are written as a mapping or as a list."""
    steps = values.get("steps")
    if isinstance(steps, list):
        named = [one for one in steps if isinstance(one, Mapping) and "name" in one]
        return {str(one["name"]): {k: v for k, v in one.items() if k != "name"} for one in named}
    return dict(steps) if isinstance(steps, Mapping) else {}


def changes(before: Values, now: Values, keys: Sequence[str]) -> Values:
    """By key; None takes it away."""
    return {key: now.get(key) for key in keys if now.get(key) != before.get(key)}


def merged(values: Mapping[str, Any], patch: Values, keys: Sequence[str]) -> Values:
    """What is new stands where it usually does."""
    found = [(key, patch.get(key, value)) for key, value in values.items()]
    for key in (one for one in keys if one in patch and one not in values):
        usual = keys[: keys.index(key)]
        before = [at for at, (name, _) in enumerate(found, 1) if name in usual]
        found.insert(max(before, default=0), (key, patch[key]))
    return {key: value for key, value in found if key not in patch or value is not None}


def kept(form: StepForm | WholeForm) -> str:
    """What `take` compares with."""
    return json.dumps(form.values(), ensure_ascii=False)


def _posted(open: str | None, posted: MultiDict[str, str]) -> StepForm | WholeForm:
    form = WholeForm if open is None else StepForm
    made: StepForm | WholeForm = form(posted, prefix=PREFIX)
    return made


def _before(posted: MultiDict[str, str]) -> Values:
    try:
        found = json.loads(posted.get("before", ""))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _keys(open: str | None) -> Sequence[str]:
    return whole_form.KEYS if open is None else step_text.KEYS

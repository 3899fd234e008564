"""Forms that are filled in stage by stage. Each stage carries what was typed at the others: in the
address, so that the browser's Back works; once a note is among it, which belongs into no address,
as a draft that the address names (drafts.py). Laid out by wizard.html.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flask import render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import Field

from bot.pages.choices import offer
from bot.pages.forms import NOT_IN_THE_BODY, Form, Shown, begin_at
from bot.pages.interactions import drafts
from models.interactions.interaction import LONGEST_NOTE

NEXT, SAVE = "next", "save"
"""What a button may ask for beside a stage."""
AT, GO = "at", "go"
"""The stage that was shown, and what its button asks for."""


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    title: str
    fields: Sequence[str]
    changes: bool = False
    """It changes something by itself, and so it is posted."""


class StagedForm(Form):
    stages: ClassVar[Sequence[Stage]]
    private: ClassVar[frozenset[str]] = frozenset({"note"})
    """Fields that never stand in an address."""
    beside: ClassVar[tuple[str, ...]] = ()
    """Fields that stand beside a draft in the address: who begins anew does so with the same."""
    typed: MultiDict[str, str]
    given: set[str]
    """What of it is not as it was from the start."""
    at: Stage
    """The stage that is shown."""

    @classmethod
    def opened(cls, defaults: Mapping[str, str], **pressed: str) -> Self:
        """As it was submitted; `pressed`: what a button of a stage changed of it."""
        typed: MultiDict[str, str] = MultiDict(defaults)
        given = drafts.sent()
        for name in given:
            typed.setlist(name, given.getlist(name))
        for name, value in pressed.items():
            typed[name] = value
        form = cls(formdata=typed)
        form.typed, form.given = typed, {*given, *pressed}
        offer(form)
        form.at = form._stage(typed.get(AT)) or cls.stages[0]
        return form

    @property
    def asked(self) -> str:
        """What the button that was pressed asks for."""
        return self.typed.get(GO, "")

    def saves(self) -> bool:
        """Whether the last button was pressed."""
        return request.method == "POST" and self.asked == SAVE

    @property
    def method(self) -> str:
        """The method by which the stage that is shown is sent."""
        said = self.private & {*self.at.fields, *filter(self._has, self.private)}
        return "post" if said or self.at.changes or self.following() is None else "get"

    def carried(self) -> Iterator[tuple[str, str]]:
        """What the stage that is shown does not ask for."""
        if last := drafts.last():
            yield drafts.LAST, last
        for name in self._fields:
            if name in self.given - NOT_IN_THE_BODY - {*self.at.fields}:
                for value in self.typed.getlist(name):
                    yield name, value

    def moved(self, found: Any = None, about: int | None = None) -> Response | None:
        """On to the stage that a POST led to, where it says itself what is wrong. `found`: what it
        shows; `about`: the contact."""
        if request.method != "POST":
            return None
        own = {*self._fields, AT, GO} - NOT_IN_THE_BODY
        typed = ((one, self.typed.getlist(one)) for one in sorted(self.given & own))
        fields = ((name, text) for name, every in typed for text in every)
        return drafts.keep(fields, self.beside, found, about)

    def save(self, method: str, path: str, body: dict[str, Any] | None = None) -> bool:
        """Then what was kept on the way here is of no use any more."""
        saved = super().save(method, path, body)
        if saved:
            drafts.forget()
        return saved

    def step(self) -> None:
        """To the stage that was asked for, as far as everything before it is right."""
        wanted = self._stage(self.asked) or self.at
        if self.asked == NEXT:
            wanted = self.following() or self.at
        places = list(self.stages)
        for stage in places[: places.index(wanted)]:
            if not self._right(stage):
                wanted = stage
                break
        self.at = wanted

    def following(self) -> Stage | None:
        place = list(self.stages).index(self.at) + 1
        return self.stages[place] if place < len(self.stages) else None

    def before(self) -> Stage | None:
        place = list(self.stages).index(self.at)
        return self.stages[place - 1] if place else None

    def to_what_is_wrong(self, else_at: str | None = None) -> None:
        """The first stage with a field in red."""
        for stage in self.stages:
            if any(self[name].errors for name in stage.fields):
                self.at = stage
                return
        self.at = self._stage(else_at) or self.at

    def _right(self, stage: Stage) -> bool:
        """Each of its fields is looked at, also behind one that is wrong."""
        wrong = [name for name in stage.fields if not self[name].validate(self)]
        return not wrong

    def _has(self, name: str) -> bool:
        return name in self.given and bool(self.typed[name].strip())

    def _stage(self, name: str | None) -> Stage | None:
        return next((one for one in self.stages if one.name == name), None)

    def _named(self, path: str) -> Field | None:
        return self._fields.get(self.places().get(path, "")) or super()._named(path)

    @staticmethod
    def places() -> Mapping[str, str]:
        """Which field shows what the API calls otherwise."""
        return {}


def shown_at(form: StagedForm, template: str, wrong: bool = False, **facts: Any) -> Shown:
    """The stage; 422 when something on it is wrong, of the form or beside it. A stage that was
    posted for the sake of what is private is no mistake."""
    begin_at(form, *form.at.fields)
    html = render_template(template, form=form, longest=LONGEST_NOTE, **facts)
    return (html, 422) if wrong or form.errors else html

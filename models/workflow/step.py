"""One step of a workflow, and where a run may go from it. It knows nothing of the other steps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.conditions import condition
from models.conditions.condition import Condition, Facts, Holds
from models.workflow.outcome import (
    AddTag,
    Effect,
    RemoveTag,
    SetSource,
    SetState,
    SetStatus,
    SetTrait,
)
from models.workflow.spelling import simplify


class Kind(StrEnum):
    """What a question's answer is read as."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    EMAIL = "email"
    PHONE = "phone"
    YES_NO = "yes_no"
    LOCATION = "location"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Choice:
    title: str
    value: str
    description: str | None = None
    simple: str = field(init=False, repr=False, compare=False)
    """The title as answers are compared with it."""
    simple_value: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "simple", simplify(self.title))
        object.__setattr__(self, "simple_value", simplify(self.value))

    def to_json(self) -> dict[str, Any]:
        given = {"title": self.title, "value": self.value, "description": self.description}
        return {key: value for key, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Then:
    """Where a run goes: to a step, to a person (`hand_over`), or to its end (neither)."""

    go: str | None = None
    hand_over: bool = False

    def to_json(self) -> dict[str, Any]:
        if self.hand_over:
            return {"hand_over": True}
        return {"end": True} if self.go is None else {"go": self.go}


END = Then()
PERSON = Then(hand_over=True)


@dataclass(frozen=True, slots=True)
class Branch:
    """Taken when its conditions hold: all or, with `match` any, one of them. Without, always."""

    then: Then
    conditions: tuple[Condition, ...] = ()
    match: str = "all"
    _holds: tuple[Holds, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_holds", tuple(map(condition.compile, self.conditions)))

    def open(self, facts: Facts) -> bool:
        decide = any if self.match == "any" else all
        return decide(holds(facts) for holds in self._holds)

    def to_json(self) -> dict[str, Any]:
        if not self.conditions:
            return self.then.to_json()
        when = {
            "match": self.match,
            "conditions": [condition.to_json(each) for each in self.conditions],
        }
        return {"when": when} | self.then.to_json()


@dataclass(frozen=True, slots=True)
class Step:
    """A question (`ask`), a message (`say`), or neither: silent."""

    name: str
    ask: str | None = None
    say: str | None = None
    kind: Kind = Kind.TEXT
    choices: tuple[Choice, ...] = ()
    """For yes_no always two: yes and no, in the author's words."""
    button: str = "Choose"
    """What opens the list, when the choices are shown as one."""
    min: int | float | str | None = None
    """For dates ISO text, or ``today``."""
    max: int | float | str | None = None
    set: str | None = None
    """The trait that takes the answer."""
    fields: tuple[tuple[str, str], ...] = ()
    """Which field of a WhatsApp Flow sets which trait."""
    retries: int = 2
    otherwise: Then = PERSON
    effects: tuple[Effect, ...] = ()
    """What else happens: when the question is answered, else when the step is reached."""
    hand_over: bool = False
    next: tuple[Branch, ...] = ()

    def leave(self, facts: Facts) -> Then:
        """Where to go when this step is done."""
        if self.hand_over:
            return PERSON
        for branch in self.next:
            if branch.open(facts):
                return branch.then
        return END

    @property
    def listed(self) -> bool:
        """Whether the choices need a list: reply buttons hold three titles and nothing more."""
        return len(self.choices) > 3 or any(choice.description for choice in self.choices)

    def targets(self) -> Iterator[str]:
        """The steps that `next` may lead to."""
        return (branch.then.go for branch in self.next if branch.then.go is not None)

    def to_json(self) -> dict[str, Any]:
        """Everything that is not as it is anyway."""
        given: dict[str, Any] = {"name": self.name} | _shown(self) | _happening(self.effects)
        if self.hand_over:
            given["hand_over"] = True
        if self.next:
            given["next"] = [branch.to_json() for branch in self.next]
        return given


PLAIN = Step("")


def _shown(step: Step) -> dict[str, Any]:
    keys = ("ask", "say", "button", "min", "max", "set", "retries")
    given = {key: getattr(step, key) for key in keys if getattr(step, key) != getattr(PLAIN, key)}
    if step.fields:
        given["fields"] = dict(step.fields)
    if step.kind is not Kind.TEXT:
        given["kind"] = step.kind.value
    if step.choices:
        given["choices"] = [choice.to_json() for choice in step.choices]
    if step.otherwise != PERSON:
        given["otherwise"] = step.otherwise.to_json()
    return given


def _happening(effects: tuple[Effect, ...]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for effect in effects:
        match effect:
            case AddTag(name):
                given.setdefault("tag", []).append(name)
            case RemoveTag(name):
                given.setdefault("untag", []).append(name)
            case SetStatus(name):
                given["status"] = name
            case SetState(state):
                given["state"] = state
            case SetSource(name):
                given["source"] = name
            case SetTrait(name, value):
                given.setdefault("traits", {})[name] = value
    return given

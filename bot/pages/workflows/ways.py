"""A definition in words: what each step says and does, and the ways out of it. Shown by the diagram
and by the list beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.pages import conditions, words
from models.conditions import condition
from models.workflow.definition import PATIENCE, Definition, On
from models.workflow.outcome import (
    AddTag,
    Effect,
    RemoveTag,
    SetSource,
    SetState,
    SetStatus,
    SetTrait,
)
from models.workflow.step import Branch, Kind, Step, Then

KINDS = {
    Kind.TEXT: "any words",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date",
    Kind.EMAIL: "an email address",
    Kind.PHONE: "a phone number",
    Kind.YES_NO: "yes or no",
    Kind.LOCATION: "a place",
    Kind.CHOICE: "one of the choices",
}
STARTS = {
    On.FIRST_MESSAGE: "With somebody's first message",
    On.KEYWORD: "When somebody says",
    On.ANY_MESSAGE: "With any message of somebody whom nobody owns",
}

ELSE = "in any other case"


class Exit(StrEnum):
    STEP = "step"
    PERSON = "person"
    END = "end"


@dataclass(frozen=True, slots=True)
class Way:
    """Where it goes when what `when` says is so; always, when it says nothing."""

    when: str
    exit: Exit
    to: str | None = None
    aside: bool = False
    """Not the way that was meant: no answer, or one that was not understood."""

    @property
    def leads(self) -> str:
        if self.exit is Exit.STEP:
            return f"on to {self.to}"
        return "a person takes over" if self.exit is Exit.PERSON else "it ends"

    @property
    def briefly(self) -> str:
        if self.exit is Exit.STEP:
            return f"→ {self.to}"
        return "→ a person" if self.exit is Exit.PERSON else "it ends"


def ways(step: Step) -> list[Way]:
    """In the order in which they are tried."""
    found = list(_next(step))
    if step.ask is not None:
        tries = step.retries + 1
        when = "not understood" if tries == 1 else f"not understood {tries} times"
        found.append(_way(when, step.otherwise, aside=True))
    return found


def silence(definition: Definition) -> Way | None:
    """Where a conversation goes that nobody continues; None where the definition does not say."""
    timeout = definition.timeout
    return None if timeout == PATIENCE else _way("", timeout.then, aside=True)


def waits(definition: Definition) -> str:
    """What happens before that."""
    timeout = definition.timeout
    text = f"No answer for {length(timeout.after)}"
    if timeout.say is None:
        return text
    times = "once" if timeout.times == 1 else f"{timeout.times} times"
    return f"{text}, said {times}: {timeout.say}"


def begins(definition: Definition) -> str:
    return starts(definition.start.on, definition.start.words)


def starts(on: str, said: tuple[str, ...] | list[str]) -> str:
    text = STARTS[On(on)]
    return f"{text} {' or '.join(said)}" if said else text


def does(step: Step) -> list[str]:
    """What becomes of the contact: for a question when it is answered."""
    kept = [f"keeps it as {step.set}"] if step.set else []
    form = [f"form: {field} as {trait}" for field, trait in step.fields]
    return [*kept, *form, *map(effect, step.effects)]


def answer(step: Step) -> str:
    """What is understood as an answer."""
    low = f" from {step.min}" if step.min is not None else ""
    high = f" up to {step.max}" if step.max is not None else ""
    return f"{KINDS[step.kind]}{low}{high}"


def length(time: timedelta) -> str:
    """As the definition says it: 24 h, 7 days."""
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count, rest = divmod(int(time.total_seconds()), unit)
        if not rest:
            return f"{count} {name}" + ("" if count == 1 else "s")
    return str(time)


def _next(step: Step) -> Iterator[Way]:
    if step.hand_over:
        yield Way("", Exit.PERSON)
        return
    for at, branch in enumerate(step.next):
        yield _way(_when(branch) or (ELSE if at else ""), branch.then)
    if all(branch.conditions for branch in step.next):
        yield Way(ELSE if step.next else "", Exit.END)


def _way(when: str, then: Then, aside: bool = False) -> Way:
    exit = Exit.PERSON if then.hand_over else Exit.STEP if then.go else Exit.END
    return Way(when, exit, then.go, aside)


def _when(branch: Branch) -> str:
    join = " or " if branch.match == "any" else " and "
    return join.join(conditions.condition(condition.to_json(one)) for one in branch.conditions)


def effect(effect: Effect) -> str:
    match effect:
        case AddTag(name):
            return f"tag {name}"
        case RemoveTag(name):
            return f"without tag {name}"
        case SetStatus(name):
            return f"status {name}"
        case SetState(state):
            return f"state {state}"
        case SetSource(name):
            return f"source {name}"
        case SetTrait(name, value):
            return f"{name}: {words.value(value)}"
    return ""

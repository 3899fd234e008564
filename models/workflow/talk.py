"""What one call of the engine gathers: effects, texts still unsaid, and the facts they make."""

from typing import Any

from models.conditions.comparing import fold
from models.conditions.facts import Facts
from models.workflow import asking
from models.workflow.definition import Definition
from models.workflow.outcome import (
    AddTag,
    Effect,
    HandOver,
    Outcome,
    Place,
    RemoveTag,
    RunState,
    Say,
    SetSource,
    SetState,
    SetStatus,
    SetTrait,
)
from models.workflow.step import Step
from models.workflow.text import fill


class Talk:
    def __init__(self, definition: Definition, facts: Facts, version: int) -> None:
        self.definition = definition
        self.facts = facts
        self.version = version
        self.effects: list[Effect] = []
        self.texts: list[str] = []
        self.trail: list[tuple[str, str]] = []

    def do(self, *effects: Effect) -> None:
        """Take effects; the facts that later texts and branches see include them."""
        if effects:
            self.effects += effects
            self.facts = changed(self.facts, effects)

    def note(self, step: Step, word: str) -> None:
        """Keep for the figures what became of a question."""
        self.trail.append((step.name, word))

    def say(self, template: str, addition: str = "") -> None:
        self.texts.append(f"{fill(template, self.facts)} {addition}".strip())

    def ask(self, step: Step, asked: int = 0, nudges: int = 0) -> Outcome:
        question = fill(step.ask or "", self.facts)
        said = asking.ask(step, question, self.texts, self.version)
        self.note(step, "reasked" if asked else "asked")
        return self._running(Place(step.name, asked, nudges), said)

    def wait(self, place: Place) -> Outcome:
        """What was to be said is said, and the run stands where it stood."""
        return self._running(place, asking.say(self.texts))

    def _running(self, place: Place, said: list[Say]) -> Outcome:
        wait = self.definition.timeout.after
        effects = (*self.effects, *said)
        return Outcome(place, RunState.RUNNING, effects, wait, tuple(self.trail))

    def end(self, state: RunState) -> Outcome:
        effects = (*self.effects, *asking.say(self.texts))
        return Outcome(None, state, effects, None, tuple(self.trail))

    def hand_over(self, reason: str) -> Outcome:
        effects = (*self.effects, *asking.say(self.texts), HandOver(reason))
        return Outcome(None, RunState.HANDED_OVER, effects, None, tuple(self.trail))


def changed(facts: Facts, effects: tuple[Effect, ...]) -> Facts:
    """The facts once `effects` have happened."""
    tags, traits = set(facts.tags), dict(facts.traits)
    fields: dict[str, Any] = {}
    for effect in effects:
        match effect:
            case SetTrait(name, value):
                _set(traits, name, value)
            case AddTag(name):
                tags.add(name)
            case RemoveTag(name):
                tags = {tag for tag in tags if fold(tag) != fold(name)}
            case SetStatus(name):
                fields["status"] = name
            case SetState(state):
                fields["state"] = state
            case SetSource(name):
                fields["source"] = name
    # Written out: dataclasses.replace takes a tenth of what an answer costs.
    return Facts(
        name=facts.name,
        email=facts.email,
        status=fields.get("status", facts.status),
        source=fields.get("source", facts.source),
        state=fields.get("state", facts.state),
        tags=frozenset(tags),
        traits=traits,
    )


def _set(traits: dict[str, Any], name: str, value: Any) -> None:
    for other in [other for other in traits if other != name and fold(other) == fold(name)]:
        del traits[other]
    traits[name] = value

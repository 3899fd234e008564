"""What is allowed in a definition and probably not meant: said by `usher workflow check`, and
refused nowhere."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from models.settings.trait import choice_like
from models.workflow.definition import Definition
from models.workflow.fields import Problem
from models.workflow.outcome import SetTrait
from models.workflow.step import Kind, Step

Offered = Callable[[str], Sequence[str] | None]
"""The choices of a trait by its name; None where it may be any text."""

WINDOW = timedelta(hours=26)
"""From here on a wait is too long for words: WhatsApp's 24 hours, and two that are moved before
their end."""


def advice(definition: Definition, offered: Offered = lambda trait: None) -> list[Problem]:
    """What its author should know, each with its remedy."""
    asking = [step for step in definition.steps.values() if step.ask is not None]
    return [
        *(one for step in asking for one in _unkept(step)),
        *(one for step in definition.steps.values() for one in _unfitting(step, offered)),
        *_unsaid(definition),
    ]


def _unkept(step: Step) -> Iterator[Problem]:
    if step.set is None and not step.fields and not step.effects:
        yield Problem(step.name, "keeps its answer nowhere: name a trait with `set`")


def _unfitting(step: Step, offered: Offered) -> Iterator[Problem]:
    """What is written to a trait that does not take it."""
    for trait, value in _written(step):
        choices = offered(trait)
        if choices and (isinstance(value, bool) or choice_like(value, choices) is None):
            yield Problem(
                step.name,
                f"{trait} does not take {value!r:.120}: give one of its choices as `value` "
                f"({', '.join(choices):.300}), or add it to them",
            )


def _written(step: Step) -> Iterator[tuple[str, Any]]:
    """Trait and value, as far as the definition says it."""
    if step.set is not None and step.kind is Kind.CHOICE:
        yield from ((step.set, one.value) for one in step.choices)
    if step.set is not None and step.kind is Kind.YES_NO:
        yield from ((step.set, said) for said in (True, False))
    for effect in step.effects:
        if isinstance(effect, SetTrait):
            yield effect.name, effect.value


def _unsaid(definition: Definition) -> Iterator[Problem]:
    timeout = definition.timeout
    if timeout.say is not None and timeout.after >= WINDOW:
        yield Problem(
            None,
            "timeout: say is never said, for WhatsApp takes free messages for 24 hours only:"
            " shorten `after`",
        )

"""What is allowed in a definition and probably not meant: said by `usher workflow check`, and
refused nowhere."""

from collections.abc import Iterator
from datetime import timedelta

from models.workflow.definition import Definition
from models.workflow.fields import Problem
from models.workflow.step import Step

WINDOW = timedelta(hours=26)
"""From here on a wait is too long for words: WhatsApp's 24 hours, and two that are moved before
their end."""


def advice(definition: Definition) -> list[Problem]:
    """What its author should know, each with its remedy."""
    asking = [step for step in definition.steps.values() if step.ask is not None]
    return [
        *(one for step in asking for one in _unkept(step)),
        *_unsaid(definition),
    ]


def _unkept(step: Step) -> Iterator[Problem]:
    if step.set is None and not step.fields and not step.effects:
        yield Problem(step.name, "keeps its answer nowhere: name a trait with `set`")


def _unsaid(definition: Definition) -> Iterator[Problem]:
    timeout = definition.timeout
    if timeout.say is not None and timeout.after >= WINDOW:
        yield Problem(
            None,
            "timeout: say is never said, for WhatsApp takes free messages for 24 hours only:"
            " shorten `after`",
        )

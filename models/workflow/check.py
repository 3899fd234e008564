"""Judges a whole definition: steps that nobody knows or reaches, stretches without end or too long.

Runs on definitions with other faults too, so that an author sees everything at once.
"""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from models.workflow.definition import Definition
from models.workflow.fields import Problem, close
from models.workflow.limits import TEXT_LIMIT
from models.workflow.step import Step
from models.workflow.template import TemplateError, longest
from models.workflow.text import BREAK

STRETCH_LIMIT = TEXT_LIMIT * 3 // 2
"""What is said between two questions: it always fits into two messages, wherever they are cut."""


GUESSES = 10
"""Unknown steps for which the nearest name is sought: among hundreds it takes its time."""


def check(definition: Definition, problems: list[Problem]) -> None:
    """Add to `problems` what is wrong with the steps together."""
    unknown = list(_unknown(definition))
    missing = list(dict.fromkeys(target for _, _, target in unknown))[:GUESSES]
    meant = {target: close(target, definition.steps) for target in missing}
    problems += [_missing(step, key, target, meant) for step, key, target in unknown]
    problems += _unreachable(definition, meant)
    problems += _endless_or_long(definition)


def _leads(step: Step) -> Iterator[tuple[str, str]]:
    """Where a step leads to, and by which key."""
    for target in step.targets():
        yield "next", target
    if step.ask is not None and step.otherwise.go is not None:
        yield "otherwise", step.otherwise.go


def _unknown(definition: Definition) -> Iterator[tuple[str | None, str, str]]:
    """Step, key and target of whatever leads nowhere."""
    for step in definition.steps.values():
        for key, target in _leads(step):
            if target not in definition.steps:
                yield step.name, key, target
    late = definition.timeout.then.go
    if late is not None and late not in definition.steps:
        yield None, "timeout: then", late


Meant = dict[str, str | None]


def _missing(step: str | None, key: str, target: str, meant: Meant) -> Problem:
    near = meant.get(target)
    remedy = f"did you mean {near!r:.120}?" if near else "add it, or name another"
    return Problem(step, f"{key} leads to an unknown step {target!r:.120}: {remedy}")


def _unreachable(definition: Definition, meant: Meant) -> Iterator[Problem]:
    reached: set[str] = set()
    ahead: list[str | None] = [definition.first.name, definition.timeout.then.go]
    while ahead:
        name = ahead.pop()
        if name is not None and name not in definition.steps:
            # A misspelt target is complained of already: take it for what was meant.
            name = meant.get(name)
        if name is not None and name not in reached:
            reached.add(name)
            ahead += [target for _, target in _leads(definition.steps[name])]
    for name in definition.steps:
        if name not in reached:
            yield Problem(name, "is unreachable: lead to it with `next`, or remove it")


def _endless_or_long(definition: Definition) -> Iterator[Problem]:
    """Problems of the stretches between questions."""
    quiet = {name: step for name, step in definition.steps.items() if step.ask is None}
    graph = {
        name: [target for target in step.targets() if target in quiet]
        for name, step in quiet.items()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = error.args[1][::-1]
        way = " → ".join(circle[:10])
        yield Problem(circle[0], f"goes round without a question ({way}): ask something on the way")
        return
    yield from _long(quiet, graph, order)


def _long(
    quiet: dict[str, Step], graph: dict[str, list[str]], order: list[str]
) -> Iterator[Problem]:
    """`order` has every step after those that it leads to."""
    sizes: dict[str, int] = {}
    for name in order:
        own = _size(quiet[name])
        sizes[name] = own + max((sizes[target] for target in graph[name]), default=0)
        if sizes[name] > STRETCH_LIMIT >= sizes[name] - own:
            yield Problem(
                name,
                f"what is said from here to the next question comes to {sizes[name]} characters;"
                f" {STRETCH_LIMIT} fit into two messages: shorten it, or ask something between",
            )


def _size(step: Step) -> int:
    if step.say is None:
        return 0
    try:
        return longest(step.say) + len(BREAK)
    except TemplateError:  # The text itself was complained of already.
        return 0

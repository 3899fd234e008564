"""Where in a definition's text something stands: the line of a step, of a key in it, and so of what
is wrong. Pure; a text that cannot be read has the one line that its error names."""

import re
from typing import Any

import yaml

from models.workflow.fields import Problem
from models.workflow.source import LOADER

Node = Any


def line_of(source: str, problem: Problem) -> int | None:
    """The line, from 1, about which a problem complains, as near as can be told."""
    return lines_of(source, [problem])[0]


def lines_of(source: str, problems: list[Problem]) -> list[int | None]:
    root = mapping(source)
    return [_line(root, problem) for problem in problems]


def mapping(source: str) -> Node | None:
    """The nodes of a text whose top is a mapping."""
    try:
        root = yaml.compose(source.removeprefix("\ufeff"), Loader=LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return root if isinstance(root, yaml.MappingNode) else None


def value_of(node: Node | None, key: str) -> Node | None:
    found = entry_of(node, key)
    return found[1] if found else None


def entry_of(node: Node | None, key: str) -> tuple[Node, Node] | None:
    """The nodes of a key and its value."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((pair for pair in node.value if pair[0].value == key), None)


def _line(root: Node | None, problem: Problem) -> int | None:
    named = NAMED.match(problem.message)
    if named:
        return int(named[1])
    if problem.step is None:
        return _line_of_entry(entry_of(root, _key(problem)))
    step = _step(value_of(root, "steps"), problem.step)
    within = entry_of(step[1], _key(problem)) if step else None
    return _line_of_entry(within or step)


UNKNOWN = re.compile(r"unknown key (['\"])(.*?)\1:")
NAMED = re.compile(r"line (\d{1,6}):")


def _key(problem: Problem) -> str:
    """Complaints begin with the key that they are about, or name it as unknown."""
    unknown = UNKNOWN.match(problem.message)
    if unknown:
        return unknown[2]
    return re.split(r"[ :]", problem.message, maxsplit=1)[0]


def _step(steps: Node | None, name: str) -> tuple[Node, Node] | None:
    if isinstance(steps, yaml.SequenceNode):
        named = ((value_of(one, "name"), one) for one in steps.value)
        return next(((key, one) for key, one in named if key and key.value == name), None)
    return entry_of(steps, name)


def _line_of_entry(entry: tuple[Node, Node] | None) -> int | None:
    return entry[0].start_mark.line + 1 if entry else None

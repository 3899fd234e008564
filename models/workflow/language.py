"""The workflow language: text or JSON in, a checked definition out, or every problem at once."""

from typing import Any

from models.workflow.definition import (
    Branch,
    Choice,
    Definition,
    DefinitionError,
    Kind,
    Problem,
    Start,
    Step,
    Then,
    Timeout,
)

__all__ = [
    "Branch",
    "Choice",
    "Definition",
    "DefinitionError",
    "Kind",
    "Problem",
    "Start",
    "Step",
    "Then",
    "Timeout",
    "parse",
]


def parse(source: str | dict[str, Any]) -> Definition:
    """The definition in `source` (YAML, JSON or parsed JSON). Raises DefinitionError."""
    raise NotImplementedError

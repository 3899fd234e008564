"""Conditions on what is known of a contact, shared by assignment rules and workflow branches.

Pure and total: whatever the types, `holds` answers and never raises.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Facts:
    """What conditions and texts may know of a contact."""

    name: str | None = None
    email: str | None = None
    status: str | None = None
    source: str | None = None
    state: str | None = None
    tags: frozenset[str] = frozenset()
    traits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` is tag, source, status, state, name, email or ``trait:NAME``."""

    field: str
    op: str
    value: Any = None


class ConditionError(ValueError):
    """A condition that makes no sense: `field` is the wrong part, `message` says the remedy."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def holds(condition: Condition, facts: Facts) -> bool:
    raise NotImplementedError


def compile(condition: Condition) -> Callable[[Facts], bool]:  # noqa: A001
    raise NotImplementedError


def parse(raw: object) -> Condition:
    raise NotImplementedError


def to_json(condition: Condition) -> dict[str, Any]:
    raise NotImplementedError


def actual(condition: Condition, facts: Facts) -> Any:
    raise NotImplementedError

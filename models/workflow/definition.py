"""A workflow as the engine reads it: frozen values, checked by the language before they exist."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from models.condition import Condition


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where (`step` is None for the whole), and what to do about it."""

    step: str | None
    message: str

    def __str__(self) -> str:
        return f"step {self.step!r}: {self.message}" if self.step is not None else self.message


class DefinitionError(ValueError):
    """Everything that is wrong with a definition."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    EMAIL = "email"
    PHONE = "phone"
    YES_NO = "yes_no"
    LOCATION = "location"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Start:
    """What begins a run: `on` is first_message, keyword (one of `words`) or any_message."""

    on: str = "first_message"
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    title: str
    value: str | int | float | bool
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Then:
    """Where a run goes: to a step, to a person (`hand_over`) or to its end (neither)."""

    go: str | None = None
    hand_over: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    then: Then
    conditions: tuple[Condition, ...] = ()
    match: str = "all"


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    ask: str | None = None
    say: str | None = None
    kind: Kind = Kind.TEXT
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeout:
    after: timedelta
    say: str | None = None
    times: int = 0
    then: Then = Then()


@dataclass(frozen=True)
class Definition:
    name: str
    start: Start
    steps: Mapping[str, Step]
    timeout: Timeout
    retry: str | None = None
    late: str = ""
    _: Any = field(default=None, repr=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        """What is stored; `parse` gives the same definition again."""
        raise NotImplementedError

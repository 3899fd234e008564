"""A workflow as the engine reads it: frozen values, checked by the language before they exist."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from models.workflow.spelling import simplify
from models.workflow.step import END, Step, Then

WORD_LIMIT = 200
"""Characters beyond which a message is not looked at for a word."""


class On(StrEnum):
    """What begins a run."""

    FIRST_MESSAGE = "first_message"
    KEYWORD = "keyword"
    ANY_MESSAGE = "any_message"


class Word(StrEnum):
    """What somebody in a run may say about the whole of it."""

    RESTART = "restart"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Start:
    on: On = On.FIRST_MESSAGE
    words: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        words = {"words": list(self.words)} if self.words else {}
        return {"on": self.on.value} | words


@dataclass(frozen=True, slots=True)
class Timeout:
    """After so long without an answer: say so, `times` over, then leave."""

    after: timedelta
    say: str | None = None
    times: int = 0
    then: Then = END

    def to_json(self) -> dict[str, Any]:
        given = {"after": f"{self.after // timedelta(seconds=1)}s", "then": self.then.to_json()}
        return given if self.say is None else given | {"say": self.say, "times": self.times}


PATIENCE = Timeout(after=timedelta(days=30))
"""Where a definition sets no time-out: a conversation that nobody continues ends by itself."""


@dataclass(frozen=True)
class Definition:
    """A whole workflow. `steps` is in order: the first is where a run begins."""

    name: str
    steps: Mapping[str, Step]
    start: Start = Start()
    timeout: Timeout = PATIENCE
    retry: str | None = None
    """Said before a question is asked again; None: the engine's own words, with the reason."""
    late: str | None = None
    """Said to a tap that no longer counts; None: the engine's own words."""
    restart: tuple[str, ...] = ()
    """Words that begin the run anew, at whatever question."""
    cancel: tuple[str, ...] = ()
    """Words that end it."""
    cancelled: str | None = None
    """Said when it was ended so; None: the engine's own words."""
    first: Step = field(init=False)
    _words: Mapping[str, Word] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", next(iter(self.steps.values())))
        words = {simplify(word): Word.RESTART for word in self.restart}
        words |= {simplify(word): Word.CANCEL for word in self.cancel}
        object.__setattr__(self, "_words", words)

    @property
    def has_words(self) -> bool:
        return bool(self._words)

    def word(self, step: Step, text: str) -> Word | None:
        """What `text` asks for, when it is nothing but such a word, and no choice at `step`."""
        said = simplify(text[:WORD_LIMIT])
        chosen = any(said == choice.simple for choice in step.choices)
        return None if chosen else self._words.get(said)

    def to_json(self) -> dict[str, Any]:
        """What is stored: `language.parse` gives the same definition again.

        The steps are a list, for a database's JSON keeps no order of keys.
        """
        given = {
            "name": self.name,
            "start": self.start.to_json(),
            "steps": [step.to_json() for step in self.steps.values()],
            "timeout": None if self.timeout == PATIENCE else self.timeout.to_json(),
            "retry": self.retry,
            "late": self.late,
            "restart": list(self.restart) or None,
            "cancel": list(self.cancel) or None,
            "cancelled": self.cancelled,
        }
        return {key: value for key, value in given.items() if value is not None}

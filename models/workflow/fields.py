"""Reads one mapping of a definition key by key and gathers what is wrong, each with its remedy."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models.workflow.template import VALUE_LIMIT, TemplateError, longest
from models.workflow.text import wordless

NAME_LIMIT = 100
UNKNOWN_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in which step (None: the whole definition), and what to do about it."""

    step: str | None
    message: str

    def __str__(self) -> str:
        return self.message if self.step is None else f"step {self.step!r:.120}: {self.message}"


class DefinitionError(ValueError):
    """Everything that is wrong with a definition."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Fields:
    """One mapping. Each key is asked for once; `finish` complains of those that nobody asked for.

    A getter that finds a wrong value complains and answers as if the key were not there.
    """

    def __init__(
        self, raw: Mapping[str, Any], problems: list[Problem], step: str | None = None, at: str = ""
    ) -> None:
        self.raw = raw
        self.problems = problems
        self.step = step
        self.at = at
        self.known: list[str] = []

    def complain(self, message: str) -> None:
        self.problems.append(Problem(self.step, f"{self.at}{message}"))

    def take(self, key: str) -> Any:
        self.known.append(key)
        return self.raw.get(key)

    def finish(self) -> None:
        unknown = [key for key in self.raw if key not in self.known]
        for key in unknown[:UNKNOWN_SHOWN]:
            self.complain(f"unknown key {key!r:.60}: {nearest(key, self.known)}")
        if len(unknown) > UNKNOWN_SHOWN:
            self.complain(f"{len(unknown) - UNKNOWN_SHOWN} more unknown keys: remove them")

    def inner(self, raw: object, at: str) -> "Fields | None":
        """The fields of a mapping inside this one."""
        if isinstance(raw, Mapping):
            return Fields(raw, self.problems, self.step, f"{self.at}{at}: ")
        self.complain(f"{at}: write a mapping, key: value")
        return None

    def template(self, key: str, limit: int) -> str | None:
        """A text that the contact reads."""
        raw = self.take(key)
        if raw is None and key not in self.raw:
            return None
        if not isinstance(raw, str) or not raw.strip():
            self.complain(
                f"{key} is empty or no text: write what the contact shall read, in quotes"
            )
            return None
        text = raw.strip().replace("\r\n", "\n")
        self._judge(key, text, limit)
        return text

    def _judge(self, key: str, text: str, limit: int) -> None:
        try:
            # An escaped brace takes two characters in the source: more than twice is too long.
            size = longest(text) if len(text) <= 2 * limit else len(text)
        except TemplateError as error:
            self.complain(f"{key}: {error}")
            return
        if size > limit:
            self.complain(
                f"{key} comes to {size} characters (a placeholder counts as {VALUE_LIMIT});"
                f" WhatsApp takes {limit} here: shorten it"
            )
        elif wordless(text):
            self.complain(f"{key} has no words beside its placeholders: it may come out empty")

    def name(self, key: str, limit: int = NAME_LIMIT) -> str | None:
        raw = self.take(key)
        return None if raw is None and key not in self.raw else self.named(raw, key, limit)

    def named(self, raw: object, what: str, limit: int = NAME_LIMIT) -> str | None:
        """A short text on one line; a bare number is taken as its text."""
        text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
        if not isinstance(text, str) or not text.strip():
            self.complain(f"{what} is empty or no text: write a word, in quotes if it is a number")
        elif not text.isprintable():
            self.complain(f"{what} {text!r:.60} has line breaks or control characters: remove them")
        elif len(text.strip()) > limit:
            self.complain(f"{what} {text[:20] + '…'!r} has {len(text)} characters: keep to {limit}")
        else:
            return text.strip()
        return None

    def names(self, key: str) -> tuple[str, ...]:
        """One name or a list of them."""
        raw = self.take(key)
        if key not in self.raw:
            return ()
        found = [self.named(one, key) for one in (raw if isinstance(raw, list) else [raw])]
        return tuple(dict.fromkeys(name for name in found if name is not None))

    def count(self, key: str, low: int, high: int, default: int) -> int:
        raw = self.take(key)
        if key not in self.raw:
            return default
        if isinstance(raw, int) and not isinstance(raw, bool) and low <= raw <= high:
            return raw
        self.complain(f"{key} must be a whole number from {low} to {high}")
        return default

    def truth(self, key: str) -> bool:
        raw = self.take(key)
        if raw is not None and not isinstance(raw, bool):
            self.complain(f"{key} is true or it is left out")
        return raw is True

    def word(self, key: str, words: Iterable[str]) -> str | None:
        """One of `words`."""
        raw = self.take(key)
        if key not in self.raw:
            return None
        allowed = list(words)
        if isinstance(raw, str) and raw.strip() in allowed:
            return raw.strip()
        self.complain(f"{key} {raw!r:.60} is unknown: {nearest(str(raw)[:60], allowed)}")
        return None


def nearest(word: str, known: Iterable[str]) -> str:
    """The remedy for a word that is not among `known`."""
    known = list(known)
    near = close(word, known)
    return f"known are {', '.join(known)}" if near is None else f"did you mean {near!r}?"


def close(word: str, known: Iterable[str]) -> str | None:
    found = difflib.get_close_matches(word[:NAME_LIMIT], list(known), n=1)
    return found[0] if found else None

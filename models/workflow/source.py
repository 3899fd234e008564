"""Reads YAML or JSON into plain objects, without anything that a definition has no use for.

Hostile sources are refused before they cost anything: sizes and depths are bounded, aliases (of
which bombs are made), tags and repeated keys refused. Words mean what YAML 1.2 says: `on`, `yes`
and `no` are words.
"""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

import yaml

SIZE_LIMIT = 256 * 1024
DEPTH_LIMIT = 16
PARTS_LIMIT = 50_000
NUMBER_LIMIT = 1e15
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class SourceError(ValueError):
    """A source that is no YAML or JSON of ours; the message says where and what to do."""


def load(source: object) -> dict[str, Any]:
    """The mapping in `source`: text, or an object that was read already. Raises SourceError."""
    made = _Copy().of(_read(source) if isinstance(source, str) else source)
    if not isinstance(made, dict) or not made:
        raise SourceError("write a mapping with name, start and steps")
    return made


def _read(text: str) -> object:
    if len(text.encode("utf-8", "surrogatepass")) > SIZE_LIMIT:
        raise SourceError(f"longer than {SIZE_LIMIT // 1024} KB: split it into several workflows")
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=_unrepeated)
        except SourceError:
            raise
        except (ValueError, RecursionError):
            pass  # YAML may begin with a brace as well, and its error names the line.
    return _yaml(text)


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise SourceError(f"{key!r:.60} stands twice in one mapping: keep one")
        made[key] = value
    return made


LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is ten times as fast, where PyYAML brings it."""


def _yaml(text: str) -> object:
    try:
        return _Tree().grow(yaml.parse(text, Loader=LOADER))
    except SourceError:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise SourceError(f"line {line}: this is no YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise SourceError(f"this is no YAML: {' '.join(str(error).split())[:300]}") from None


class _Tree:
    """Plain objects from YAML's events, one after the other: depth costs no recursion."""

    def __init__(self) -> None:
        self.top: list[Any] = []
        self.open: list[Any] = [self.top]
        self.keys: list[str | None] = [None]

    def grow(self, events: Iterable[yaml.Event]) -> object:
        for event in events:
            self._take(event)
        if len(self.top) != 1:
            raise SourceError("write one document, a mapping with name, start and steps")
        return self.top[0]

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
            self._refuse(event, "anchors and tags are not understood: write the value out")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
            self.keys.pop()

    def _begin(self, event: yaml.Event) -> None:
        made: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(made, event)
        self.open.append(made)
        self.keys.append(None)
        if len(self.open) > DEPTH_LIMIT:
            self._refuse(event, "nested too deeply: no part of a workflow needs that")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if isinstance(self.open[-1], dict) and self.keys[-1] is None:
            if event.value in self.open[-1]:
                self._refuse(event, f"{event.value!r:.60} stands twice in one mapping: keep one")
            self.keys[-1] = event.value
        else:
            self._put(resolved(event.value) if event.implicit[0] else event.value, event)

    def _put(self, value: Any, event: yaml.Event) -> None:
        into, key = self.open[-1], self.keys[-1]
        if isinstance(into, list):
            into.append(value)
        elif key is None:
            self._refuse(event, "a key must be a word")
        else:
            into[key] = value
            self.keys[-1] = None

    def _refuse(self, event: yaml.Event, message: str) -> NoReturn:
        mark = event.start_mark
        raise SourceError(f"line {mark.line + 1}: {message}" if mark else message)


WORDS = {"": None, "~": None, "null": None, "true": True, "True": True, "false": False}
WORDS |= {"False": False, "Null": None, "NULL": None, "TRUE": True, "FALSE": False}
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
BROKEN = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")


def resolved(word: str) -> Any:
    """What an unquoted word means: nothing, a truth or a number; else it is text."""
    if word in WORDS:
        return WORDS[word]
    if WHOLE.fullmatch(word):
        return int(word)
    return float(word) if BROKEN.fullmatch(word) else word


class _Copy:
    """A bounded copy of plain objects, whoever made them."""

    def __init__(self) -> None:
        self.parts = 0
        self.size = 0

    def of(self, value: object, depth: int = 0) -> object:
        self.parts += 1
        if self.parts > PARTS_LIMIT or self.size > SIZE_LIMIT or depth > DEPTH_LIMIT:
            raise SourceError("too large or nested too deeply: split it into several workflows")
        if isinstance(value, dict):
            return {self._key(key): self.of(part, depth + 1) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(part, depth + 1) for part in value]
        return self._scalar(value)

    def _key(self, key: object) -> str:
        # Readers of YAML 1.1 take the bare word `on` for true.
        return "on" if key is True else self._text(key if isinstance(key, str) else f"{key!r:.60}")

    def _scalar(self, value: object) -> object:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, int | float) and not abs(value) < NUMBER_LIMIT:
            raise SourceError(f"a number is no number or too large: keep it under {NUMBER_LIMIT:g}")
        if value is None or isinstance(value, bool | int | float):
            return value
        raise SourceError(f"a {type(value).__name__} is no part of YAML or JSON")

    def _text(self, text: str) -> str:
        self.size += len(text)
        # PostgreSQL refuses NUL and lone surrogates.
        if UNSTORABLE.search(text):
            raise SourceError(f"{text!r:.60} holds a character that cannot be stored: remove it")
        return text

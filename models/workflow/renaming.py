"""A definition's text with today's names in the place of former ones; comments, order and spelling
stay as their author wrote them. Pure.

Which word is a name is not guessed: a word is written anew where the definition that is read from
the text means the same after it. What cannot be told so stays as it was, and goes on meaning it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from models.conditions.comparing import fold
from models.workflow import language
from models.workflow.fields import DefinitionError
from models.workflow.names import renamed
from models.workflow.source import LOADER

Former = Mapping[tuple[str, str], str]
"""What things are called today, by their kind and the folded name that they had before."""


class Edit(NamedTuple):
    """A place of the text, and what may be written there: the first that fits."""

    start: int
    end: int
    options: tuple[str, ...]


def in_todays_names(source: str, former: Former) -> str:
    """`source` with what was renamed since, as far as that can be told."""
    text = source.removeprefix("\ufeff")
    edits = _edits(text, former)
    wanted = _meaning(text, former) if edits else None
    if wanted is None:
        return source
    made = _written(text, _fitting(text, edits, former, wanted))
    return made if _meaning(made, {}) == wanted else source


def _meaning(text: str, former: Former) -> dict[str, Any] | None:
    try:
        definition = language.parse(text).to_json()
    except DefinitionError:
        return None
    return renamed(definition, lambda kind, name: former.get((kind, fold(name)), name))


def _fitting(
    text: str, edits: Sequence[Edit], former: Former, wanted: dict[str, Any]
) -> list[Edit]:
    """All at once, for mostly all fit; else by halves."""
    if not edits or _meaning(_written(text, edits), former) == wanted:
        return list(edits)
    if len(edits) > 1:
        half = len(edits) // 2
        parts = (edits[:half], edits[half:])
        return [one for part in parts for one in _fitting(text, part, former, wanted)]
    choices = [edits[0]._replace(options=(option,)) for option in edits[0].options[1:]]
    fits = (one for one in choices if _meaning(_written(text, [one]), former) == wanted)
    return list(filter(None, [next(fits, None)]))


def _written(text: str, edits: Sequence[Edit]) -> str:
    for start, end, options in reversed(edits):
        text = text[:start] + options[0] + text[end:]
    return text


def _edits(text: str, former: Former) -> list[Edit]:
    """Every word that a thing was called once, in the order of the text, be it a name or not."""
    names: dict[str, list[str]] = {}
    for (_, old), new in former.items():
        names.setdefault(old, []).append(new)
    return [edit for scalar in _scalars(text, names) for edit in _edits_in(text, scalar, names)]


def _scalars(text: str, names: Mapping[str, Any]) -> Iterator[Any]:
    if not names:
        return
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.ScalarEvent):
                yield event
    except yaml.YAMLError:
        return


def _edits_in(text: str, scalar: Any, names: Mapping[str, list[str]]) -> Iterator[Edit]:
    start, end = scalar.start_mark.index, scalar.end_mark.index
    prefix = TRAIT if fold(scalar.value).startswith(TRAIT) else ""
    news = names.get(fold(scalar.value[len(prefix) :]), [])
    if news:
        yield Edit(start, end, tuple(_words(scalar, [prefix + new for new in news])))
    for placeholder in PLACEHOLDER.finditer(text, start, end):
        news = names.get(fold(placeholder[1]), [])
        if news:
            options = tuple(_escaped(scalar, new) for new in news)
            yield Edit(placeholder.start(1), placeholder.end(1), options)


def _words(scalar: yaml.ScalarEvent, news: list[str]) -> Iterator[str]:
    """As the author wrote the word; in quotes where it would not be one otherwise."""
    quote = scalar.style if scalar.style in QUOTES else ""
    for new in news:
        yield f"{quote}{_escaped(scalar, new)}{quote}"
    yield from (json.dumps(new, ensure_ascii=False) for new in news)


def _escaped(scalar: yaml.ScalarEvent, new: str) -> str:
    if scalar.style == "'":
        return new.replace("'", "''")
    return json.dumps(new, ensure_ascii=False)[1:-1] if scalar.style == '"' else new


TRAIT = "trait:"
QUOTES = ("'", '"')
PLACEHOLDER = re.compile(r"\{([^{}\n]+)\}")

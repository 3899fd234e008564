"""Texts with placeholders: `{name}`, `{trait name}`, nothing else; `{{` and `}}` show braces.

Python's own formatting is never used: a text must not be able to look into objects.
"""

import re
from functools import lru_cache
from typing import NamedTuple

VALUE_LIMIT = 100
"""Characters that a value takes at most in a text, and what a placeholder counts for beforehand."""


class TemplateError(ValueError):
    """A text whose braces make no sense; the message says the remedy."""


class Part(NamedTuple):
    """A stretch of text as it stands, or a placeholder's name."""

    text: str
    placeholder: bool = False


@lru_cache(maxsize=4096)
def parts(source: str) -> tuple[Part, ...]:
    """The stretches of `source`, in order. Raises TemplateError."""
    found: list[Part] = []
    for match in TOKEN.finditer(source):
        _check(match)
        if match["plain"]:
            found.append(Part(match["plain"]))
        elif match["brace"]:
            found.append(Part(match["brace"][0]))
        else:
            found.append(Part(match["name"], placeholder=True))
    return tuple(found)


def longest(source: str) -> int:
    """How many characters the text has at most, whatever the contact's name and traits."""
    return sum(VALUE_LIMIT if part.placeholder else len(part.text) for part in parts(source))


TOKEN = re.compile(
    r"(?P<plain>[^{}]+)|(?P<brace>\{\{|\}\})|\{(?P<name>[^{}]*)\}|(?P<stray>[{}])", re.DOTALL
)
NAME = re.compile(r"[^\W\d][^.:!\[\]\x00-\x1f]*(?<!\s)")


def _check(match: re.Match[str]) -> None:
    if match["stray"]:
        raise TemplateError(f"a {match['stray']} without its partner: write it twice to show it")
    name = match["name"]
    if name is None:
        return
    if not NAME.fullmatch(name) or len(name) > VALUE_LIMIT:
        raise TemplateError(
            f"{{{name[:50]}}} is no placeholder: only {{name}} and {{a trait's name}} are;"
            " write {{ and }} to show braces"
        )

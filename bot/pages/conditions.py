"""Conditions in words: rules and workflows ask by the same ones."""

from typing import Any

from bot.pages.words import value

OPS = {
    "is": "is",
    "is_not": "is not",
    "contains": "contains",
    "gt": "is more than",
    "gte": "is at least",
    "lt": "is less than",
    "lte": "is at most",
    "set": "is known",
    "not_set": "is not known",
}


def condition(one: dict[str, Any]) -> str:
    """``budget is at least 1000``."""
    kind, _, name = one["field"].partition(":")
    words = f"{name if kind == 'trait' else kind} {OPS[one['op']]}"
    return f"{words} {value(one['value'])}" if "value" in one else words


FILTERS = {"condition": condition}

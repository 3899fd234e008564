"""Small checks that every kind of message shares: required keys, lengths, unknown keys. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from bot.simulator.errors import GraphError

Json = Mapping[str, Any]


def required(parent: Json, key: str, path: str) -> Any:
    """The value under `key`; 131008 when it is missing or empty."""
    value = parent.get(key)
    if value in (None, "", [], {}):
        raise GraphError(131008, f"The parameter {path}['{key}'] is required.")
    return value


def mapping(parent: Json, key: str, path: str, allowed: Collection[str] | None = None) -> Json:
    """The object under `key`; 131008 when missing, 100 when it is no object or has other keys."""
    value = required(parent, key, path)
    if not isinstance(value, Mapping):
        raise GraphError(100, f"Param {path}['{key}'] must be a JSON object.")
    if allowed is not None:
        only(value, allowed, f"{path}['{key}']")
    return value


def only(value: Json, allowed: Collection[str], path: str) -> None:
    """100 when an object has a key that Meta does not know."""
    for key in value:
        if key not in allowed:
            raise GraphError(100, f'Unexpected key "{key}" on param "{path}".')


def items(parent: Json, key: str, path: str) -> list[Json]:
    """The list of objects under `key`; 131008 when missing or empty."""
    value = required(parent, key, path)
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise GraphError(100, f"Param {path}['{key}'] must be an array of JSON objects.")
    return value


def words(parent: Json, key: str, path: str, longest: int, *, code: int = 131009) -> str:
    """The text under `key`; 131008 when missing or blank, `code` when longer than `longest`."""
    value = required(parent, key, path)
    if not isinstance(value, str):
        raise GraphError(100, f"Param {path}['{key}'] must be a string.")
    if not value.strip():
        raise GraphError(131008, f"The parameter {path}['{key}'] is required.")
    if len(value) > longest:
        raise GraphError(code, f"{path}['{key}'] length invalid. Min length: 1, Max: {longest}.")
    return value


def maybe_words(parent: Json, key: str, path: str, longest: int) -> str | None:
    """The same where the text may be left out."""
    return words(parent, key, path, longest) if parent.get(key) is not None else None


def unique(values: list[str], what: str) -> None:
    """131009 when two of a kind are equal."""
    if len(set(values)) != len(values):
        raise GraphError(131009, f"Duplicate {what}.")


def link(parent: Json, key: str, path: str) -> str:
    """An http(s) address under `key`."""
    address = words(parent, key, path, 2000)
    if not address.startswith(("http://", "https://")):
        raise GraphError(131009, f"{path}['{key}'] is not a valid URI.")
    return address

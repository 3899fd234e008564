"""Lists narrowed down by what somebody asks for. Knows none of them."""

from collections.abc import Callable, Mapping
from typing import Any

Conditions = Mapping[str, Callable[[Any], Any]]
"""By what is asked for: the condition for a query, from the value."""


def asked_for(wanted: Any, conditions: Conditions) -> list[Any]:
    """The conditions that `wanted` asks for: its fields that are None do not."""
    given = [(name, getattr(wanted, name)) for name in conditions]
    return [conditions[name](value) for name, value in given if value is not None]

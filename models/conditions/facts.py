"""What conditions and texts may know of a contact: made ready to compare once, then asked often."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from models.conditions.comparing import Moment, fold, keys_of, moment_of, number_of, text_of

Form = TypeVar("Form")


@dataclass(frozen=True)
class Facts:
    """The contact at one moment. `traits` must not change afterwards."""

    name: str | None = None
    email: str | None = None
    status: str | None = None
    source: str | None = None
    state: str | None = None
    tags: frozenset[str] = frozenset()
    traits: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Facts":
        return cls(**{**raw, "tags": frozenset(raw["tags"])})

    def to_json(self) -> dict[str, Any]:
        """What is kept with a decision, to explain it later (R12)."""
        plain = ("name", "email", "status", "source", "state")
        return {
            **{name: getattr(self, name) for name in plain},
            "tags": sorted(self.tags),
            "traits": dict(self.traits),
        }

    @cached_property
    def values(self) -> dict[str, Any]:
        """Every fact by its field: ``name``, ``tag``, ``trait:budget`` … (trait names folded)."""
        traits = self.traits if isinstance(self.traits, Mapping) else {}
        found = {"trait:" + fold(k): v for k, v in traits.items() if isinstance(k, str)}
        found |= {"name": self.name, "email": self.email, "tag": self.tags}
        return found | {"status": self.status, "source": self.source, "state": self.state}

    @cached_property
    def keys(self) -> "Lazy[frozenset[Hashable]]":
        """What each field equals; nothing when it is not set."""
        return Lazy(self.values, keys_of)

    @cached_property
    def texts(self) -> "Lazy[str]":
        return Lazy(self.values, text_of)

    @cached_property
    def numbers(self) -> "Lazy[int | float | None]":
        return Lazy(self.values, number_of)

    @cached_property
    def moments(self) -> "Lazy[Moment | None]":
        return Lazy(self.values, moment_of)


class Lazy(dict[str, Form]):
    """The values in one form, each worked out when a condition first asks for it."""

    def __init__(self, values: Mapping[str, Any], form: Callable[[Any], Form]) -> None:
        super().__init__()
        self._values = values
        self._form = form

    def __missing__(self, field: str) -> Form:
        made = self[field] = self._form(self._values.get(field))
        return made

"""What a column of an import may mean: a field of contacts, a trait, or nothing. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.settings.trait import TraitKind

IGNORE = "ignore"
TRAIT = "trait:"
USHER_ID = "usher_id"
"""Our own id of a contact, as an export has it."""
KEYS = ("phone", "external_id")
NAMES = ("name", "first_name", "last_name")
FIELDS = (
    *(USHER_ID, *KEYS, *NAMES, "email", "company", "town", "postcode", "status", "source"),
    *("state", "owner", "tags", "closure_deadline", "opted_out"),
)
MANY = frozenset({"tags", IGNORE})
"""What several columns may mean."""
LONGEST_TRAIT = 100


@dataclass(frozen=True, slots=True)
class Column:
    place: int
    name: str
    field: str
    """One of FIELDS, or ``trait``."""
    trait: str = ""
    kind: TraitKind | None = None
    """Of a trait that nobody has defined yet."""


def meant(names: Sequence[str], fields: Sequence[str]) -> list[Column]:
    """The columns that mean something. Raises ValueError with the remedy."""
    found = [_column(*one) for one in enumerate(zip(names, fields, strict=True))]
    columns = [one for one in found if one is not None]
    often = Counter(one.trait.casefold() or one.field for one in columns if one.field not in MANY)
    twice = [one.name for one in columns if often[one.trait.casefold() or one.field] > 1]
    if twice:
        raise ValueError(f"{' and '.join(twice)} mean the same: let all but one be {IGNORE}")
    if {"name", "first_name"} <= often.keys() or {"name", "last_name"} <= often.keys():
        raise ValueError(f"a name is whole, or first and last: let one of them be {IGNORE}")
    return columns


def check(field: str) -> None:
    """Raises ValueError when a column can mean no such thing."""
    _column(0, ("", field))


def _column(place: int, named: tuple[str, str]) -> Column | None:
    name, field = named
    if field == IGNORE:
        return None
    if field in FIELDS:
        return Column(place, name, field)
    if not field.startswith(TRAIT):
        known = ", ".join([*FIELDS, f"{TRAIT}NAME", IGNORE])
        raise ValueError(f"a column can mean {known}, not {field[:100]!r}")
    trait, _, kind = field.removeprefix(TRAIT).partition(":")
    trait = " ".join(trait.split())
    if not 1 <= len(trait) <= LONGEST_TRAIT or "\0" in trait:
        raise ValueError(f"give a trait's name of 1 to {LONGEST_TRAIT} characters behind {TRAIT}")
    return Column(place, name, "trait", trait, _kind(kind))


def _kind(word: str) -> TraitKind | None:
    if not word:
        return None
    if word not in list(TraitKind):
        raise ValueError(f"a trait is one of {', '.join(TraitKind)}, not {word[:100]!r}")
    return TraitKind(word)

"""What the columns of a file may mean, as the form offers it, and what of it was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.bulk.columns import FIELDS, IGNORE, LONGEST_TRAIT, TRAIT
from models.catalogue import Catalogue
from models.settings.trait import TraitKind

NEW = "new"
"""Chosen of a column that becomes a trait of its own name."""
KINDS = [one.value for one in TraitKind]


@dataclass(frozen=True, slots=True)
class Target:
    column: str
    place: int
    samples: list[Any]
    because: str
    meant: str
    """A field, ``trait:NAME``, ``new`` or ``ignore``."""
    kind: str
    """Of a new trait; empty: as its values are."""

    @property
    def trait(self) -> str:
        """What a new trait is called: as the column, without what parts a name from its kind."""
        return " ".join(self.column.replace(":", " ").split())[:LONGEST_TRAIT].strip()


def groups() -> dict[str, list[tuple[str, str]]]:
    """What every column can mean: values with their titles, by group."""
    traits = sorted((str(one.name) for one in Catalogue.current().traits.values()), key=str.lower)
    return {
        "Field": [(one, one.replace("_", " ").capitalize()) for one in FIELDS],
        "Trait": [(f"{TRAIT}{one}", one) for one in traits],
    }


def targets(kept: dict[str, Any], typed: Mapping[str, str]) -> list[Target]:
    """Each column as it was chosen, else as it was tried or guessed."""
    chosen = kept["chosen"]["mapping"]
    return [
        _target(place, one, chosen.get(one["column"], one["field"]), typed)
        for place, one in enumerate(kept["columns"])
    ]


def said(columns: list[Target]) -> dict[str, str]:
    """As the API takes it."""
    return {one.column: _said(one) for one in columns}


def _target(place: int, one: dict[str, Any], before: str, typed: Mapping[str, str]) -> Target:
    meant, kind = _known(before)
    return Target(
        column=one["column"],
        place=place,
        samples=one["samples"],
        because=one["because"],
        meant=typed.get(f"field-{place}", meant),
        kind=typed.get(f"kind-{place}", kind),
    )


def _known(field: str) -> tuple[str, str]:
    """Of ``trait:budget:number`` a new trait and its kind, unless it is defined meanwhile."""
    if not field.startswith(TRAIT):
        return field, ""
    name, _, kind = field.removeprefix(TRAIT).partition(":")
    trait = Catalogue.current().trait(name)
    return (f"{TRAIT}{trait.name}", "") if trait else (NEW, kind)


def _said(one: Target) -> str:
    if one.meant != NEW:
        return one.meant or IGNORE
    return ":".join([f"{TRAIT}{one.trait}", *([one.kind] if one.kind else [])])

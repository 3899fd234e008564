"""The columns that the table of contacts can have, by the names that an export gives them."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.bulk.columns import TRAIT
from models.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    title: str
    sort: str | None = None
    """By what the table can be sorted with its head."""
    falling: bool = False
    """Whether one wants to see the latest first."""

    @property
    def trait(self) -> str | None:
        """Whose values the column shows."""
        return self.name.removeprefix(TRAIT) if self.name.startswith(TRAIT) else None


COLUMNS = {
    one.name: one
    for one in (
        Column("name", "Name", "name"),
        Column("phone", "Phone"),
        Column("email", "Email"),
        Column("status", "Status", "status"),
        Column("state", "State", "state"),
        Column("source", "Source"),
        Column("owner", "Owner"),
        Column("traits", "Known"),
        Column("tags", "Tags"),
        Column("company", "Company"),
        Column("town", "Town"),
        Column("postcode", "Postcode"),
        Column("closure_deadline", "Close by", "closure_deadline"),
        Column("last_heard_at", "Last message", "last_heard_at", falling=True),
        Column("last_contacted_at", "Last contacted", "last_contacted_at", falling=True),
        Column("created_at", "Created", "created_at", falling=True),
        Column("updated_at", "Changed", "updated_at", falling=True),
        Column("closed_at", "Closed", "closed_at", falling=True),
    )
}
USUAL = ("name", "status", "state", "owner", "traits", "tags", "last_heard_at", "created_at")
MOST_TRAITS = 60
"""Traits that are offered as columns of their own."""
MOST = 30
"""Columns that a table shows; an export has all."""
CELLS = 600
"""That a page shows about: the more columns, the fewer rows."""


def offered() -> list[Column]:
    traits = sorted((str(one.name) for one in Catalogue.current().traits.values()), key=str.lower)
    return [*COLUMNS.values(), *(Column(f"{TRAIT}{one}", one) for one in traits[:MOST_TRAITS])]


def chosen(names: Iterable[str]) -> list[Column]:
    """The columns of these names, the name always first; what does not exist is passed over."""
    catalogue = Catalogue.current()
    found = [_named(one, catalogue) for one in list(names) or USUAL]
    return [COLUMNS["name"], *(one for one in found if one and one.name != "name")][:MOST]


def rows_beside(shown: Iterable[Column], most: int) -> int:
    """How many rows a page of these columns has."""
    return min(most, CELLS // len(list(shown)))


def _named(name: str, catalogue: Catalogue) -> Column | None:
    trait = catalogue.trait(name[len(TRAIT) :]) if name.startswith(TRAIT) else None
    return Column(f"{TRAIT}{trait.name}", str(trait.name)) if trait else COLUMNS.get(name)

"""What is to be done with the rows of an import, as its job keeps it: by ids, since names may
change meanwhile."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from models.bulk import columns
from models.bulk.cells import DateOrder
from models.bulk.columns import Column


class Key(StrEnum):
    """By what a row's contact is found; every row must have it, or our own id."""

    PHONE = "phone"
    EXTERNAL = "external_id"
    NONE = "none"
    """By nothing: every row is a new contact."""


class Existing(StrEnum):
    """What becomes of contacts that are there already."""

    UPDATE = "update"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class ImportOrder:
    columns: list[str]
    """The names of the file's columns."""
    fields: list[str]
    """What each of them means, see columns.py."""
    key: Key
    existing: Existing = Existing.UPDATE
    every: dict[str, Any] = field(default_factory=dict)
    """For all rows that say nothing else: `status`, `source` and `owner` by id, `state`,
    `tags`."""
    country: str | None = None
    """Of phone numbers without a country code, as ISO 3166: ``ES``."""
    date_order: DateOrder | None = None
    dry_run: bool = False
    """Judge every row, change nothing."""
    file: str | None = None
    """Its name, for people."""
    digest: str | None = None
    """What tells two uploads apart."""
    by: str | None = None
    """What ordered it: ``api_key:3``."""
    kept: dict[str, Any] | None = None
    """Of a file that is kept until it is imported: how it was read. Its rows stay as they came."""

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "ImportOrder":
        order = kept.get("date_order")
        return cls(
            **kept
            | {
                "key": Key(kept["key"]),
                "existing": Existing(kept["existing"]),
                "date_order": DateOrder(order) if order else None,
            }
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def meant(self) -> list[Column]:
        return columns.meant(self.columns, self.fields)

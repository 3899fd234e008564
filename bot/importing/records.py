"""Contacts that came as JSON, laid out as a table, so that they go the way of a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sheets.limits import MOST_COLUMNS, Unreadable
from bot.sheets.sheet import Sheet
from models.bulk.columns import FIELDS, TRAIT

KNOWN = (*FIELDS, "traits")


class Wrong(ValueError):  # noqa: N818  (it is said to a person)
    """`field` is the place in the list, such as ``3.phone``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def sheet_of(contacts: Sequence[Mapping[str, Any]]) -> Sheet:
    """A column for each field that any of them has. Raises Wrong."""
    flat = [_flat(contact, place) for place, contact in enumerate(contacts)]
    columns = list(dict.fromkeys(name for one in flat for name in one))
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(
            f"they have {len(columns)} fields, {MOST_COLUMNS} are read: leave some out"
        )
    rows = ((number, [one.get(name, "") for name in columns]) for number, one in enumerate(flat, 1))
    return Sheet(form="json", columns=columns, rows=rows)


def _flat(contact: Mapping[str, Any], place: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in contact.items():
        if name not in KNOWN:
            known = ", ".join(KNOWN)
            raise Wrong(f"{place}.{name}", f"is not known here: leave it out; known are {known}")
        if name != "traits":
            found[name] = _cell(value, f"{place}.{name}", many=name == "tags")
        elif isinstance(value, Mapping):
            for trait, one in value.items():
                found[f"{TRAIT}{trait}"] = _cell(one, f"{place}.traits.{trait}")
        else:
            raise Wrong(f"{place}.traits", "give an object")
    return found


def _cell(value: Any, field: str, many: bool = False) -> Any:
    """None says nothing, as an empty cell does."""
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return value
    if many and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    raise Wrong(field, "give a list of names" if many else "give a text, a number, true or false")

"""A row of an import becomes what it says of a contact: the identifiers by which it is found, the
wish for models.contact.changes, and everything that is wrong with it, each with its column and the
remedy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.bulk import cells
from models.bulk.cells import shown
from models.bulk.columns import KEYS, USHER_ID, Column
from models.bulk.import_order import ImportOrder, Key
from models.bulk.wishes import with_things
from models.catalogue import Catalogue
from models.contact.identity.phone_reading import read_phone
from models.contact.state import State
from models.ids import id_in
from models.incoming import Sender
from models.settings.trait import TraitKind

TRAIT = "trait"
LONGEST_TEXT, LONGEST_POSTCODE, LONGEST_TAG, MOST_TAGS = 200, 20, 100, 100
SHOWN = 20
"""Names that a complaint lists at most."""


@dataclass(slots=True)
class Given:
    """What one row says."""

    sender: Sender = field(default_factory=Sender)
    usher_id: int | None = None
    wish: dict[str, Any] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    @property
    def reason(self) -> str | None:
        return "; ".join(self.complaints) or None


class Reader:
    """Reads the rows of one import; what they may name is what `catalogue` holds now."""

    def __init__(self, order: ImportOrder, catalogue: Catalogue) -> None:
        self.columns = order.meant()
        self._order = order
        self._catalogue = catalogue
        self._width = len(order.columns)
        self._every = with_things(order.every, catalogue)
        self._readers = [(one, self._reader(one)) for one in self.columns]

    def read(self, row: Sequence[Any]) -> Given:
        given = Given(wish=dict(self._every))
        if len(row) > self._width and any(cell != "" for cell in row[self._width :]):
            given.complaints.append(
                f"it has more cells than there are columns ({self._width}): put quotation marks "
                "round a text that holds the delimiter"
            )
            return given
        said: dict[str, Any] = {}
        for column, read in self._readers:
            cell = row[column.place] if column.place < len(row) else ""
            if isinstance(cell, str):
                cell = cell.strip()
            if cell == "":
                continue  # It says nothing: an existing contact keeps what it has.
            try:
                _keep(said, column, read(cell))
            except ValueError as error:
                given.complaints.append(f"{column.name} “{shown(cell)}”: {error}")
        self._gather(given, said)
        return given

    def _reader(self, column: Column) -> Callable[[Any], Any]:
        """What the cells of the column mean."""
        order, catalogue = self._order, self._catalogue
        if column.field == TRAIT:
            known = catalogue.trait(column.trait)
            kind = known.kind if known else column.kind or TraitKind.TEXT
            return lambda cell: cells.value(kind, cell, order.date_order)
        readers: dict[str, Callable[[Any], Any]] = {
            USHER_ID: _id,
            "phone": lambda cell: read_phone(str(cell), order.country),
            "external_id": lambda cell: _short(cell, LONGEST_TEXT),
            "company": lambda cell: _short(cell, LONGEST_TEXT),
            "town": lambda cell: _short(cell, LONGEST_TEXT),
            "postcode": lambda cell: _short(cell, LONGEST_POSTCODE),
            "status": lambda cell: _named(cell, catalogue.statuses, catalogue.status),
            "source": lambda cell: _named(cell, catalogue.sources, catalogue.source),
            "state": _state,
            "owner": self._owner,
            "tags": _tags,
            "closure_deadline": lambda cell: cells.day(str(cell), order.date_order),
            "opted_out": cells.truth,
        }
        return readers.get(column.field, str)

    def _gather(self, given: Given, said: dict[str, Any]) -> None:
        given.usher_id = said.pop(USHER_ID, None)
        given.sender = Sender(**{name: said.pop(name) for name in KEYS if name in said})
        names = [said.pop(one) for one in ("first_name", "last_name") if one in said]
        if names:
            said["name"] = " ".join(names)
        if "tags" in said or "tags" in given.wish:
            said["add_tags"] = given.wish.pop("tags", []) + said.pop("tags", [])
        if not said.get("opted_out", True):
            del said["opted_out"]  # An old export must not write to who has said STOP since.
        given.wish |= said
        self._check_key(given)

    def _check_key(self, given: Given) -> None:
        key, sender = self._order.key, given.sender
        if given.complaints or given.usher_id is not None:
            return
        if key is Key.NONE:
            if not (sender.phone or sender.external_id or given.wish.keys() & {"name", "email"}):
                given.complaints.append("it has neither phone, external_id, name nor email")
        elif getattr(sender, key.value) is None:
            given.complaints.append(f"{key} is empty, by which contacts are found: fill it in")

    def _owner(self, cell: Any) -> Any:
        agents = self._catalogue.agents
        found = self._catalogue.agent(str(cell)) or agents.get(id_in(str(cell)))
        if found is None:
            same = [one for one in agents.values() if one.name.casefold() == str(cell).casefold()]
            found = same[0] if len(same) == 1 else None
        if found is None:
            active = (one.email for one in agents.values() if one.active)
            raise ValueError(f"there is none such; there are {_list(active)}")
        return found


def _keep(said: dict[str, Any], column: Column, value: Any) -> None:
    if column.field == TRAIT:
        said.setdefault("traits", {})[column.trait] = value
    elif column.field == "tags":
        said["tags"] = said.get("tags", []) + value
    else:
        said[column.field] = value


def _named(cell: Any, rows: dict[int, Any], by_name: Callable[[str], Any]) -> Any:
    found = by_name(str(cell)) or rows.get(id_in(str(cell)))
    if found is None:
        names = _list(row.name for row in rows.values())
        raise ValueError(f"there is none such; there are {names}")
    return found


def _id(cell: Any) -> int:
    found = id_in(str(cell))
    if not found:
        raise ValueError("it is no id of ours: leave it empty for a new contact")
    return found


def _short(cell: Any, longest: int) -> str:
    text = str(cell)
    if len(text) > longest:
        raise ValueError(f"give at most {longest} characters")
    return text


def _state(cell: Any) -> State:
    word = str(cell).upper()
    if word not in list(State):
        raise ValueError(f"there are {', '.join(State)}")
    return State(word)


def _tags(cell: Any) -> list[str]:
    names = cells.listed(cell)
    if len(names) > MOST_TAGS or any(len(one) > LONGEST_TAG for one in names):
        raise ValueError(f"give at most {MOST_TAGS} tags of at most {LONGEST_TAG} characters")
    return names


def _list(names: Any) -> str:
    listed = list(names)
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return (", ".join(listed[:SHOWN]) or "none yet") + more

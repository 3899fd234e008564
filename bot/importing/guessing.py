"""What the columns of a file probably mean: by their names, else by what stands in them. A person
confirms it, or says something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.importing.words import field_called
from models.bulk import cells, columns
from models.bulk.columns import IGNORE, KEYS, TRAIT, USHER_ID
from models.catalogue import Catalogue
from models.contact.identity.phone_reading import read_phone
from models.settings.trait import TraitKind
from models.workflow.answers import EMAIL

LOOKED_AT = 200
"""Rows by whose cells a column is judged."""
SAMPLES = 5
FEW = 3
"""So few cells prove nothing."""
MOST_OF = 0.8
SURE = 10_000


@dataclass(slots=True)
class Guess:
    """What a column probably means."""

    column: str
    field: str
    because: str
    """``name``, ``contents``, or ``nothing``: then it is ignored."""
    samples: list[Any]


def guessed(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Guess]:
    """`rows` are the first ones of the file."""
    stand = [filled(rows, place) for place in range(len(names))]
    found = [_by_name(name, inside) for name, inside in zip(names, stand, strict=True)]
    fields = _each_once([one for one, _ in found], [rank for _, rank in found])
    taken = set(fields)
    guesses = []
    for name, field, inside in zip(names, fields, stand, strict=True):
        because = "name"
        if field is None:
            field, because = _by_contents(inside, taken)
            taken.add(field)
        guesses.append(Guess(name, field, because, inside[:SAMPLES]))
    return guesses


def key_for(fields: Sequence[str]) -> str:
    """By what contacts are found when nobody says so."""
    return next((key for key in KEYS if key in fields), "none")


def with_kind(field: str, inside: Sequence[Any]) -> str:
    """Of a trait that nobody has defined, the kind that all these cells have."""
    name = field.removeprefix(TRAIT)
    if not field.startswith(TRAIT) or ":" in name or Catalogue.current().trait(name):
        return field
    return f"{field}:{_kind(inside)}"


def filled(rows: Sequence[Sequence[Any]], place: int) -> list[Any]:
    """What is filled in of one column."""
    cells = [row[place] for row in rows[:LOOKED_AT] if place < len(row)]
    return [cell for cell in cells if str(cell).strip()]


def _by_name(name: str, inside: Sequence[Any]) -> tuple[str | None, int]:
    """A field or a trait, and its rank: of two columns that mean the same the lower one does."""
    if name == USHER_ID or name in columns.FIELDS:
        return name, 0
    trait = Catalogue.current().trait(name.removeprefix(TRAIT))
    if name.startswith(TRAIT):
        return (f"{TRAIT}{trait.name}" if trait else name), 0
    found = field_called(name)
    if found is not None and found[0] == "status" and _share(inside, _is_state) >= MOST_OF:
        found = ("state", found[1])
    if found is not None and _fits(found[0], inside):
        return found
    return (f"{TRAIT}{trait.name}", 0) if trait else (None, SURE)


def _fits(field: str, inside: Sequence[Any]) -> bool:
    """A column of another meaning may bear the name: “Contact” over numbers, “Mail” over yes and
    no."""
    if len(inside) < FEW:
        return True
    if field == "email":
        return _share(inside, _is_email) >= 0.5
    if field == "phone":
        return _share(inside, _has_digits) >= 0.5
    if field in columns.NAMES:
        return _share(inside, _is_phone) < 0.5 and _share(inside, _is_email) < 0.5
    if field == "state":
        return _share(inside, _is_state) >= 0.5
    return True


def _each_once(fields: list[str | None], ranks: list[int]) -> list[str | None]:
    """Of columns that mean the same only the surest does; a name is whole or in parts."""
    best: dict[str, int] = {}
    for place, field in enumerate(fields):
        if field is not None and (field not in best or ranks[place] < ranks[best[field]]):
            best[field] = place
    _split_name(fields, best)
    return [
        field
        if field in columns.MANY or (field is not None and best.get(field) == place)
        else (IGNORE if field is not None else None)
        for place, field in enumerate(fields)
    ]


def _split_name(fields: list[str | None], best: dict[str, int]) -> None:
    """Beside both of its parts the whole name is left out; beside one it is the other, as in “Name,
    Vorname”."""
    parts = {"first_name", "last_name"} & best.keys()
    if not parts or "name" not in best:
        return
    place = best.pop("name")
    if len(parts) == 1:
        [other] = {"first_name", "last_name"} - parts
        fields[place], best[other] = other, place


def _by_contents(inside: Sequence[Any], taken: set[str | None]) -> tuple[str, str]:
    for field, test in TESTS.items():
        if field not in taken and _share(inside, test) >= MOST_OF:
            return field, "contents"
    return IGNORE, "nothing"


def _share(inside: Sequence[Any], test: Any) -> float:
    """How many of the cells stand the test, from 0 to 1."""
    return sum(bool(test(cell)) for cell in inside) / max(len(inside), 1)


def _is_email(cell: Any) -> bool:
    return isinstance(cell, str) and EMAIL.fullmatch(cell.strip()) is not None


def _has_digits(cell: Any) -> bool:
    return sum(char.isdigit() for char in str(cell)) >= 5


def _is_phone(cell: Any) -> bool:
    if not _has_digits(cell) or any(char.isalpha() for char in str(cell)):
        return False
    try:
        return len(read_phone(str(cell))) >= 9 and len(str(cell)) >= 9
    except ValueError:
        return False


def _is_state(cell: Any) -> bool:
    return str(cell).strip().upper() in {"PROSPECT", "PARTNER", "CLIENT", "OTHER"}


def _is_status(cell: Any) -> bool:
    return Catalogue.current().status(str(cell)) is not None


def _is_agent(cell: Any) -> bool:
    return Catalogue.current().agent(str(cell)) is not None


TESTS = {"email": _is_email, "phone": _is_phone, "status": _is_status, "owner": _is_agent}
"""In this order, for columns whose names say nothing."""


def _kind(inside: Sequence[Any]) -> TraitKind:
    """Numbers and days only when every cell is one: a text can hold anything."""
    if not inside:
        return TraitKind.TEXT
    if all(isinstance(cell, bool) for cell in inside):
        return TraitKind.BOOLEAN
    if all(_is_number(cell) for cell in inside):
        return TraitKind.NUMBER
    return TraitKind.DATE if all(_is_day(cell) for cell in inside) else TraitKind.TEXT


def _is_number(cell: Any) -> bool:
    """“007” is a code, and so is what has more digits than a price."""
    if isinstance(cell, bool):
        return False
    text = str(cell).strip()
    if len(text) > 12 or (text.startswith("0") and text[1:2].isdigit()):
        return False
    try:
        cells.value(TraitKind.NUMBER, cell, None)
    except ValueError:
        return False
    return text[-1:].isdigit() and not any(char.isalpha() for char in text)


def _is_day(cell: Any) -> bool:
    try:
        cells.day(str(cell), None)
    except ValueError as error:
        return "date_format" in str(error)
    return True

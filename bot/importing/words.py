"""What columns are called, in the languages in which teams keep lists: column_names.txt holds a
line for each field, the surer names first."""

from functools import cache
from pathlib import Path

from models.workflow.spelling import simplify

FILE = Path(__file__).with_name("column_names.txt")
VAGUE = frozenset({"name", "external_id"})
"""Where two words of a name mean two things, the other one counts: “Client email”."""

Found = tuple[str, int]
"""A field, and its rank: 0 is surest."""


def field_called(name: str) -> Found | None:
    """The field that a column of this name means."""
    known, said = _known(), simplify(name)
    if said in known or " " not in said:
        return known.get(said)
    # “Phone (WhatsApp)”, “Email cliente”.
    words = [said.split()[-1], said.split()[0]]
    parts = [(field, rank + len(known)) for field, rank in (known[w] for w in words if w in known)]
    return min(parts, key=lambda one: one[0] in VAGUE, default=None)


@cache
def _known() -> dict[str, Found]:
    found: dict[str, Found] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        field, _, names = line.partition(":")
        for rank, name in enumerate(names.split(",")):
            found.setdefault(simplify(name), (field, rank))
    return found

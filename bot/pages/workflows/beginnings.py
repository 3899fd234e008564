"""What a new workflow begins as: an empty one, or one of those in patterns/."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.conditions.comparing import fold

FOLDER = Path(__file__).with_name("patterns")
ABOUT = {
    "empty": "Hardly anything: one open question and a thank-you.",
    "qualify": "What somebody wants and what they can spend, for rules that choose who takes care.",
    "appointment": "A day for a call and the number, for who writes “call” or “appointment”.",
    "opinion": "Yes or no after a purchase; who is not content gets a person.",
}


@dataclass(frozen=True, slots=True)
class Beginning:
    key: str
    name: str
    about: str
    source: str

    def called_otherwise(self, taken: Collection[str]) -> str:
        """The text, with a name that nothing else has."""
        names = {fold(name) for name in taken}
        count, name = 1, self.name
        while fold(name) in names:
            count += 1
            name = f"{self.name} {count}"
        return self.source.replace(f"name: {self.name}", f"name: {name}", 1)


@cache
def beginnings() -> dict[str, Beginning]:
    return {key: _read(key) for key in ABOUT}


def _read(key: str) -> Beginning:
    source = (FOLDER / f"{key}.yaml").read_text(encoding="utf-8")
    found = re.search(r"^name: (.*)$", source, re.MULTILINE)
    assert found
    return Beginning(key, found[1], ABOUT[key], source)

"""Interactions as a list or a calendar shows them, from what the API tells, by the viewer's
clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.pages.my_clock import my_time
from models.contact import Group, State
from models.interactions.interaction import InteractionKind, Standing
from models.interactions.wording import note_called

NOBODY = "Somebody whom you do not see"


@dataclass(frozen=True, slots=True)
class Entry:
    told: Mapping[str, Any]
    """By the API."""
    start: datetime
    end: datetime

    @property
    def day(self) -> date:
        """On which it begins: there it is shown."""
        return self.start.date()

    @property
    def begin(self) -> str:
        """``09:00``; where the clocks change on that day, with the name of the time."""
        return f"{self.start:{self._form}}"

    @property
    def until(self) -> str:
        return f"{self.end:{self._form}}" + (" next day" if self.end.date() > self.day else "")

    @property
    def personal(self) -> bool:
        return bool(self.told["kind"] == InteractionKind.PERSONAL)

    @property
    def name(self) -> str:
        """Whom it is with; of a note to oneself its first line."""
        if self.personal:
            return note_called(self.told["note"])
        contact = self.told["contact"]
        return str(contact["name"]) if contact else NOBODY

    @property
    def company(self) -> str:
        company = (self.told["contact"] or {}).get("company")
        return str(company["name"]) if company else ""

    @property
    def about(self) -> list[str]:
        """Its type and its purpose."""
        if self.personal:
            return ["Personal"]
        given = [self.told[name] for name in ("type", "purpose")]
        return [str(one["name"]) for one in given if one]

    @property
    def note(self) -> str:
        """What is not said yet by its name."""
        lines = [line.strip() for line in self.told["note"].splitlines() if line.strip()]
        return " ".join(lines[1:] if self.personal else lines)

    @property
    def waits(self) -> bool:
        """The viewer can still move it, and complete it."""
        return bool(self.told["may_change"]) and self.told["state"] != Standing.COMPLETED

    @property
    def customer(self) -> int | None:
        """The contact of whom there is a snapshot."""
        contact = self.told["contact"]
        return contact["id"] if is_customer(contact) else None

    @property
    def _form(self) -> str:
        return "%H:%M %Z" if _clocks_change(self.start) else "%H:%M"


def entries(told: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """`told`: by the API."""
    return [Entry(one, my_time(one["starts_at"]), my_time(one["ends_at"])) for one in told]


def by_day(found: Iterable[Entry], days: Iterable[date]) -> dict[date, list[Entry]]:
    """Of each of the days."""
    every: dict[date, list[Entry]] = {day: [] for day in days}
    for one in found:
        every.setdefault(one.day, []).append(one)
    return every


def is_customer(contact: Mapping[str, Any] | None) -> bool:
    """Whether it is with one of whom there is a snapshot. `contact`: as the API tells of them."""
    return contact is not None and State(contact["state"]).group is Group.CUSTOMERS


def _clocks_change(moment: datetime) -> bool:
    """On that day: its two midnights are not of the same time."""
    begin = datetime.combine(moment.date(), datetime.min.time(), moment.tzinfo)
    end = begin.replace(hour=23, minute=59)
    return begin.utcoffset() != end.utcoffset()

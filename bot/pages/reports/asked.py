"""What somebody wants to know, as it stands in the address: the words of the API's own query."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request, url_for

from bot.pages.reports.kinds import Kind
from models.catalogue import Catalogue
from models.clock import local_date, now
from models.contact import State
from models.contact.finding.filters import NOBODY
from models.reports.period import By

BY = {"": "In all", **{one.value: f"By {one.value}" for one in By}}
GROUPS = {"": "By source", "origin": "By ad or link"}


@dataclass(frozen=True, slots=True)
class Asked:
    kind: Kind
    query: dict[str, str]
    """What was filled in, as the API takes it."""

    def address(self, file: str | None = None, **other: str) -> str:
        """Of the page, or of a file with the same figures; with `other` asked beside or instead."""
        query: Any = {name: value for name, value in (self.query | other).items() if value}
        return url_for(self.kind.endpoint, file=file, **query)

    @property
    def narrowed(self) -> bool:
        return bool(self.query.keys() - {"by"})


@dataclass(frozen=True, slots=True)
class Preset:
    title: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    title: str
    options: list[tuple[str, str]]


def asked(kind: Kind) -> Asked:
    names = ("from", "to", "by", *kind.filters)
    found = {name: request.args.get(name, "").strip()[:200] for name in names}
    return Asked(kind, {name: value for name, value in found.items() if value})


def presets(wanted: Asked) -> list[Preset]:
    """Periods that people ask for, each a link."""
    today = local_date(now(), Catalogue.current().organisation.timezone)
    chosen = tuple(wanted.query.get(name, "") for name in ("from", "to"))
    return [
        Preset(title, wanted.address(**{"from": first, "to": last}), chosen == (first, last))
        for title, first, last in _periods(wanted.kind, today)
    ]


def _periods(kind: Kind, today: date) -> Iterator[tuple[str, str, str]]:
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    yield ("All time" if kind.of_all_time else "Last 30 days"), "", ""
    yield "Last 7 days", str(today - timedelta(days=6)), str(today)
    if kind.of_all_time:
        yield "Last 30 days", str(today - timedelta(days=29)), str(today)
    yield "This month", str(month), str(today)
    yield "Last month", str(before.replace(day=1)), str(before)
    yield "This quarter", str(quarter), str(today)
    yield "This year", str(today.replace(month=1, day=1)), str(today)


def choices(kind: Kind) -> list[Choice]:
    """The lists that the form offers, each with "everything" first."""
    return [Choice("by", "Cut", list(BY.items())), *(OFFERED[name]() for name in kind.filters)]


def _sources() -> Choice:
    return _of("source", "Source", "All sources", Catalogue.current().sources)


def _teams() -> Choice:
    return _of("team", "Team", "All teams", Catalogue.current().teams)


def _of(name: str, title: str, everything: str, rows: dict[int, Any]) -> Choice:
    named = sorted((str(row.name) for row in rows.values()), key=str.casefold)
    return Choice(name, title, [("", everything), *((one, one) for one in named)])


def _states() -> Choice:
    offered = [(one.value, one.value.capitalize()) for one in State]
    return Choice("state", "State", [("", "All states"), *offered])


def _owners() -> Choice:
    agents = sorted(Catalogue.current().agents.values(), key=lambda one: str(one.name).casefold())
    offered = [(str(one.email), str(one.name)) for one in agents]
    return Choice("owner", "Owner", [("", "Everybody"), (NOBODY, "Nobody"), *offered])


def _agents() -> Choice:
    return Choice("owner", "Agent", [one for one in _owners().options if one[0] != NOBODY])


def _groups() -> Choice:
    return Choice("group", "Rows", list(GROUPS.items()))


OFFERED = {
    "source": _sources,
    "state": _states,
    "owner": _owners,
    "team": _teams,
    "group": _groups,
}

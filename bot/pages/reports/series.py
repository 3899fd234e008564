"""A report day by day, week by week or month by month: one figure of each of its items."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.pages.reports.drawing import PALETTE, Drawing, Line, Look
from bot.pages.reports.tables.sources import NO_SOURCE
from bot.pages.reports.tables.table import Column, Row, Table, number
from bot.pages.words import status_of

Report = Mapping[str, Any]
MOST = 12
"""So many items are told apart; a spreadsheet has all."""


@dataclass(frozen=True, slots=True)
class Measure:
    thing: str
    """What the items are of, in the answer of the API."""
    figure: str
    said: str
    adds_up: bool = True


MEASURES = {
    "pipeline": Measure("status", "count", "Contacts who came, by the status they have now"),
    "funnel": Measure("status", "reached", "Contacts who ever reached each status", False),
    "sources": Measure("source", "brought", "Contacts that each source brought"),
    "agents": Measure("agent", "given", "Contacts given to each agent"),
    "workflows": Measure("workflow", "started", "Conversations that started"),
    "rules": Measure("rule", "taken", "Contacts given by each rule"),
}


@dataclass(frozen=True, slots=True)
class Series:
    measure: Measure
    spans: list[str]
    days: list[str]
    """On which each span begins, shortly."""
    names: list[str]
    """Of the items, those with most first."""
    left_out: int
    counts: dict[str, list[int]]
    """By item: one for each span."""
    colors: dict[str, str]

    def table(self) -> Table:
        """The newest first."""
        rows = [
            Row(span, [number(self.counts[name][place]) for name in self.names])
            for place, span in enumerate(self.spans)
        ]
        return Table("When", [Column(name) for name in self.names], rows[::-1])

    def drawing(self) -> Drawing:
        look = Look.COLUMNS if self.measure.adds_up else Look.LINES
        lines = [Line(name, self.counts[name], self.colors[name]) for name in self.names]
        totals = ", ".join(f"{line.name} {sum(line.values):,}" for line in lines)
        when = f"from {self.spans[0]} to {self.spans[-1]}" if self.spans else ""
        return Drawing(look, self.days, lines, f"{self.measure.said}, {when}: {totals}.")


def series(kind: str, report: Report) -> Series | None:
    """None when nobody asked for one."""
    if not report["series"]:
        return None
    measure = MEASURES[kind]
    counted: list[dict[str, int]] = []
    totals: Counter[str] = Counter()
    colors: dict[str, str] = {}
    for span in report["series"]:
        found = {_name(one[measure.thing]): one[measure.figure] for one in span["items"]}
        counted.append(found)
        totals.update(found)
        if measure.thing == "status":
            colors |= {one["status"]["name"]: _color(one["status"]) for one in span["items"]}
    names = [name for name, _ in totals.most_common(MOST)]
    if measure.thing == "status":  # In the order of the pipeline.
        order = [one["status"]["name"] for one in report["items"]]
        names.sort(key=lambda name: order.index(name) if name in order else len(order))
    palette = {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(names)}
    return Series(
        measure,
        [_said(span["from"], span["to"]) for span in report["series"]],
        [date.fromisoformat(span["from"]).strftime("%-d %b") for span in report["series"]],
        names,
        len(totals) - len(names),
        {name: [found.get(name, 0) for found in counted] for name in names},
        palette | {name: color for name, color in colors.items() if color},
    )


def _name(thing: Mapping[str, Any] | None) -> str:
    return str(thing["name"]) if thing else NO_SOURCE


def _color(status: Mapping[str, Any]) -> str:
    found = status_of(dict(status))
    return str(getattr(found, "color", ""))


def _said(first: str, last: str) -> str:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if begin == end:
        return begin.strftime("%-d %b %Y")
    return f"{begin.strftime('%-d %b')} to {end.strftime('%-d %b %Y')}"

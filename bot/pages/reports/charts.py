"""What of each report is drawn."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.pages.reports.drawing import PALETTE, Drawing, Line, Look
from bot.pages.reports.series import series
from bot.pages.reports.tables.rules import ways
from bot.pages.reports.tables.sources import source_or_origin
from models.contact import State

Report = Mapping[str, Any]
MOST = 12
"""Bars; those with most."""
OPEN = "#0d9488"


def charts(kind: str, report: Report) -> dict[str, Drawing]:
    """By name: over time when that was asked, else the items as they are; what shows nothing is
    left out."""
    over_time = series(kind, report)
    found = {"series": over_time.drawing()} if over_time else {}
    found |= {name: draw(report) for name, draw in CHARTS[kind].items()}
    return {name: one for name, one in found.items() if not one.empty}


def pipeline(report: Report) -> Drawing:
    return _statuses(report, "count", "Contacts in each status")


def reached(report: Report) -> Drawing:
    return _statuses(report, "reached", "Contacts who ever reached each status")


def _statuses(report: Report, figure: str, said: str) -> Drawing:
    items = report["items"]
    names, counts = [one["status"]["name"] for one in items], [one[figure] for one in items]
    colors = [one["status"]["color"] for one in items]
    return _bars(names, counts, said, colors)


def states(report: Report) -> Drawing:
    items = report["items"]
    lines = [
        Line(state.value.capitalize(), [one["states"][state.value] for one in items], color)
        for state, color in zip(State, PALETTE, strict=False)
    ]
    names = [one["status"]["name"] for one in items]
    return _stacked(names, lines, "Which state the contacts of each status have now")


def sources(report: Report) -> Drawing:
    items = sorted(report["items"], key=lambda one: -one["brought"])[:MOST]
    lines = [Line("Open", [one["open"] for one in items], OPEN)]
    for place, end in enumerate(items[0]["closed_as"] if items else []):
        counts = [one["closed_as"][place]["count"] for one in items]
        lines.append(
            Line(f"Closed as {end['status']['name']}", counts, PALETTE[(place + 1) % len(PALETTE)])
        )
    return _stacked([source_or_origin(one) for one in items], lines, "Contacts brought")


def agents(report: Report) -> Drawing:
    items = sorted(report["items"], key=lambda one: -one["given"])[:MOST]
    late = [one["answered"] - one["answered_in_time"] for one in items]
    unanswered = [one["given"] - one["answered"] for one in items]
    lines = [
        Line("Answered in time", [one["answered_in_time"] for one in items], PALETTE[0]),
        Line("Answered later", late, PALETTE[2]),
        Line("Not answered", unanswered, PALETTE[7]),
    ]
    return _stacked([one["agent"]["name"] for one in items], lines, "Contacts given to each agent")


ENDS = {
    "finished": ("Finished", PALETTE[0]),
    "handed_over": ("To a person", PALETTE[1]),
    "running": ("Running", PALETTE[4]),
    "timed_out": ("Timed out", PALETTE[2]),
    "stopped": ("Ended by a word", PALETTE[7]),
}


def workflows(report: Report) -> Drawing:
    items = sorted(report["items"], key=lambda one: -one["started"])[:MOST]
    lines = [
        Line(title, [one[name] for one in items], color) for name, (title, color) in ENDS.items()
    ]
    return _stacked([one["workflow"]["name"] for one in items], lines, "How conversations went")


def rules(report: Report) -> Drawing:
    found = [(title, one["taken"]) for title, one in ways(report) if one["taken"]][:MOST]
    names, counts = [name for name, _ in found], [count for _, count in found]
    colors = [PALETTE[place % len(PALETTE)] for place in range(len(names))]
    return _bars(names, counts, "Contacts given by each rule and otherwise", colors)


def _bars(names: list[str], counts: list[int], said: str, colors: list[str]) -> Drawing:
    labels = [f"{name} · {count:,}" for name, count in zip(names, counts, strict=True)]
    sentence = f"{said}: {_told(zip(names, counts, strict=True))}."
    return Drawing(Look.BARS, labels, [Line(said, counts, PALETTE[0])], sentence, colors)


def _stacked(names: list[str], lines: list[Line], said: str) -> Drawing:
    totals = [sum(line.values[place] for line in lines) for place in range(len(names))]
    labels = [f"{name} · {total:,}" for name, total in zip(names, totals, strict=True)]
    parts = _told((line.name, sum(line.values)) for line in lines)
    sentence = f"{said}: {_told(zip(names, totals, strict=True))}. In all: {parts}."
    return Drawing(Look.STACKED, labels, lines, sentence)


def _told(counted: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counted)


CHARTS = {
    "pipeline": {"count": pipeline, "states": states},
    "funnel": {"reached": reached, "states": states},
    "sources": {"brought": sources},
    "agents": {"given": agents},
    "workflows": {"ended": workflows},
    "rules": {"given": rules},
}

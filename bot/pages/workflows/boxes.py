"""What stands in the box of a step and how large it is. Where the box stands is layout.py's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.pages.workflows import letters, ways
from bot.pages.workflows.ways import Exit, Way
from models.workflow.definition import Definition
from models.workflow.step import Step

WIDTH = 236
PAD = 12
LINE = 16
SMALL, USUAL = 11.5, 12.5
TEXT_LINES, CHOICE_LINES, EFFECT_LINES, TAB_LINES = 4, 3, 2, 3
TAB = 116
TABS = 8
"""Ways that are drawn; the list beside the drawing names all of them."""
REACH = 3
"""Rows over which an arrow is drawn; farther away a step is named."""
ANSWERED = "answered"
"""Said of the way without words that stands beside others."""

Figures = Mapping[str, Mapping[str, Any]]
"""Of each question, by its step, as the API tells them."""


@dataclass(slots=True)
class Row:
    text: str
    look: str
    y: int


@dataclass(slots=True)
class Tab:
    """One way out, at the lower edge of a box."""

    way: Way
    x: int
    width: int
    rows: list[Row]
    height: int = 0
    arrow: bool = False
    """Whether its arrow is drawn; else the step is named."""


@dataclass(slots=True)
class Box:
    key: str
    look: str
    width: int = WIDTH
    height: int = PAD
    rows: list[Row] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)
    more: int = 0
    """Ways that are not drawn."""
    share: float | None = None
    """Of those who came, how many were lost here."""
    x: int = 0
    y: int = 0
    way: Way | None = None
    """The only one, always taken: an arrow without words."""

    @property
    def ways(self) -> list[Way]:
        return [self.way] if self.way else [tab.way for tab in self.tabs]

    def write(self, text: str, look: str, lines: int, size: float) -> None:
        for line in letters.broken(text, self.width - 2 * PAD, size, lines):
            self.height += LINE
            self.rows.append(Row(line, look, self.height))


def of_step(step: Step, figures: Figures, draws: Mapping[str, bool]) -> Box:
    """`draws`: the steps to which an arrow can lead from here."""
    found = ways.ways(step)
    shown = found[:TABS]
    look = "ask" if step.ask is not None else "say" if step.say is not None else "silent"
    box = Box(step.name, look, width=max(WIDTH, TAB * len(shown)), more=len(found) - len(shown))
    box.write(step.name, "name", 1, USUAL)
    box.write(step.ask or step.say or "", "text", TEXT_LINES, USUAL)
    if step.choices:
        box.write(" · ".join(one.title for one in step.choices), "soft", CHOICE_LINES, SMALL)
    elif step.ask is not None:
        box.write(f"takes {ways.answer(step)}", "soft", 1, SMALL)
    box.write(", ".join(ways.does(step)), "does", EFFECT_LINES, SMALL)
    _count(box, figures.get(step.name))
    box.height += PAD
    _lead(box, shown, draws)
    return box


def of_start(definition: Definition) -> Box:
    box = Box("", "start")
    box.write(ways.begins(definition), "text", 2, USUAL)
    box.height += PAD
    box.way = Way("", Exit.STEP, definition.first.name)
    return box


def of_silence(definition: Definition, draws: Mapping[str, bool]) -> Box | None:
    way = ways.silence(definition)
    if way is None:
        return None
    box = Box(" ", "silence")
    box.write(ways.waits(definition), "text", 3, USUAL)
    box.height += PAD
    _lead(box, [way], draws)
    return box


def _count(box: Box, figures: Mapping[str, Any] | None) -> None:
    if figures is None:
        return
    told = f"{figures['runs']} came · {figures['answered']} answered · {figures['lost']} lost"
    box.write(told, "count", 1, SMALL)
    box.share = min(1.0, figures["lost"] / figures["runs"]) if figures["runs"] else 0.0
    box.height += 10


def _lead(box: Box, found: list[Way], draws: Mapping[str, bool]) -> None:
    """One way that needs no words is an arrow; everything else stands in tabs."""
    [first, *others] = found
    if not others and not first.when and draws.get(first.to or ""):
        box.way = first
        return
    each = box.width // len(found)
    box.tabs = [_tab(way, at * each, each, draws) for at, way in enumerate(found)]
    tallest = max(len(tab.rows) for tab in box.tabs) * LINE + PAD
    for tab in box.tabs:
        tab.height = tallest
        for row in tab.rows:
            row.y += box.height
    box.height += tallest


def _tab(way: Way, x: int, width: int, draws: Mapping[str, bool]) -> Tab:
    arrow = way.exit is Exit.STEP and draws.get(way.to or "", False)
    room = width - 12
    lines = letters.broken(way.when or ANSWERED * (width < WIDTH), room, SMALL, TAB_LINES)
    rows = [Row(line, "when", LINE * at) for at, line in enumerate(lines, 1)]
    if not arrow:
        text = letters.cut(way.briefly, room, SMALL)
        rows.append(Row(text, f"exit {way.exit}", LINE * (len(rows) + 1)))
    return Tab(way, x, width, rows, arrow=arrow)

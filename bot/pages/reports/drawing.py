"""How a chart looks: an SVG by pygal that brings its own style, for light and dark, and nothing
else: no script, no font, nothing to load. Knows no report."""

from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from typing import Any

import pygal
from pygal.style import Style

PALETTE = (
    *("#0d9488", "#6366f1", "#d97706", "#e11d48", "#0284c7", "#65a30d"),
    *("#a855f7", "#64748b", "#ea580c", "#059669", "#db2777", "#0891b2"),
)
"""Seen on white and on black."""
LONGEST_LABEL = 34
"""Characters; a phone shows fewer."""
LEGEND_COLUMNS = 4
LEGEND_ROW = 20
MARGIN = 8
SHOWN_LABELS = 12
"""Days that are named under a chart of many."""
SHORT_LABEL = 3
"""Characters: such labels stand upright beside each other."""


class Look(StrEnum):
    BARS = "bars"
    """One bar for each label, lying, in the colour of what it is of."""
    STACKED = "stacked"
    """The same, cut into the parts that make it up."""
    COLUMNS = "columns"
    """Time goes from left to right; what stands on each other adds up."""
    LINES = "lines"
    """Time goes from left to right; what does not add up."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is counted, for each label."""

    name: str
    values: list[int]
    color: str


@dataclass(frozen=True, slots=True)
class Drawing:
    look: Look
    labels: list[str]
    lines: list[Line]
    said: str
    """What it shows, in a sentence: for who does not see it."""
    colors: list[str] = field(default_factory=list)
    """With BARS: of each label."""

    @property
    def empty(self) -> bool:
        return not any(value for line in self.lines for value in line.values)

    def size(self, narrow: bool = False) -> tuple[int, int]:
        """Width and height that it wants, by their proportion."""
        width = 400 if narrow else 900
        rows = len(self.lines) if narrow else ceil(len(self.lines) / LEGEND_COLUMNS)
        legend = 0 if self.look is Look.BARS else 14 + 22 * rows
        if self.look in TIMES:
            return width, (260 if narrow else 330) + legend
        return width, 60 + 34 * len(self.labels) + legend


TIMES = {Look.COLUMNS, Look.LINES}
CHARTS: dict[Look, Any] = {
    Look.BARS: pygal.HorizontalBar,
    Look.STACKED: pygal.HorizontalStackedBar,
    Look.COLUMNS: pygal.StackedBar,
    Look.LINES: pygal.Line,
}


def draw(drawing: Drawing, narrow: bool = False) -> bytes:
    """The SVG. `narrow`: for a phone, with letters that can be read there."""
    width, height = drawing.size(narrow)
    chart = CHARTS[drawing.look](
        width=width,
        height=height,
        style=_style(drawing),
        css=["file://style.css", "file://graph.css", f"inline:{COLORS}"],
        js=[],
        no_prefix=True,
        show_legend=drawing.look is not Look.BARS,
        legend_at_bottom=True,
        legend_at_bottom_columns=1 if narrow else LEGEND_COLUMNS,
        legend_box_size=12,
        truncate_legend=LONGEST_LABEL,
        truncate_label=18 if narrow else LONGEST_LABEL,
        order_min=0,
        max_scale=4 if narrow else 8,
        margin=MARGIN,
        margin_bottom=MARGIN + (0 if narrow else _uncounted(drawing)),
        spacing=8,
        **(_over_time(drawing) if drawing.look in TIMES else {}),
    )
    chart.uuid = "chart"  # Else it is another picture each time.
    chart.add_xml_filter(_without_scripts)
    _fill(chart, drawing)
    return bytes(chart.render())


def _uncounted(drawing: Drawing) -> int:
    """The library leaves no room for a row of the legend that is not full, which is then cut."""
    rows = ceil(len(drawing.lines) / LEGEND_COLUMNS) - len(drawing.lines) // LEGEND_COLUMNS
    return 0 if drawing.look is Look.BARS else LEGEND_ROW * rows


def _over_time(drawing: Drawing) -> dict[str, Any]:
    every = max(1, len(drawing.labels) // SHOWN_LABELS)
    return {
        "x_labels_major_every": every,
        "show_minor_x_labels": False,
        "x_label_rotation": 0 if max(map(len, drawing.labels), default=0) <= SHORT_LABEL else 30,
        "show_dots": len(drawing.labels) <= SHOWN_LABELS * 5,
    }


def _fill(chart: Any, drawing: Drawing) -> None:
    """Lying bars are drawn from the bottom up: the first one belongs to the top."""
    if drawing.look in TIMES:
        chart.x_labels = drawing.labels
        for line in drawing.lines:
            chart.add(line.name, line.values)
        return
    chart.x_labels = drawing.labels[::-1]
    for line in drawing.lines:
        values: list[Any] = list(line.values)
        if drawing.look is Look.BARS:
            pairs = zip(values, drawing.colors, strict=True)
            values = [{"value": value, "color": color} for value, color in pairs]
        chart.add(line.name, values[::-1])


def _style(drawing: Drawing) -> Style:
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground="#3d4a58",
        foreground_strong="#1d2733",
        foreground_subtle="#d5dae0",
        colors=tuple(line.color for line in drawing.lines) or PALETTE,
        opacity="1",
        stroke_width="2",
        opacity_hover="1",
        transition="none",
        font_family="system-ui, sans-serif",
        label_font_family="system-ui, sans-serif",
        major_label_font_family="system-ui, sans-serif",
        legend_font_family="system-ui, sans-serif",
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=13,
        no_data_font_size=16,
    )


COLORS = """
.axis .guide.line, .axis .major.line, .axis .major.guide.line {
  stroke: #dfe3e8; stroke-dasharray: none;
}
.bar rect { stroke: #8a97a5; stroke-width: 0.6; }
@media (prefers-color-scheme: dark) {
  .graph, .legends .legend text, .axis text { fill: #c3ccd6; }
  .axis text.major, text.no_data { fill: #e3e9ef; }
  .axis .line { stroke: #97a6b5; }
  .axis .guide.line, .axis .major.line, .axis .major.guide.line { stroke: #37434f; }
}
"""


def _without_scripts(root: Any) -> Any:
    """The library writes its settings as a script, which nothing here runs."""
    for parent in root.iter():
        for child in list(parent):
            if str(child.tag).endswith("script"):
                parent.remove(child)
    return root

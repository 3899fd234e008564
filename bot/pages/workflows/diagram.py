"""The diagram of a definition, drawn from it: boxes with their words, arrows between them. Long
definitions come in parts, for nobody reads two hundred boxes at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bot.pages.workflows import boxes, layout
from bot.pages.workflows.boxes import Box, Figures
from bot.pages.workflows.ways import Exit, Way, silence, ways
from models.workflow.definition import Definition
from models.workflow.step import Step

STEPS, WAYS = 40, 90
"""In one part at most; a single step may have more ways."""


@dataclass(frozen=True, slots=True)
class Diagram:
    boxes: list[Box]
    arrows: list[tuple[str, bool]]
    """Path, and whether it is no way that was meant."""
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some steps of a definition, in its order."""

    number: int
    steps: list[Step]
    first: int
    """Number of the first of them in the whole."""

    def __contains__(self, number: int) -> bool:
        return self.first <= number < self.first + len(self.steps)


def parts(definition: Definition) -> list[Part]:
    found: list[Part] = []
    steps: list[Step] = []
    count, first = 0, 1
    for at, step in enumerate(definition.steps.values(), 1):
        more = len(ways(step))
        if steps and (len(steps) == STEPS or count + more > WAYS):
            found.append(Part(len(found) + 1, steps, first))
            steps, count, first = [], 0, at
        steps.append(step)
        count += more
    return [*found, Part(len(found) + 1, steps, first)]


def draw(definition: Definition, part: Part, figures: Figures) -> Diagram:
    """One part. `figures` may be of some steps only, or empty."""
    names = {step.name: at for at, step in enumerate(part.steps)}
    leads = [list(_within(ways(step), names)) for step in part.steps]
    rows = [row + 1 for row in layout.rows_of(len(leads), leads, [0])]
    drawn = _boxes(definition, part, rows, names, figures)
    rows += [0] * (len(drawn) - len(rows))
    sketch = [one for at, box in enumerate(drawn) for one in _arrows(at, box, names)]
    plan = layout.plan([(one.width, one.height) for one in drawn], rows, [one for one, _ in sketch])
    for box, spot in zip(drawn, plan.spots, strict=True):
        box.x, box.y = round(spot.x - spot.width / 2), round(spot.y)
    aside = [way.aside for _, way in sketch]
    return Diagram(drawn, list(zip(plan.paths, aside, strict=True)), plan.width, plan.height)


def _within(found: list[Way], names: dict[str, int]) -> Iterator[int]:
    for way in islice(found, boxes.TABS):
        if way.exit is Exit.STEP and way.to in names:
            yield names[way.to]


def _boxes(
    definition: Definition, part: Part, rows: list[int], names: dict[str, int], figures: Figures
) -> list[Box]:
    """Of the steps in their order, then of how it starts and of silence."""

    def near(row: int) -> dict[str, bool]:
        return {name: 0 < rows[at] - row <= boxes.REACH for name, at in names.items()}

    drawn = [
        boxes.of_step(step, figures, near(row)) for step, row in zip(part.steps, rows, strict=True)
    ]
    if part.number == 1:
        drawn.append(boxes.of_start(definition))
        if silence(definition):
            drawn += filter(None, [boxes.of_silence(definition, near(0))])
    return drawn


def _arrows(at: int, box: Box, names: dict[str, int]) -> Iterator[tuple[layout.Arrow, Way]]:
    if box.way:
        yield (at, names[str(box.way.to)], 0), box.way
    for tab in box.tabs:
        if tab.arrow:
            off = tab.x + tab.width / 2 - box.width / 2
            yield (at, names[str(tab.way.to)], off), tab.way

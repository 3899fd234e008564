"""How a workflow's questions fared: where people answer, stumble and leave (X11). For reading
only."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from models.base import database
from models.workflow.outcome import RunState
from models.workflow.tables import WorkflowVersion


@dataclass(slots=True)
class StepFigures:
    """Counts over some runs; who comes by twice counts twice, but for `runs` and `lost`."""

    step: str
    runs: int = 0
    """How many runs came here."""
    asked: int = 0
    reasked: int = 0
    """How often an answer was not understood and the question was asked again."""
    answered: int = 0
    timed_out: int = 0
    """Nobody answered, in spite of any reminder."""
    waiting: int = 0
    """Runs that stand here now."""
    handed_over: int = 0
    """Runs that a person took over here."""
    left: int = 0
    """Runs that the contact ended here, by a word."""
    lost: int = 0
    """Runs that ended here without being done, for whatever reason."""


ENDS = {
    RunState.RUNNING.value: "waiting",
    RunState.HANDED_OVER.value: "handed_over",
    RunState.STOPPED.value: "left",
}
LOST = {RunState.HANDED_OVER.value, RunState.TIMED_OUT.value, RunState.STOPPED.value}
TRAIL = ("asked", "reasked", "answered", "timed_out")

Runs = tuple[str, str | None, dict[str, dict[str, int]], int]
"""State, step, trail, and how many runs have all of these."""


@dataclass(slots=True)
class Figures:
    """Of some runs: how many there are by state, and what happened at each step."""

    states: dict[str, int] = field(default_factory=lambda: {one.value: 0 for one in RunState})
    steps: dict[str, StepFigures] = field(default_factory=dict)

    @classmethod
    def of(cls, runs: Iterable[Runs], questions: Iterable[str]) -> "Figures":
        """With the steps of `questions` first, in their order."""
        figures = cls(steps={name: StepFigures(name) for name in questions})
        for run in runs:
            figures._count(*run)
        return figures

    @property
    def runs(self) -> int:
        return sum(self.states.values())

    def _count(
        self, state: str, step: str | None, trail: dict[str, dict[str, int]], count: int
    ) -> None:
        self.states[state] += count
        for name, told in trail.items():
            figures = self._step(name)
            figures.runs += count
            for word in TRAIL:
                setattr(figures, word, getattr(figures, word) + count * told.get(word, 0))
        if step is not None and state in ENDS:
            figures = self._step(step)
            setattr(figures, ENDS[state], getattr(figures, ENDS[state]) + count)
        if step is not None and state in LOST:
            self._step(step).lost += count

    def _step(self, name: str) -> StepFigures:
        return self.steps.setdefault(name, StepFigures(name))


def of_version(version: WorkflowVersion) -> dict[str, Any]:
    """How many runs there are by state, and the figures of each question in the workflow's
    order."""
    figures = Figures.of(database.execute_sql(OF_VERSION, (version.id,)), questions(version))
    return {
        "version": version.number,
        "runs": figures.runs,
        **figures.states,
        "steps": [asdict(one) for one in figures.steps.values()],
    }


def questions(version: WorkflowVersion) -> list[str]:
    definition = version.readable
    if definition is None:
        return []
    return [step.name for step in definition.steps.values() if step.ask is not None]


# Most runs went one of a few ways: they are counted by it, and only the ways are read.
OF_VERSION = """
SELECT state, step, trail, count(*) FROM run WHERE version_id = %s GROUP BY state, step, trail
"""


def counts(since: datetime) -> dict[int, tuple[int, int]]:
    """Of each workflow that has any: the runs under way, and those since then that were done."""
    found = database.execute_sql(COUNTS, (since,))
    return {workflow: (running, done) for workflow, running, done in found}


# Who is in a run stands in an index of their own; the days of the others in another.
COUNTS = """
WITH counted AS (
    SELECT version_id, count(*) AS running, 0 AS done
    FROM run WHERE state = 'running' GROUP BY version_id
    UNION ALL
    SELECT version_id, 0, count(*)
    FROM run WHERE state = 'done' AND started_at >= %s GROUP BY version_id
)
SELECT version.workflow_id, sum(running)::bigint, sum(done)::bigint
FROM counted JOIN workflow_version AS version ON version.id = counted.version_id
GROUP BY version.workflow_id
"""

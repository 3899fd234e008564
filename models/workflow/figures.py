"""How a workflow's questions fared: where people answer, stumble and leave (X11). For reading
only."""

from dataclasses import asdict, dataclass
from typing import Any

from models.base import database
from models.workflow.outcome import RunState
from models.workflow.tables import WorkflowVersion


@dataclass(slots=True)
class StepFigures:
    """Counts over all runs of one version; who comes by twice counts twice."""

    step: str
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


ENDS = {
    RunState.RUNNING.value: "waiting",
    RunState.HANDED_OVER.value: "handed_over",
    RunState.STOPPED.value: "left",
}


def of_version(version: WorkflowVersion) -> dict[str, Any]:
    """How many runs there are by state, and the figures of each question in the workflow's
    order."""
    steps = {name: StepFigures(name) for name in _questions(version)}
    states = {state.value: 0 for state in RunState}
    for state, step, count in database.execute_sql(PLACES, (version.id,)):
        states[state] += count
        if step is not None and state in ENDS:
            figures = steps.setdefault(step, StepFigures(step))
            setattr(figures, ENDS[state], getattr(figures, ENDS[state]) + count)
    for step, *counts in database.execute_sql(TRAILS, (version.id,)):
        figures = steps.setdefault(step, StepFigures(step))
        figures.asked, figures.reasked, figures.answered, figures.timed_out = counts
    return {
        "version": version.number,
        "runs": sum(states.values()),
        **states,
        "steps": [asdict(one) for one in steps.values()],
    }


def _questions(version: WorkflowVersion) -> list[str]:
    definition = version.readable
    if definition is None:
        return []
    return [step.name for step in definition.steps.values() if step.ask is not None]


PLACES = "SELECT state, step, count(*) FROM run WHERE version_id = %s GROUP BY state, step"
TRAILS = """
SELECT asked_of.step, coalesce(sum((told ->> 'asked')::bigint), 0)::bigint,
    coalesce(sum((told ->> 'reasked')::bigint), 0)::bigint,
    coalesce(sum((told ->> 'answered')::bigint), 0)::bigint,
    coalesce(sum((told ->> 'timed_out')::bigint), 0)::bigint
FROM run, jsonb_each(run.trail) AS asked_of(step, told)
WHERE version_id = %s GROUP BY asked_of.step
"""

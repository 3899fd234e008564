"""How conversations went, workflow by workflow, and at which question people were lost (X11)."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from models.base import database
from models.reports.figures import share
from models.reports.period import Period
from models.reports.question import snapshot
from models.reports.series import series
from models.workflow.figures import Figures, Runs, questions
from models.workflow.outcome import RunState
from models.workflow.tables import Workflow, WorkflowVersion


@snapshot()
def report(period: Period) -> dict[str, Any]:
    """Of the conversations that started in the period, on whichever version; oldest workflow
    first."""
    runs = _runs(period)
    known = list(Workflow.select().order_by(Workflow.id))
    versions = {one.id: one for one in _current(known)}
    return {
        "items": [_item(one, versions.get(one.version_id), runs.get(one.id, [])) for one in known],
        "series": _series(period, known),
    }


def _runs(period: Period) -> dict[int, list[Runs]]:
    found: dict[int, list[Runs]] = {}
    for workflow, *run in database.execute_sql(RUNS, (period.start, period.end)):
        found.setdefault(workflow, []).append(tuple(run))
    return found


def _current(workflows: list[Workflow]) -> Iterator[WorkflowVersion]:
    ids = [one.version_id for one in workflows if one.version_id]
    yield from WorkflowVersion.select().where(WorkflowVersion.id.in_(ids or [0]))


def _item(workflow: Workflow, version: WorkflowVersion | None, runs: list[Runs]) -> dict[str, Any]:
    figures = Figures.of(runs, questions(version) if version else [])
    states = figures.states
    return {
        "workflow": workflow,
        "active": workflow.active,
        "started": figures.runs,
        "finished": states[RunState.DONE.value],
        **{one.value: states[one.value] for one in RunState if one is not RunState.DONE},
        "finishing_rate": share(states[RunState.DONE.value], figures.runs),
        "steps": [
            {**asdict(one), "drop_out": share(one.lost, one.runs)} for one in figures.steps.values()
        ],
    }


def _series(period: Period, known: list[Workflow]) -> list[dict[str, Any]]:
    if period.by is None:
        return []
    by_id = {one.id: one for one in known}
    found = database.execute_sql(BY_SPAN, (period.edges(), period.start, period.end))
    return series(
        period,
        (
            (span, id, {"workflow": by_id[id], "started": started, "finished": finished})
            for span, id, started, finished in found
        ),
    )


RUNS = """
WITH counted AS (
    SELECT version_id, state, step, trail, count(*) AS runs
    FROM run WHERE started_at >= %s AND started_at < %s
    GROUP BY version_id, state, step, trail
)
SELECT version.workflow_id, state, step, trail, runs
FROM counted JOIN workflow_version AS version ON version.id = counted.version_id
"""
BY_SPAN = """
SELECT width_bucket(started_at, %s::timestamptz[]) AS span, version.workflow_id, count(*),
    count(*) FILTER (WHERE run.state = 'done')
FROM run JOIN workflow_version AS version ON version.id = run.version_id
WHERE started_at >= %s AND started_at < %s GROUP BY span, version.workflow_id
"""

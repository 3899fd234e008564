"""Figures of each question: where people answer, stumble and leave (X11)."""

from typing import Any

import pytest

from models import base
from models.workflow import figures as figures_of
from models.workflow.tables import Run, Workflow, WorkflowVersion
from tests import factories
from tests.handlers.talking import SIZE

STEPS = ["size", "colour"]


@pytest.fixture
def id(database: None) -> int:
    return factories.make_workflow(SIZE).id


def run(state: str, step: str | None, **trail: dict[str, int]) -> None:
    contact = factories.make_contact()
    version = Workflow.get().version
    Run.create(contact=contact, version=version, state=state, step=step, trail=trail)


def figures(api: Any, id: int, **query: Any) -> dict[str, Any]:
    answer = api.get(f"/workflows/{id}/figures", **query)
    assert answer.status_code == 200
    return answer.json


def test_a_workflow_that_nobody_met_has_figures_of_nothing(api: Any, id: int) -> None:
    found = figures(api, id)
    assert (found["version"], found["runs"], found["done"]) == (1, 0, 0)
    assert [one["step"] for one in found["steps"]] == STEPS
    assert {count for one in found["steps"] for key, count in one.items() if key != "step"} == {0}


def test_every_run_counts_where_it_went(api: Any, id: int) -> None:
    run("done", "colour", size={"asked": 1, "answered": 1}, colour={"asked": 1, "answered": 1})
    run("handed_over", "size", size={"asked": 1, "reasked": 2})
    run("stopped", "size", size={"asked": 2, "reasked": 1})
    run(
        "timed_out", "colour", size={"asked": 1, "answered": 1}, colour={"asked": 1, "timed_out": 1}
    )
    run("running", "colour", size={"asked": 1, "answered": 1}, colour={"asked": 1})
    found = figures(api, id)
    states = {state: found[state] for state in ("running", "done", "handed_over", "stopped")}
    assert states == {"running": 1, "done": 1, "handed_over": 1, "stopped": 1}
    assert (found["timed_out"], found["runs"]) == (1, 5)
    size, colour = found["steps"]
    assert size == {
        "step": "size",
        "runs": 5,
        "asked": 6,
        "reasked": 3,
        "answered": 3,
        "timed_out": 0,
        "waiting": 0,
        "handed_over": 1,
        "left": 1,
        "lost": 2,
    }
    assert (colour["asked"], colour["answered"], colour["timed_out"], colour["waiting"]) == (
        3,
        1,
        1,
        1,
    )


def test_each_version_has_its_own(api: Any, id: int) -> None:
    run("done", "size", size={"asked": 1})
    factories.make_workflow(SIZE.replace("Which colour?", "What colour?"))
    assert figures(api, id)["runs"] == 0
    assert figures(api, id, version=1)["runs"] == 1


def test_what_is_not_there_is_named(api: Any, id: int) -> None:
    assert api.get("/workflows/424242/figures").status_code == 404
    answer = api.get(f"/workflows/{id}/figures", version=9)
    assert answer.status_code == 422
    assert "no version 9" in answer.json["detail"]


def test_a_version_that_is_no_longer_understood_has_figures_all_the_same(api: Any, id: int) -> None:
    run("handed_over", "size", size={"asked": 1})
    WorkflowVersion.update(definition={"name": "Size", "steps": []}).execute()
    assert [one["step"] for one in figures(api, id)["steps"]] == ["size"]
    assert api.get(f"/workflows/{id}").json["readable"] is False


def test_the_runs_of_other_versions_are_not_read(database: None) -> None:
    base.database.execute_sql("SET LOCAL enable_seqscan = off")
    sql = figures_of.OF_VERSION
    plan = [row[0] for row in base.database.execute_sql(f"EXPLAIN {sql}", (1,))]
    assert any("run_version_id" in line for line in plan), plan

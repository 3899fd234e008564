"""A workflow that is deleted, with its versions and what is known of the conversations that were on
them. Contacts keep what they answered. W3."""

from typing import Any

from models.batch import unit_of_work
from models.refusal import Refusal
from models.workflow.outcome import RunState
from models.workflow.tables import Run, Workflow, WorkflowVersion

AT_ONCE = 500
"""Contacts that are changed in one set."""
DELETED = "the workflow was deleted"


def refuse(workflow: Workflow) -> None:
    """Raises Refusal, with the way out, when it cannot be deleted now, whoever is in it."""
    if workflow.active:
        raise Refusal("it is on, and new conversations begin with it: switch it off first")


def under_way(workflow: Workflow) -> int:
    """How many contacts are in the midst of it."""
    count: int = _running(workflow).count()
    return count


def remove(workflow: Workflow, cause: str, end_running: bool) -> None:
    """Delete it. Whoever is in the midst of it is let go, if `end_running`, as if a colleague had
    taken over. Raises Refusal while there are such and nothing is said."""
    refuse(workflow)
    if end_running:
        _end(workflow, cause)
    held = under_way(workflow)
    if held:
        are = "contact is" if held == 1 else "contacts are"
        raise Refusal(
            f"{held} {are} in the midst of it: wait until they are done, or end it for them "
            "(end_running)",
            "end_running",
        )
    over = Run.version.in_(_versions(workflow)), Run.state != RunState.RUNNING
    Run.delete().where(*over).execute()
    workflow.delete_instance()  # Its versions go with it; whoever began one this moment stops it.


def _end(workflow: Workflow, cause: str) -> None:
    running = _running(workflow).select(Run.contact).order_by(Run.contact).limit(AT_ONCE)
    while ids := [id for (id,) in running.tuples()]:
        with unit_of_work(cause, size=len(ids)) as batch:
            for contact in batch.load(ids):
                if _is_in(contact.run, workflow, batch):
                    contact.end_run(RunState.STOPPED, "workflow.taken_over", reason=DELETED)


def _is_in(run: Run | None, workflow: Workflow, batch: Any) -> bool:
    """Whoever was loaded is locked: meanwhile they may have gone on to another one."""
    return run is not None and batch.catalogue.version(run.version_id).workflow_id == workflow.id


def _running(workflow: Workflow) -> Any:
    return Run.select().where(Run.version.in_(_versions(workflow)), Run.state == RunState.RUNNING)


def _versions(workflow: Workflow) -> Any:
    return WorkflowVersion.select(WorkflowVersion.id).where(WorkflowVersion.workflow == workflow)

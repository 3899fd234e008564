"""Who saved each version of a workflow, as the audit knows it."""

from typing import NamedTuple

from models.audit.entry import Action, AuditEntry


class Saver(NamedTuple):
    actor: str
    """A cause, as in AuditEntry."""
    agent_id: int | None


def savers(workflow_id: int) -> dict[int, Saver]:
    """By the number of the version, which is a part of its workflow."""
    entries = AuditEntry.select().where(
        AuditEntry.kind == "workflow",
        AuditEntry.thing_id == workflow_id,
        AuditEntry.action == Action.CHANGED,
    )
    return {
        one.after[NUMBER]: Saver(one.actor, one.agent_id) for one in entries if NUMBER in one.after
    }


NUMBER = "number"

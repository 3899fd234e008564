"""What somebody did that changed no row that is watched, and is worth knowing all the same: who
took contacts out, and who brought some in."""

from typing import Any

from models.agents.agent import Agent
from models.audit.entry import Action, AuditEntry
from models.clock import now

EXPORT, IMPORT = "export", "import"
"""Kinds of entries."""


def note(
    kind: str,
    name: str,
    facts: dict[str, Any],
    actor: str,
    agent: Agent | None = None,
    address: str | None = None,
) -> None:
    """An entry of its own. `facts` must name no contact: entries outlive them."""
    AuditEntry.create(
        at=now(),
        actor=actor,
        agent_id=agent.id if agent else None,
        address=address,
        action=Action.CREATED,
        kind=kind,
        name=name,
        before={},
        after=facts,
    )

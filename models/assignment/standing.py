"""How agents stand now, for whoever gives contacts out: whether one could be given to them, and how
many open ones they have. A look, that locks nothing and that others may outdate at once. X1, X3."""

from collections.abc import Collection
from dataclasses import dataclass

from models.agents.agent import Agent
from models.assignment import seats
from models.assignment.capacity import open_contacts


@dataclass(frozen=True, slots=True)
class Standing:
    agent: Agent
    open: int
    """Contacts that they have and that are not closed."""
    why_not: str | None
    """``away``, ``on leave``, ``full`` …; None: they could be given one now."""


def standings(agent_ids: Collection[int]) -> dict[int, Standing]:
    """By the agent's id; two queries, however many they are."""
    if not agent_ids:
        return {}
    counts = open_contacts(agent_ids)
    found = {}
    for id, seat in seats.of_agents(agent_ids).items():
        held, most = counts.get(id, 0), seat.agent.capacity
        full = "full" if most is not None and held >= most else None
        found[id] = Standing(seat.agent, held, seat.why_not or full)
    return found

"""Agents who belong to something, such as the members of a team, by the column of the table that
ties them to it."""

from collections.abc import Iterable, Sequence
from typing import Any

from models.agents.agent import Agent


def set_agents(column: Any, of: int, agents: Iterable[Agent]) -> None:
    """These belong to `of`, and nobody else. The rows of those who stay are left as they are."""
    tie, wanted = column.model, {agent.id for agent in agents}
    tie.delete().where(column == of, tie.agent.not_in(wanted or {0})).execute()
    rows = [{column.name: of, "agent": id} for id in sorted(wanted)]
    if rows:
        tie.insert_many(rows).on_conflict_ignore().execute()


def agents_of(column: Any, ids: Sequence[int]) -> dict[int, list[Agent]]:
    """Who belongs to each of `ids`, by name."""
    found: dict[int, list[Agent]] = {id: [] for id in ids}
    ties = column.model.select(column, Agent).join(Agent).where(column.in_(list(ids) or [0]))
    for row in ties.order_by(Agent.name, Agent.id):
        found[row.__data__[column.name]].append(row.agent)
    return found

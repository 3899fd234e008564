"""Changes of agents and teams, and what they must leave in place."""

from datetime import date
from typing import Any

from models.agents.agent import Agent, Leave
from models.agents.team import Team
from models.agents.visibility import ADMINISTRATORS
from models.assignment.rule import Rule, Ruleset
from models.queues import bell
from models.refusal import Refusal


def change(agent: Agent, values: dict[str, Any]) -> None:
    """Set these fields. Somebody who administers must stay."""
    was = agent.active and agent.role in ADMINISTRATORS
    for name, value in values.items():
        setattr(agent, name, value)
    agent.save()
    bell.ring_after_commit(bell.Queue.BACKLOG)
    if was and not _administrators():
        raise Refusal(
            f"{agent.name} is the last active administrator: make somebody else one first",
            "active" if not agent.active else "role",
        )


def grant_leave(agent: Agent, first_day: date, last_day: date, reason: str) -> Leave:
    """Both days included, in the agent's time zone."""
    return Leave.create(agent=agent, first_day=first_day, last_day=last_day, reason=reason)


def cancel_leave(leave: Leave) -> None:
    leave.delete_instance()
    bell.ring_after_commit(bell.Queue.BACKLOG)


def rename_team(team: Team, name: str) -> None:
    """The rules that are published show the new name."""
    team.name = name
    team.save()
    Ruleset.publish()


def remove_team(team: Team) -> None:
    refuse_assigned(team)
    team.delete_instance()


def refuse_assigned(team: Team) -> None:
    """Raises Refusal while rules assign to it."""
    rules = list(Rule.select(Rule.name).where(Rule.team == team))
    if rules:
        names = ", ".join(rule.name for rule in rules)
        raise Refusal(f"rules assign to {team.name} ({names}): change or delete those first")


def _administrators() -> bool:
    return bool(Agent.select().where(Agent.active, Agent.role.in_(ADMINISTRATORS)).exists())

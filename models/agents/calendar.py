"""The secret address under which a calendar shows an agent's interactions: of the secret only a
digest is kept, so it is shown once. Whoever knows it reads along without an account, and no
more."""

import secrets

from models.agents.agent import Agent
from models.agents.digest import digest


def begin(agent: Agent) -> str:
    """Answers the secret: 256 bits. Whoever has a former one reads nothing from this commit on."""
    secret = secrets.token_urlsafe(32)
    _keep(agent, digest(secret))
    return secret


def end(agent: Agent) -> None:
    _keep(agent, None)


def agent_of(secret: str) -> Agent | None:
    """Whose calendar it opens. A digest is found by its index: how long that takes says nothing
    about the secret."""
    found: Agent | None = Agent.get_or_none(Agent.calendar_hash == digest(secret), Agent.active)
    return found


def _keep(agent: Agent, kept: str | None) -> None:
    agent.calendar_hash = kept
    Agent.update(calendar_hash=kept).where(Agent.id == agent.id).execute()

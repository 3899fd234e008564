"""Who calls the API: a program with its key, or one of our own pages for the agent at it. X13."""

from collections.abc import Collection
from dataclasses import dataclass

from models.agents.agent import Agent
from models.agents.api_key import ApiKey, Scope

AT_A_PAGE = "usher.agent"
"""Where a page's call has its agent in the WSGI environment. No request from outside can set it:
what a client sends stands there under names with HTTP_ before them."""


@dataclass(frozen=True, slots=True)
class Caller:
    agent: Agent | None
    """Through whose eyes they see; None for a program that is nobody's."""
    cause: str
    """What events and the audit name as the cause of a change."""
    scopes: Collection[str]
    key: ApiKey | None = None

    @classmethod
    def with_key(cls, key: ApiKey) -> "Caller":
        return cls(key.agent, f"api_key:{key.id}", key.scopes, key)

    @classmethod
    def at_a_page(cls, agent: Agent) -> "Caller":
        """Their role alone says what they may."""
        return cls(agent, f"agent:{agent.id}", frozenset(Scope))

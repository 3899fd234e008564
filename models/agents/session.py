"""Sessions of people at the pages, kept here so that they end when they should, whoever holds the
cookie. A change of the agent's role, password or being active ends them: a trigger sees to it."""

import secrets
from datetime import timedelta
from typing import Any

import peewee

from models.agents.agent import Agent
from models.agents.digest import digest
from models.base import Model, moment
from models.clock import now

IDLE = timedelta(hours=12)
"""Without a page asked for, a session ends after so long."""
LONGEST = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)
"""How exact `seen_at` is: not every page is worth a write."""
SWEEP = 100


class Session(Model):
    id = peewee.BigAutoField()
    digest = peewee.TextField(unique=True)
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE")
    address = peewee.TextField()
    created_at = moment()
    seen_at = moment()

    @classmethod
    def begin(cls, agent: Agent, address: str) -> str:
        """Answers the token for the cookie, which is always new."""
        _clear_away()
        token = secrets.token_urlsafe(32)
        cls.create(digest=digest(token), agent=agent, address=address)
        return token

    @classmethod
    def agent_of(cls, token: str) -> Agent | None:
        """Who is signed in with it, if that still holds."""
        joined = cls.select(cls, Agent).join(Agent)
        found = joined.where(cls.digest == digest(token), Agent.active, *_live()).first()
        if found is None:
            return None
        if found.seen_at < now() - SEEN_EVERY:
            cls.update(seen_at=now()).where(cls.id == found.id).execute()
        agent: Agent = found.agent
        return agent

    @classmethod
    def of(cls, agent: Agent) -> Any:
        """The query of those in which the agent is signed in now."""
        return cls.select().where(cls.agent == agent, *_live())

    @classmethod
    def id_of(cls, token: str) -> int | None:
        found = cls.get_or_none(cls.digest == digest(token))
        return found.id if found else None

    @classmethod
    def end(cls, token: str) -> None:
        cls.delete().where(cls.digest == digest(token)).execute()


def _live() -> tuple[Any, ...]:
    return (Session.seen_at > now() - IDLE, Session.created_at > now() - LONGEST)


def _clear_away() -> None:
    """Some of those that have ended by time."""
    gone = Session.select(Session.id).where(
        (Session.seen_at < now() - IDLE) | (Session.created_at < now() - LONGEST)
    )
    Session.delete().where(Session.id.in_(gone.limit(SWEEP))).execute()

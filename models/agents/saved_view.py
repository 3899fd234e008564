"""Views of contacts that somebody saved: a filter under a name, for themselves or for everybody.
What the words of its query mean is for those to know who list contacts. M8."""

from typing import Any

import peewee
from peewee import fn

from models.agents.agent import Agent
from models.base import Model, NameField, moment
from models.refusal import Refusal

MOST = 50
"""Views that one agent keeps: they stand side by side above a table."""


class SavedView(Model):
    id = peewee.BigAutoField()
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE", null=True, index=False)
    """Whose it is; None: a program's."""
    name = NameField()
    query = peewee.TextField()
    """As in the address of a list: ``status=Interested&sort=name``."""
    shared = peewee.BooleanField(default=False)
    created_at = moment()

    @classmethod
    def seen_by(cls, agent: Agent | None) -> Any:
        """Their own and those that are shared, in alphabetical order."""
        return cls.select().where(cls._of(agent) | cls.shared).order_by(fn.LOWER(cls.name), cls.id)

    @classmethod
    def check_name(cls, agent: Agent | int | None, name: str, besides: int = 0) -> None:
        """Raises Refusal when another view of the agent's is called so."""
        same = fn.LOWER(cls.name) == fn.LOWER(name)
        if cls.select().where(cls._of(agent), same, cls.id != besides).exists():
            raise Refusal(f"a view of yours is called {name} already: choose another name", "name")

    @classmethod
    def check_room(cls, agent: Agent | None) -> None:
        """Raises Refusal when the agent has as many as fit."""
        if cls.select().where(cls._of(agent)).count() >= MOST:
            raise Refusal(f"{MOST} views are kept at most: delete one that nobody needs")

    @classmethod
    def _of(cls, agent: Agent | int | None) -> Any:
        """Whose: an agent's, or programs'."""
        return cls.agent.is_null() if agent is None else cls.agent == agent


# One agent's views have different names, whatever their case.
SavedView.add_index(
    peewee.SQL(
        'CREATE UNIQUE INDEX "saved_view_name" ON "saved_view" '
        '(COALESCE("agent_id", 0), LOWER("name"))'
    )
)

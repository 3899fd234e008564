"""Teams: agents who share work."""

from collections.abc import Iterable

import peewee

from models.agents import belonging
from models.agents.agent import Agent
from models.base import Model, NameField, unique_name
from models.queues import bell


class Team(Model):
    id = peewee.BigAutoField()
    name = NameField()

    def set_members(self, agents: Iterable[Agent]) -> None:
        belonging.set_agents(TeamMember.team, self.id, agents)
        bell.ring_after_commit(bell.Queue.BACKLOG)

    def members(self) -> list[Agent]:
        return belonging.agents_of(TeamMember.team, [self.id])[self.id]


class TeamMember(Model):
    team = peewee.ForeignKeyField(Team, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE")

    class Meta:
        primary_key = peewee.CompositeKey("team", "agent")


unique_name(Team)

"""Teams: agents who share work."""

from collections.abc import Iterable

import peewee

from models.agents.agent import Agent
from models.base import Model, NameField, unique_name
from models.work import bell


class Team(Model):
    id = peewee.BigAutoField()
    name = NameField()

    def set_members(self, agents: Iterable[Agent]) -> None:
        wanted = {agent.id for agent in agents}
        TeamMember.delete().where(
            TeamMember.team == self, TeamMember.agent.not_in(wanted or {0})
        ).execute()
        rows = [{"team": self.id, "agent": id} for id in sorted(wanted)]
        if rows:
            TeamMember.insert_many(rows).on_conflict_ignore().execute()
        bell.ring_after_commit(bell.Queue.BACKLOG)

    def members(self) -> list[Agent]:
        return list(
            Agent.select()
            .join(TeamMember)
            .where(TeamMember.team == self)
            .order_by(Agent.name, Agent.id)
        )


class TeamMember(Model):
    team = peewee.ForeignKeyField(Team, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE")

    class Meta:
        primary_key = peewee.CompositeKey("team", "agent")


unique_name(Team)

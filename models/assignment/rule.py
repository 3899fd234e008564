"""Account owner assignment rules (R3, R4, R11), and the published set of them that decisions are
made by."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import peewee
from playhouse.fields import EnumField

from models.agents import belonging
from models.agents.agent import Agent
from models.agents.team import Team
from models.base import Model, moment
from models.queues import bell


class Trigger(StrEnum):
    WHATSAPP_CONTACT_CREATED = "whatsapp_contact_created"
    CONTACT_UPDATED = "contact_updated"


class Match(StrEnum):
    ALL = "all"
    ANY = "any"


class Rule(Model):
    id = peewee.BigAutoField()
    name = peewee.TextField()
    trigger = EnumField(Trigger, max_length=30)
    conditions = peewee.JSONField(default=list)
    match = EnumField(Match, default=Match.ALL, max_length=3)
    team = peewee.ForeignKeyField(Team, on_delete="RESTRICT", null=True)
    active = peewee.BooleanField(default=True)
    position = peewee.IntegerField(default=0)
    created_at = moment()

    def set_agents(self, agents: Iterable[Agent]) -> None:
        belonging.set_agents(RuleAgent.rule, self.id, agents)


class RuleAgent(Model):
    rule = peewee.ForeignKeyField(Rule, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="CASCADE")

    class Meta:
        primary_key = peewee.CompositeKey("rule", "agent")


class Ruleset(Model):
    """All active rules as they stood, in their order. Never changed: a decision points at the one
    it was made by, so that it can be explained for ever, whatever became of the rules since (R12).
    """

    id = peewee.BigAutoField()
    rules = peewee.JSONField()
    created_at = moment()

    @classmethod
    def publish(cls) -> "Ruleset":
        """Make the rules as they are now the ones that decide. Call it in the transaction that
        changed them."""
        active = Rule.select().where(Rule.active).order_by(Rule.position, Rule.id)
        bell.ring_after_commit(bell.Queue.BACKLOG)
        return cls.create(rules=[frozen(rule) for rule in active])

    @classmethod
    def current(cls) -> "Ruleset | None":
        return cls.select().order_by(cls.id.desc()).first()


def frozen(rule: Rule) -> dict[str, Any]:
    """As a ruleset holds it."""
    return {
        "id": rule.id,
        "name": rule.name,
        "trigger": rule.trigger.value,
        "conditions": rule.conditions,
        "match": rule.match.value,
        "team": {"id": rule.team.id, "name": rule.team.name} if rule.team else None,
    }

"""Assignments: one row for each time that rules, the fallback or a person decided who takes care
of a contact."""

from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.agents.agent import Agent
from models.assignment.rule import Rule, Ruleset
from models.base import Model, TimeField, moment
from models.contact import Contact


class Outcome(StrEnum):
    ASSIGNED = "assigned"
    NOBODY = "nobody"
    """A rule or the fallback took the contact, but nobody of its pool could be given it: the
    backlog."""
    UNMATCHED = "unmatched"
    """No rule matched, and the fallback did not apply."""
    RELEASED = "released"
    """A person took the owner away, or it was opened again and its owner does not see it."""


FALLBACK_TRIGGER = "fallback"
"""No rule matched a contact that came."""
MANUAL_TRIGGER = "manual"
"""A person or a program named the owner, or took them away."""
RETURNED_TRIGGER = "returned"
"""The contact wrote after a pause, and its former owner was there."""
REOPENED_TRIGGER = "reopened"
"""It was opened again, and whoever had it has left, or takes care of closed contacts only (A6)."""
NO_REPLY_TRIGGER = "no_reply"
"""The owner before did not answer in time (X5)."""


class Assignment(Model):
    id = peewee.BigAutoField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="RESTRICT", null=True, index=False)
    outcome = EnumField(Outcome, max_length=10)
    trigger = peewee.TextField()
    """A rule's trigger, or ``fallback``, ``manual``, ``returned``, ``reopened`` …, as above."""
    rule = peewee.ForeignKeyField(Rule, on_delete="SET NULL", null=True)
    ruleset = peewee.ForeignKeyField(Ruleset, on_delete="RESTRICT", null=True, index=False)
    facts = peewee.JSONField(null=True)
    """The contact as the conditions saw it: with the ruleset, the whole trace can be told again
    (R12)."""
    pool = peewee.JSONField(null=True)
    """The pool and the turns of its members that decided: ``{kind, of, counts, skipped}``, with
    ``weights`` where they differ, with ``returned`` where it went back to its former owner."""
    returned = peewee.BooleanField(default=False)
    """It went back to its former owner, and took nobody's turn (X7)."""
    cause = peewee.TextField()
    replied_at = TimeField(null=True)
    """When somebody of ours first wrote to the contact while this agent had it (X16)."""
    in_time = peewee.BooleanField(null=True)
    """Whether that was within the time for a first reply, as it was set then (X5)."""
    created_at = moment()

    class Meta:
        indexes = ((("contact", "id"), False),)


# All that reports ask about assignments: the rows themselves are wide and many (X16).
Assignment.add_index(
    peewee.SQL(
        'CREATE INDEX "assignment_agent" ON "assignment" ("agent_id", "created_at") '
        'INCLUDE ("outcome", "trigger", "rule_id", "returned", "replied_at", "in_time")'
    )
)

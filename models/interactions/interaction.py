"""An interaction: an engagement with a contact, such as a call or a visit, planned or past; or a
dated note of one's own. I1, I2. What can be done with one is in the modules beside this one."""

from datetime import datetime
from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.agents.agent import Agent
from models.base import Model, TimeField, moment, partial_index
from models.contact import Contact
from models.sales.opportunity import Opportunity
from models.settings.option import Option
from models.settings.tag import Tag

LONGEST_NOTE = 4096
"""Characters, of a note and of a post."""
SHORTEST, USUAL, LONGEST = 5, 30, 24 * 60
"""Minutes."""


class InteractionKind(StrEnum):
    STANDARD = "standard"
    """With a contact: a prospect or a customer."""
    PERSONAL = "personal"
    """A dated note to oneself. Nobody else sees it."""


class Standing(StrEnum):
    """What an interaction is at a moment (I5)."""

    OPEN = "open"
    """It has no outcome and has not passed."""
    MISSED = "missed"
    """Its end has passed, and nobody said how it went."""
    COMPLETED = "completed"


class Interaction(Model):
    id = peewee.BigAutoField()
    kind = EnumField(InteractionKind, default=InteractionKind.STANDARD, max_length=8)
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", null=True, index=False)
    """None of a personal one."""
    assignee = peewee.ForeignKeyField(Agent, on_delete="RESTRICT", index=False)
    creator = peewee.ForeignKeyField(
        Agent, on_delete="SET NULL", null=True, index=False, backref="planned_interactions"
    )
    """None: a program."""
    type = peewee.ForeignKeyField(Option, on_delete="RESTRICT", null=True, index=False)
    purpose = peewee.ForeignKeyField(
        Option, on_delete="RESTRICT", null=True, index=False, backref="purpose_of"
    )
    outcome = peewee.ForeignKeyField(
        Option, on_delete="RESTRICT", null=True, index=False, backref="outcome_of"
    )
    next_action = peewee.ForeignKeyField(
        Option, on_delete="RESTRICT", null=True, index=False, backref="next_action_of"
    )
    starts_at = TimeField()
    ends_at = TimeField()
    note = peewee.TextField(default="")
    completed_at = TimeField(null=True)
    follows = peewee.ForeignKeyField("self", on_delete="SET NULL", null=True, backref="follow_ups")
    """The interaction to which this one is the follow-up."""
    generated_for = peewee.DateField(null=True)
    """The day for which it was generated (I7): nobody is generated twice for one."""
    reminded_at = TimeField(null=True)
    """When the assignee was reminded of it."""
    created_at = moment()
    updated_at = moment()

    class Meta:
        constraints = (
            peewee.Check("ends_at > starts_at"),
            peewee.Check("(kind = 'standard') = (contact_id IS NOT NULL)"),
            peewee.Check("(outcome_id IS NULL) = (completed_at IS NULL)"),
        )
        indexes = (
            (("assignee", "starts_at"), False),
            (("contact", "starts_at"), False),
        )

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    def standing(self, moment: datetime) -> Standing:
        if self.outcome_id is not None:
            return Standing.COMPLETED
        return Standing.OPEN if self.ends_at > moment else Standing.MISSED


partial_index(Interaction, "interaction_waiting", "starts_at", where=Interaction.outcome.is_null())
partial_index(
    Interaction,
    "interaction_generated_unique",
    "contact",
    "generated_for",
    where=Interaction.generated_for.is_null(False),
    unique=True,
)


class InteractionTag(Model):
    interaction = peewee.ForeignKeyField(Interaction, on_delete="CASCADE", index=False)
    tag = peewee.ForeignKeyField(Tag, on_delete="CASCADE")

    class Meta:
        primary_key = peewee.CompositeKey("interaction", "tag")


class InteractionOpportunity(Model):
    """What an interaction was about (I9, I10)."""

    interaction = peewee.ForeignKeyField(Interaction, on_delete="CASCADE", index=False)
    opportunity = peewee.ForeignKeyField(Opportunity, on_delete="CASCADE")

    class Meta:
        primary_key = peewee.CompositeKey("interaction", "opportunity")


class Post(Model):
    """What colleagues say about an interaction (I9)."""

    id = peewee.BigAutoField()
    interaction = peewee.ForeignKeyField(Interaction, on_delete="CASCADE", index=False)
    agent = peewee.ForeignKeyField(Agent, on_delete="SET NULL", null=True, index=False)
    """None: a program wrote it."""
    text = peewee.TextField()
    created_at = moment()

    class Meta:
        indexes = ((("interaction", "id"), False),)

"""An opportunity: something that a contact may buy. I9."""

from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.agents.agent import Agent
from models.base import Model, TimeField, moment, partial_index
from models.contact import Contact
from models.settings.option import Option


class OpportunityState(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Opportunity(Model):
    id = peewee.BigAutoField()
    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    name = peewee.TextField()
    value = peewee.DecimalField(14, 2, auto_round=True)
    """In the organisation's currency."""
    stage = peewee.ForeignKeyField(Option, on_delete="RESTRICT", null=True, index=False)
    expected_on = peewee.DateField(null=True)
    """The day on which it is expected to be decided."""
    state = EnumField(OpportunityState, default=OpportunityState.OPEN, max_length=4)
    decided_at = TimeField(null=True)
    """When it was won or lost."""
    agent = peewee.ForeignKeyField(Agent, on_delete="SET NULL", null=True, index=False)
    """Who found it; None: a program."""
    created_at = moment()
    updated_at = moment()

    class Meta:
        constraints = (
            peewee.Check("value >= 0"),
            peewee.Check("(state = 'open') = (decided_at IS NULL)"),
        )
        indexes = (
            (("contact", "id"), False),
            (("value", "id"), False),
            (("expected_on", "id"), False),
            # What those of a state come to.
            (("state", "value"), False),
        )


partial_index(Opportunity, "opportunity_open", "contact", "value", where="state = 'open'")

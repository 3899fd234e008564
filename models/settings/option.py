"""Options: the words that people choose from when they plan and complete interactions, and the
stages of an opportunity. An administrator edits them. I1."""

from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.base import Model, NameField


class OptionKind(StrEnum):
    TYPE = "type"
    """How one meets: a call, a visit …"""
    PURPOSE = "purpose"
    """What for."""
    OUTCOME = "outcome"
    """How it went. Setting one completes an interaction (I3)."""
    NEXT_ACTION = "next_action"
    STAGE = "stage"
    """How far an opportunity has come."""


class Option(Model):
    id = peewee.BigAutoField()
    kind = EnumField(OptionKind, max_length=11)
    name = NameField()
    position = peewee.IntegerField(default=0)


Option.add_index(
    Option.index(
        Option.kind, peewee.fn.LOWER(Option.name), unique=True, name="option_kind_name_unique"
    )
)

"""Statuses: where a contact stands in the pipeline. M1, M2, A1, A5."""

import peewee

from models.base import Model, NameField, unique_name


class Status(Model):
    id = peewee.BigAutoField()
    name = NameField()
    color = peewee.TextField(
        default="#6c757d", constraints=[peewee.Check("color ~ '^#[0-9a-f]{6}$'")]
    )
    position = peewee.IntegerField(default=0)
    closure = peewee.BooleanField(default=False)
    """Contacts in it are done: won, lost or invalid."""


unique_name(Status)

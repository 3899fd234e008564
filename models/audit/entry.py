"""One change of one row, as a trigger wrote it. Nothing here is ever changed."""

from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.base import Model, TimeField


class Action(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"


class AuditEntry(Model):
    id = peewee.BigAutoField()
    at = TimeField(index=True)
    actor = peewee.TextField()
    """A cause: ``agent:3`` in the pages, ``api_key:5``, ``command``; ``usher`` did it by itself."""
    agent_id = peewee.BigIntegerField(null=True)
    """Who acted, or whose key it was."""
    address = peewee.TextField(null=True)
    action = EnumField(Action, max_length=10)
    kind = peewee.TextField()
    thing_id = peewee.BigIntegerField(null=True)
    name = peewee.TextField(null=True)
    before = peewee.JSONField()
    """Of a change the columns that changed, else the whole row. Secrets are hidden."""
    after = peewee.JSONField()

    class Meta:
        indexes = ((("agent_id", "id"), False), (("kind", "thing_id", "id"), False))

"""Names that statuses, sources, tags and traits had before: whatever was written with one, such as
a workflow, goes on meaning the same thing. A name that something bears today is no former name."""

from enum import StrEnum

import peewee
from playhouse.fields import EnumField

from models.base import Model
from models.conditions.comparing import fold


class Named(StrEnum):
    STATUS = "status"
    SOURCE = "source"
    TAG = "tag"
    TRAIT = "trait"


class FormerName(Model):
    kind = EnumField(Named, max_length=10)
    name = peewee.TextField()
    """Folded."""
    of = peewee.BigIntegerField()
    """The id of the status, source, tag or trait."""

    class Meta:
        primary_key = peewee.CompositeKey("kind", "name")

    @classmethod
    def keep(cls, kind: Named, old: str, of: int) -> None:
        """From now on `old` means the thing `of`, which has another name."""
        key = (cls.kind, cls.name)
        made = cls.insert(kind=kind, name=fold(old), of=of)
        made.on_conflict(conflict_target=key, update={cls.of: of}).execute()

    @classmethod
    def forget(cls, kind: Named, of: int) -> None:
        """The thing is gone, and what it was called with it."""
        cls.delete().where(cls.kind == kind, cls.of == of).execute()

"""The organisation's own settings: one row. A1, A8, R8."""

import peewee

from models.base import Model
from models.settings.status import Status


class Organisation(Model):
    id = peewee.IntegerField(primary_key=True, default=1, constraints=[peewee.Check("id = 1")])
    name = peewee.TextField(default="")
    default_status = peewee.ForeignKeyField(Status, on_delete="RESTRICT")
    closure_days = peewee.IntegerField(
        default=14, constraints=[peewee.Check("closure_days BETWEEN 1 AND 3650")]
    )
    fallback = peewee.BooleanField(default=False)
    timezone = peewee.TextField(default="UTC")
    notice_template = peewee.TextField(default="contact_assigned")
    """The approved WhatsApp template that tells an agent of an assignment (W6)."""
    notice_language = peewee.TextField(default="en")
    catalogue_version = peewee.BigIntegerField(default=1)
    """Rises with every change of a setting, so that a worker knows when to read them again."""

    @classmethod
    def the(cls) -> "Organisation":
        return cls.get_by_id(1)

"""Automations: what happens by itself when a contact enters a status (M5)."""

import peewee

from models.base import Model, moment
from models.settings.status import Status


class Automation(Model):
    id = peewee.BigAutoField()
    status = peewee.ForeignKeyField(Status, on_delete="CASCADE", unique=True)
    actions = peewee.JSONField()
    """In their order: ``[{"send": {"type": "text", …}}, {"tag": "Won"}, {"state": "CLIENT"},
    {"notify": "owner"}]``."""
    active = peewee.BooleanField(default=True)
    created_at = moment()

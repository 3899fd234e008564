"""Tags: words that a team, a workflow or a program hangs on contacts."""

import peewee

from models.base import Model, NameField, unique_name


class Tag(Model):
    id = peewee.BigAutoField()
    name = NameField()


unique_name(Tag)

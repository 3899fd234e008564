"""Sources: through which channel or campaign a contact came. M6, M7."""

import peewee

from models.base import Model, NameField, unique_name

WHATSAPP = "WhatsApp"
"""The source of contacts that a WhatsApp message creates."""
API = "API"
"""The source of contacts that a program makes without naming one."""
IMPORT = "Import"
"""The source of contacts that a file brings without naming one."""


class Source(Model):
    id = peewee.BigAutoField()
    name = NameField()


unique_name(Source)

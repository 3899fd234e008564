"""`/settings`: the organisation's own, its lists, its roles. Each page is a form of the API's
calls; frame.py holds what they share."""

from bot.pages.settings import (
    automations,
    contact_settings,
    frame,
    organisation,
    reminders,
    roles,
    sources,
    statuses,
    tags,
    traits,
)

__all__ = [
    "automations",
    "contact_settings",
    "frame",
    "organisation",
    "reminders",
    "roles",
    "sources",
    "statuses",
    "tags",
    "traits",
]

"""`/settings`: the organisation's own, its lists, its roles. Each page is a form of the API's
calls; frame.py holds what they share."""

from bot.pages.settings import contact_settings, frame, roles, statuses

__all__ = ["contact_settings", "frame", "roles", "statuses"]

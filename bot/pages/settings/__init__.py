"""`/settings`: the organisation's own, its lists, its people, its programs. Each page is a form of
the API's calls; frame.py holds what they share."""

from bot.pages.settings import (
    agent_stop,
    agent_times,
    agents,
    api_keys,
    automations,
    contact_settings,
    frame,
    interactions,
    organisation,
    reminders,
    roles,
    sources,
    statuses,
    tags,
    teams,
    traits,
    webhook_log,
    webhooks,
    whatsapp,
    whatsapp_templates,
)

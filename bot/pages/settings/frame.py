"""The frame of every page under `/settings`: a menu of its own beside the page.
Knows no setting."""

from typing import Any

from bot.pages import menu
from bot.pages.menu import Entry, Groups
from bot.pages.session import me
from bot.pages.site import pages

GROUPS: Groups = {
    "Contacts": [
        Entry("pages.settings", "Contact settings", "sliders", "/settings"),
        Entry("pages.statuses", "Statuses", "signpost", "/settings/statuses"),
        Entry("pages.sources", "Sources", "box-arrow-in-right", "/settings/sources"),
        Entry("pages.traits", "Traits", "card-list", "/settings/traits"),
        Entry("pages.tags", "Tags", "tags", "/settings/tags"),
        Entry("pages.automations", "Automations", "lightning", "/settings/automations"),
        Entry(
            "pages.interaction_settings", "Interactions", "calendar-check", "/settings/interactions"
        ),
        Entry("pages.rules", "Assignment rules", "signpost-split", "/rules"),
    ],
    "Organisation": [
        Entry("pages.organisation", "Organisation", "building", "/settings/organisation"),
        Entry("pages.reminders", "Reminders", "alarm", "/settings/reminders"),
        Entry("pages.privacy", "Privacy", "shield-lock", "/settings/privacy"),
    ],
    "People": [
        Entry("pages.agents", "Agents", "person", "/settings/agents"),
        Entry("pages.teams", "Teams", "people", "/settings/teams"),
        Entry("pages.roles", "Roles", "person-badge", "/settings/roles"),
    ],
    "Programs": [
        Entry("pages.whatsapp", "WhatsApp", "whatsapp", "/settings/whatsapp"),
        Entry("pages.whatsapp_templates", "Templates", "file-text", "/settings/whatsapp/templates"),
        Entry("pages.api_keys", "API keys", "key", "/settings/api-keys"),
        Entry("pages.webhooks", "Webhooks", "broadcast", "/settings/webhooks"),
    ],
}
"""What stands in the menu, for those who may open it."""


@pages.context_processor
def _menu() -> dict[str, Any]:
    """Asked for by the frame only."""
    return {"settings_menu": lambda: list(menu.shown_to(me(), GROUPS))}

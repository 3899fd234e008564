"""When a rule acts, in words."""

from models.assignment.rule import Trigger

TRIGGERS = {
    Trigger.WHATSAPP_CONTACT_CREATED: "When a first WhatsApp message creates a contact",
    Trigger.CONTACT_UPDATED: "When a trait, tag, field or status of an unassigned contact changes",
}


def trigger(one: str) -> str:
    """When a rule acts: ``When a first WhatsApp message creates a contact``."""
    return TRIGGERS[Trigger(one)]


FILTERS = {"trigger": trigger}

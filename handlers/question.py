"""The question that waits for a contact's answer, for handlers that are asked before the
workflow's own: what it offers is never theirs to take."""

from models.contact import Contact


def choices(contact: Contact) -> list[str]:
    """The titles of its choices, simplified; empty when no question waits."""
    run = contact.run
    definition = contact.batch.catalogue.version(run.version_id).readable if run else None
    step = definition.steps.get(run.step or "") if run and definition else None
    return [choice.simple for choice in step.choices] if step else []

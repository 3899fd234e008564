"""Somebody who comes back after a pause and whom nobody owns any more (X7)."""

from datetime import timedelta

from models.contact import Contact
from models.incoming import IncomingMessage

PAUSE = timedelta(hours=24)
"""Of silence, after which a message is a return and not the rest of what was being said."""


def comes_back(contact: Contact, message: IncomingMessage) -> bool:
    """Ask before `message` is heard: whether it ends a pause, of a contact whom somebody had."""
    if contact.former_owner_id is None or contact.owned or contact.last_heard_at is None:
        return False
    return message.sent_at - contact.last_heard_at >= PAUSE

"""The bot is silent while a person has the conversation: what the contact writes is kept, and
nothing else. When the silence ends is known to the conversation (`Conversation.hear`)."""

from models.contact import Contact
from models.contact.facets.conversation import SPEECHLESS
from models.incoming import IncomingMessage


def accepts(contact: Contact, message: IncomingMessage) -> bool:
    return contact.silenced_at is not None or message.type in SPEECHLESS


def handle(contact: Contact, message: IncomingMessage) -> None:
    pass

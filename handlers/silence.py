"""What is kept and not answered: whatever a contact writes while a person has the conversation
(when that silence ends is known to `Conversation.hear`), and at any time a message that says
nothing, such as a reaction: it answers no question and starts no workflow."""

from models.contact import Contact
from models.contact.message import SPEECHLESS
from models.incoming import IncomingMessage


def accepts(contact: Contact, message: IncomingMessage) -> bool:
    return contact.silenced_at is not None or message.type in SPEECHLESS


def handle(contact: Contact, message: IncomingMessage) -> None:
    pass
